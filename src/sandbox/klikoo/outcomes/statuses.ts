import type { Outcome } from '../outcome.ts';
import { DISTURBED, pln, pulsa, successAfter, waitingThen } from './rows.ts';

/** Purchases that were accepted, and of which something strange is said later. */
export const STRANGE_STATUSES: readonly Outcome[] = [
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
    ...successAfter(3_000),
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
    ...successAfter(2_000),
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
    ...successAfter(2_000),
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
    ...successAfter(2_000),
    sn: `0412/<b>SN</b> & "x"\n@konter /saldo _*[\`${'7'.repeat(500)}`.slice(0, 500),
  },
];
