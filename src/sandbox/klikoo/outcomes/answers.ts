import type { Outcome } from '../outcome.ts';
import { pln, pulsa, successAfter } from './rows.ts';

/** How long a slow answer is held back. Longer than any client should wait. */
const SLOW_MS = 120_000;

/** Purchases whose answer says nothing, or arrives too late: whether they were executed is to be found out. */
export const LOST_ANSWERS: readonly Outcome[] = [
  {
    name: 'supplier_disturbed',
    suffix: '9925',
    example: pulsa('9925'),
    label: { id: 'Klikoo sedang gangguan', en: 'Klikoo is disturbed' },
    description: {
      id: 'Pembelian pertama dijawab 503029991 dan tidak dijalankan; ulangan berhasil.',
      en: 'The first purchase is answered 503029991 and not executed; its repeat succeeds.',
    },
    ...successAfter(2_000),
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
    ...successAfter(3_000),
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
    ...successAfter(3_000),
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
    ...successAfter(3_000),
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
    ...successAfter(3_000),
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
    ...successAfter(3_000),
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
    ...successAfter(3_000),
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
    ...successAfter(3_000),
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
    ...successAfter(3_000),
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
    ...successAfter(600_000),
    wrongAnswer: { kind: 'reset_after' },
  },
];
