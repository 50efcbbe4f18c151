import type { Outcome, Step } from './outcome.ts';

const DISTURBED = 'Produk sedang dalam masalah';

const waitingThen = (...later: Step[]): Step[] => [{ afterMs: 0, status: 'WAITING' }, ...later];
const successAfter = (afterMs: number): Step[] => waitingThen({ afterMs, status: 'SUCCESS' });
const failedAfter = (afterMs: number): Step[] =>
  waitingThen({ afterMs, status: 'FAILED', reason: DISTURBED });

const pln = (suffix: string) => `PLN20.0110569${suffix}`;
const pulsa = (suffix: string) => `S10.08123456${suffix}`;
const wallet = (suffix: string) => `DN10.08123456${suffix}`;

/** How long a slow answer is held back. Longer than any client should wait. */
const SLOW_MS = 120_000;

/**
 * The one table of what the sandbox's Klikoo does. It works for phone and meter numbers alike; 01105691111 and 01105601111
 * are the numbers of Klikoo's own inquiry samples.
 */
export const OUTCOMES: readonly Outcome[] = [
  {
    name: 'token',
    suffix: '691111',
    example: 'PLN20.01105691111',
    label: { id: 'token setelah 3 detik', en: 'token after 3 s' },
    description: {
      id: 'WAITING, lalu SUCCESS dengan token setelah 3 detik (BAHARRUDIN1, R1/2200VA).',
      en: 'WAITING, then SUCCESS with the token after 3 s (BAHARRUDIN1, R1/2200VA).',
    },
    delayMs: 3_000,
    steps: successAfter(3_000),
  },
  {
    name: 'wrong_number',
    suffix: '601111',
    example: 'PLN20.01105601111',
    label: { id: 'nomor tidak dikenal', en: 'unknown customer' },
    description: {
      id: 'Inquiry ditolak (503029998, CUSTID not recognized); pembelian ditolak (404027011).',
      en: 'The inquiry is refused (503029998, CUSTID not recognized); so is a purchase (404027011).',
    },
    delayMs: undefined,
    steps: [],
    refusal: '404xx7011',
    inquiry: 'refused',
  },
  {
    name: 'success_at_once',
    suffix: '9901',
    example: pulsa('9901'),
    label: { id: 'langsung sukses', en: 'success at once' },
    description: {
      id: 'Jawaban pembelian sudah SUCCESS dengan SN.',
      en: 'The answer to the purchase is SUCCESS already, with the SN.',
    },
    delayMs: 0,
    steps: [{ afterMs: 0, status: 'SUCCESS' }],
  },
  {
    name: 'success_after_10_s',
    suffix: '9910',
    example: pln('9910'),
    label: { id: 'sukses setelah 10 detik', en: 'success after 10 s' },
    description: { id: 'WAITING selama 10 detik, lalu SUCCESS.', en: 'WAITING for 10 s, then SUCCESS.' },
    delayMs: 10_000,
    steps: successAfter(10_000),
  },
  {
    name: 'success_after_60_s',
    suffix: '9960',
    example: pln('9960'),
    label: { id: 'sukses setelah 1 menit', en: 'success after 1 min' },
    description: { id: 'WAITING selama 60 detik, lalu SUCCESS.', en: 'WAITING for 60 s, then SUCCESS.' },
    delayMs: 60_000,
    steps: successAfter(60_000),
  },
  {
    name: 'failed',
    suffix: '9920',
    example: pulsa('9920'),
    label: { id: 'gagal setelah 3 detik', en: 'fails after 3 s' },
    description: {
      id: 'WAITING, lalu FAILED "Produk sedang dalam masalah"; saldo Klikoo kembali.',
      en: 'WAITING, then FAILED "Produk sedang dalam masalah"; Klikoo gives the money back.',
    },
    delayMs: 3_000,
    steps: failedAfter(3_000),
  },
  {
    name: 'failed_at_once',
    suffix: '9921',
    example: pulsa('9921'),
    label: { id: 'langsung gagal', en: 'fails at once' },
    description: {
      id: 'Jawaban pembelian 201 dengan status FAILED.',
      en: 'The purchase is answered 201 with status FAILED.',
    },
    delayMs: 0,
    steps: [{ afterMs: 0, status: 'FAILED', reason: DISTURBED }],
  },
  {
    name: 'product_refused',
    suffix: '9922',
    example: pulsa('9922'),
    label: { id: 'produk ditolak', en: 'product refused' },
    description: {
      id: 'Pembelian ditolak (400026525, Produk tidak sesuai).',
      en: 'The purchase is refused (400026525, Produk tidak sesuai).',
    },
    delayMs: undefined,
    steps: [],
    refusal: '400xx6525',
  },
  {
    name: 'number_refused',
    suffix: '9923',
    example: pulsa('9923'),
    label: { id: 'nomor salah', en: 'wrong number' },
    description: {
      id: 'Pembelian ditolak (404027011, No pelanggan salah).',
      en: 'The purchase is refused (404027011, No pelanggan salah).',
    },
    delayMs: undefined,
    steps: [],
    refusal: '404xx7011',
  },
  {
    name: 'supplier_balance_low',
    suffix: '9924',
    example: pulsa('9924'),
    label: { id: 'saldo Klikoo kurang', en: 'operator is out of money' },
    description: {
      id: 'Pembelian ditolak (422026558, Dompet tidak cukup).',
      en: 'The purchase is refused (422026558, Dompet tidak cukup).',
    },
    delayMs: undefined,
    steps: [],
    refusal: '422xx6558',
  },
  {
    name: 'supplier_disturbed',
    suffix: '9925',
    example: pulsa('9925'),
    label: { id: 'Klikoo sedang gangguan', en: 'Klikoo is disturbed' },
    description: {
      id: 'Pembelian pertama dijawab 503029991 dan tidak dijalankan; ulangan berhasil.',
      en: 'The first purchase is answered 503029991 and not executed; its repeat succeeds.',
    },
    delayMs: 2_000,
    steps: successAfter(2_000),
    wrongAnswer: { kind: 'disturbed', isExecuted: false },
  },
  {
    name: 'answer_lost',
    suffix: '9930',
    example: pln('9930'),
    label: { id: 'jawaban hilang', en: 'answer lost' },
    description: {
      id: 'Pembelian dijalankan, sambungan putus sebelum jawaban; SUCCESS setelah 3 detik.',
      en: 'Executed, but the connection is reset instead of an answer; SUCCESS after 3 s.',
    },
    delayMs: 3_000,
    steps: successAfter(3_000),
    wrongAnswer: { kind: 'reset_after' },
  },
  {
    name: 'request_lost',
    suffix: '9931',
    example: pln('9931'),
    label: { id: 'permintaan hilang', en: 'request lost' },
    description: {
      id: 'Pembelian pertama tidak dijalankan, sambungan putus; ulangan berhasil.',
      en: 'The first purchase is not executed and its connection reset; its repeat succeeds.',
    },
    delayMs: 3_000,
    steps: successAfter(3_000),
    wrongAnswer: { kind: 'reset_after', isExecuted: false },
  },
  {
    name: 'http_500_executed',
    suffix: '9932',
    example: pln('9932'),
    label: { id: 'error 500, tapi terbeli', en: 'error 500, yet bought' },
    description: {
      id: 'Dijawab halaman HTML 500, padahal dijalankan; SUCCESS setelah 3 detik.',
      en: 'Answered with an HTML page and status 500, yet executed; SUCCESS after 3 s.',
    },
    delayMs: 3_000,
    steps: successAfter(3_000),
    wrongAnswer: { kind: 'html' },
  },
  {
    name: 'http_500_not_executed',
    suffix: '9933',
    example: pln('9933'),
    label: { id: 'error 500, tidak terbeli', en: 'error 500, not bought' },
    description: {
      id: 'Pembelian pertama dijawab halaman HTML 500 dan tidak dijalankan; ulangan berhasil.',
      en: 'The first purchase gets an HTML page with status 500 and is not executed; its repeat succeeds.',
    },
    delayMs: 3_000,
    steps: successAfter(3_000),
    wrongAnswer: { kind: 'html', isExecuted: false },
  },
  {
    name: 'slow',
    suffix: '9934',
    example: pln('9934'),
    label: { id: 'Klikoo tidak menjawab', en: 'Klikoo does not answer' },
    description: {
      id: 'Dijalankan, tetapi jawaban baru datang setelah 2 menit; SUCCESS setelah 3 detik.',
      en: 'Executed, but the answer takes 2 min; SUCCESS after 3 s.',
    },
    delayMs: 3_000,
    steps: successAfter(3_000),
    wrongAnswer: { kind: 'slow', afterMs: SLOW_MS },
  },
  {
    name: 'garbage',
    suffix: '9935',
    example: pln('9935'),
    label: { id: 'jawaban rusak', en: 'garbled answer' },
    description: {
      id: 'Dijalankan, jawabannya JSON yang terpotong; SUCCESS setelah 3 detik.',
      en: 'Executed, answered with JSON cut in two; SUCCESS after 3 s.',
    },
    delayMs: 3_000,
    steps: successAfter(3_000),
    wrongAnswer: { kind: 'garbage' },
  },
  {
    name: 'half_body',
    suffix: '9936',
    example: pln('9936'),
    label: { id: 'jawaban terputus', en: 'answer breaks off' },
    description: {
      id: 'Dijalankan, sambungan putus di tengah jawaban; SUCCESS setelah 3 detik.',
      en: 'Executed, the connection is reset in the middle of the answer; SUCCESS after 3 s.',
    },
    delayMs: 3_000,
    steps: successAfter(3_000),
    wrongAnswer: { kind: 'half_body' },
  },
  {
    name: 'answer_lost_history_lags',
    suffix: '9937',
    example: pln('9937'),
    label: { id: 'jawaban hilang, riwayat terlambat', en: 'answer lost, history lags' },
    description: {
      id: 'Dijalankan, jawaban hilang, dan baru tampak di riwayat setelah 30 detik.',
      en: 'Executed, the answer lost, and absent from the history for 30 s.',
    },
    delayMs: 3_000,
    steps: successAfter(3_000),
    wrongAnswer: { kind: 'reset_after' },
    hiddenFromHistoryMs: 30_000,
    hiddenFromDetailMs: 30_000,
  },
  {
    name: 'answer_lost_success_late',
    suffix: '9938',
    example: pln('9938'),
    label: { id: 'jawaban hilang, sukses 10 menit lagi', en: 'answer lost, success in 10 min' },
    description: {
      id: 'Dijalankan, jawaban hilang, dan baru SUCCESS setelah 10 menit.',
      en: 'Executed, the answer lost, and SUCCESS only after 10 min.',
    },
    delayMs: 600_000,
    steps: successAfter(600_000),
    wrongAnswer: { kind: 'reset_after' },
  },
  {
    name: 'unknown_status',
    suffix: '9940',
    example: pln('9940'),
    label: { id: 'status tidak dikenal', en: 'unknown status' },
    description: {
      id: 'Status "PROSES", yang tidak didokumentasikan, selama 20 detik, lalu SUCCESS.',
      en: 'Status "PROSES", which is not documented, for 20 s, then SUCCESS.',
    },
    delayMs: 20_000,
    steps: [
      { afterMs: 0, status: 'PROSES' },
      { afterMs: 20_000, status: 'SUCCESS' },
    ],
  },
  {
    name: 'sn_late',
    suffix: '9941',
    example: pln('9941'),
    label: { id: 'token menyusul', en: 'token comes later' },
    description: {
      id: 'SUCCESS tanpa SN setelah 2 detik; SN datang setelah 12 detik.',
      en: 'SUCCESS without SN after 2 s; the SN comes after 12 s.',
    },
    delayMs: 12_000,
    steps: waitingThen(
      { afterMs: 2_000, status: 'SUCCESS', isWithoutSn: true },
      { afterMs: 12_000, status: 'SUCCESS' },
    ),
  },
  {
    name: 'waiting_for_ever',
    suffix: '9942',
    example: pln('9942'),
    label: { id: 'menunggu terus', en: 'waits for ever' },
    description: { id: 'WAITING tanpa akhir.', en: 'WAITING, without an end.' },
    delayMs: undefined,
    steps: waitingThen(),
  },
  {
    name: 'reversed',
    suffix: '9943',
    example: pulsa('9943'),
    label: { id: 'sukses, lalu dibatalkan', en: 'success, then reversed' },
    description: {
      id: 'SUCCESS setelah 2 detik, lalu FAILED setelah 30 detik.',
      en: 'SUCCESS after 2 s, then FAILED after 30 s.',
    },
    delayMs: 30_000,
    steps: waitingThen(
      { afterMs: 2_000, status: 'SUCCESS' },
      { afterMs: 30_000, status: 'FAILED', reason: 'Transaksi dibatalkan' },
    ),
  },
  {
    name: 'success_after_failure',
    suffix: '9944',
    example: pulsa('9944'),
    label: { id: 'gagal, lalu sukses', en: 'failure, then success' },
    description: {
      id: 'FAILED setelah 2 detik, lalu SUCCESS setelah 30 detik.',
      en: 'FAILED after 2 s, then SUCCESS after 30 s.',
    },
    delayMs: 30_000,
    steps: waitingThen(
      { afterMs: 2_000, status: 'FAILED', reason: DISTURBED },
      { afterMs: 30_000, status: 'SUCCESS' },
    ),
  },
  {
    name: 'flapping',
    suffix: '9945',
    example: pulsa('9945'),
    label: { id: 'gagal, sukses, gagal', en: 'failure, success, failure' },
    description: {
      id: 'FAILED setelah 2 detik, SUCCESS setelah 20 detik, FAILED setelah 40 detik.',
      en: 'FAILED after 2 s, SUCCESS after 20 s, FAILED after 40 s.',
    },
    delayMs: 40_000,
    steps: waitingThen(
      { afterMs: 2_000, status: 'FAILED', reason: DISTURBED },
      { afterMs: 20_000, status: 'SUCCESS' },
      { afterMs: 40_000, status: 'FAILED', reason: DISTURBED },
    ),
  },
  {
    name: 'detail_lags',
    suffix: '9946',
    example: pln('9946'),
    label: { id: 'status belum ada', en: 'status lags' },
    description: {
      id: 'Diterima, tetapi status dan riwayat baru mengenalnya setelah 10 detik; lalu SUCCESS.',
      en: 'Accepted, but unknown to status and history for 10 s; then SUCCESS.',
    },
    delayMs: 3_000,
    steps: successAfter(3_000),
    hiddenFromHistoryMs: 10_000,
    hiddenFromDetailMs: 10_000,
  },
  {
    name: 'other_cost',
    suffix: '9947',
    example: pln('9947'),
    label: { id: 'harga modal lain', en: 'another cost' },
    description: {
      id: 'SUCCESS setelah 2 detik; Klikoo memotong Rp150 lebih dari hasil inquiry.',
      en: 'SUCCESS after 2 s; Klikoo charges Rp150 more than its inquiry said.',
    },
    delayMs: 2_000,
    steps: successAfter(2_000),
    extraCost: 150,
  },
  {
    name: 'mixed_up',
    suffix: '9949',
    example: pln('9949'),
    label: { id: 'status transaksi lain', en: 'answer of another order' },
    description: {
      id: 'Selama 10 detik, status berisi transaksi lain; lalu SUCCESS.',
      en: 'For 10 s the status call tells of another transaction; then SUCCESS.',
    },
    delayMs: 2_000,
    steps: successAfter(2_000),
    mixedUpMs: 10_000,
  },
  {
    name: 'strange_sn',
    suffix: '9950',
    example: pulsa('9950'),
    label: { id: 'SN aneh', en: 'strange SN' },
    description: {
      id: 'SUCCESS dengan SN 500 huruf berisi HTML dan baris baru.',
      en: 'SUCCESS with an SN of 500 characters, HTML and line breaks in it.',
    },
    delayMs: 2_000,
    steps: successAfter(2_000),
    sn: `0412/<b>SN</b> & "x"\n@konter /saldo _*[\`${'7'.repeat(500)}`.slice(0, 500),
  },
  {
    name: 'inquiry_refused',
    suffix: '9970',
    example: wallet('9970'),
    label: { id: 'pelanggan tidak dikenal', en: 'customer not recognised' },
    description: {
      id: 'Inquiry ditolak (503029998); pembelian berhasil.',
      en: 'The inquiry is refused (503029998); a purchase succeeds.',
    },
    delayMs: 2_000,
    steps: successAfter(2_000),
    inquiry: 'refused',
  },
  {
    name: 'inquiry_down',
    suffix: '9971',
    example: wallet('9971'),
    label: { id: 'inquiry gangguan', en: 'inquiry is down' },
    description: {
      id: 'Inquiry dijawab 503029991; pembelian berhasil.',
      en: 'The inquiry is answered 503029991; a purchase succeeds.',
    },
    delayMs: 2_000,
    steps: successAfter(2_000),
    inquiry: 'down',
  },
  {
    name: 'html_name',
    suffix: '9972',
    example: pln('9972'),
    label: { id: 'nama berisi HTML', en: 'HTML in the name' },
    description: {
      id: 'Nama pelanggan berisi tag HTML, & dan tanda kutip.',
      en: "The customer's name holds an HTML tag, & and quotes.",
    },
    delayMs: 2_000,
    steps: successAfter(2_000),
    customerName: '<b>BUDI & "SONS"</b> <a href="https://example.org">KLIK</a>',
  },
  {
    name: 'bidi_name',
    suffix: '9973',
    example: pln('9973'),
    label: { id: 'nama dengan karakter bidi', en: 'bidi in the name' },
    description: {
      id: 'Nama pelanggan berisi baris baru dan karakter pembalik arah.',
      en: "The customer's name holds a line break and direction-changing characters.",
    },
    delayMs: 2_000,
    steps: successAfter(2_000),
    customerName: 'SITI\nAMINAH \u202e000.05\u202c\u2066\u200f',
  },
  {
    name: 'success',
    suffix: '',
    example: 'S10.081234567890',
    label: { id: 'sukses setelah 2 detik', en: 'success after 2 s' },
    description: {
      id: 'Semua nomor lain: WAITING, lalu SUCCESS setelah 2 detik.',
      en: 'Any other number: WAITING, then SUCCESS after 2 s.',
    },
    delayMs: 2_000,
    steps: successAfter(2_000),
  },
];

/** The row whose suffix fits best; there is one for every destination. */
export function outcomeFor(destination: string): Outcome {
  const fitting = OUTCOMES.filter(({ suffix }) => destination.endsWith(suffix));
  const [longest] = fitting.sort((a, b) => b.suffix.length - a.suffix.length);
  if (!longest) throw new Error('the table of outcomes has no row without a suffix');
  return longest;
}
