import type { Outcome } from '../outcome.ts';
import { pln, successAfter, wallet } from './rows.ts';

/** Inquiries that fail, or whose customer has a name that must be escaped. */
export const STRANGE_INQUIRIES: readonly Outcome[] = [
  {
    name: 'inquiry_refused',
    suffix: '9970',
    example: wallet('9970'),
    label: { id: 'pelanggan tidak dikenal', en: 'customer not recognised' },
    description: {
      id: 'Inquiry ditolak (503029998); pembelian berhasil.',
      en: 'The inquiry is refused (503029998); a purchase succeeds.',
    },
    ...successAfter(2_000),
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
    ...successAfter(2_000),
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
    ...successAfter(2_000),
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
    ...successAfter(2_000),
    customerName: 'SITI\nAMINAH \u202e000.05\u202c\u2066\u200f',
  },
];
