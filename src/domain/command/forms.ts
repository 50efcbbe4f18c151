import type { Command, Meaning } from './command.ts';
import { DEFAULT_WORDS } from './words.ts';

/** What help is divided into. */
export const TOPICS = [
  'order',
  'bill',
  'status',
  'balance',
  'prices',
  'reports',
  'downline',
  'security',
  'help',
] as const;
export type Topic = (typeof TOPICS)[number];

/** One way to type a command: with the trade's names for its fields, and filled in. */
export type Form = { form: string; example: string };

export type DocumentedMeaning = Exclude<Meaning, 'reserved'>;

/** All there is to say about a command but for sentences: for documentation, help and menus. */
export type CommandForms = {
  meaning: DocumentedMeaning;
  topic: Topic;
  /** The default words. */
  words: readonly string[];
  /** With a slash, without it: `beli`; `undefined`: only words. */
  slash: string | undefined;
  /** It moves money or rights: without a PIN in the message the keypad asks for it. */
  needsPin: boolean;
  forms: readonly Form[];
};

type Row = Omit<CommandForms, 'meaning' | 'words'>;

function row(topic: Topic, slash: string | undefined, needsPin: boolean, forms: Record<string, string>): Row {
  return {
    topic,
    slash,
    needsPin,
    forms: Object.entries(forms).map(([form, example]) => ({ form, example })),
  };
}

const ROWS: Readonly<Record<DocumentedMeaning, Row>> = {
  order: row('order', 'beli', true, {
    'KODE.TUJUAN.PIN': 'PLN20.01105691111.1234',
    'NOMINAL.TUJUAN.PIN': '10.081234567890.1234',
    'KODE.TUJUAN.JUMLAH.PIN': 'DNOPEN.0817345544.25000.1234',
    'KODE.KE.TUJUAN.PIN': 'S10.2.081234567890.1234',
    'KODE.TUJUAN.PIN.KE': 'S10.081234567890.1234.2',
    'KODE.IDPEL.HP.PIN': 'PLN20.01105691111.081234567890.1234',
    'KODE.TUJUAN.KODE.TUJUAN.PIN': 'S10.081234567890.IM5.085712345678.1234',
    'KODE.TUJUAN.PIN R#REFERENSI': 'S10.081234567890.1234 R#TOKO-17',
  }),
  bill: row('bill', 'tagihan', false, {
    'TAG.KODE.IDPEL': 'TAG.PLN.524540566523',
    'CEKKODE.IDPEL': 'CEKPLN.524540566523',
    'TAG.KODE.IDPEL.BULAN': 'TAG.BPJS.0001234567890.3',
  }),
  pay_bill: row('bill', 'bayar', true, {
    'BAYAR.KODE.IDPEL.PIN': 'BAYAR.PLN.524540566523.1234',
    'BAYAR.NOMOR TAGIHAN.PIN': 'BAYAR.10234.1234',
    'BAYAR.KODE.IDPEL.JUMLAH.PIN': 'BAYAR.PLN.524540566523.Rp129045.1234',
  }),
  cancel: row('order', 'batal', false, {
    'BTL.NOMOR': 'BTL.10234',
    'BTL.TUJUAN': 'BTL.081234567890',
    'BTL R#REFERENSI': 'BTL R#TOKO-17',
  }),
  yes: row('order', undefined, false, { YA: 'YA' }),
  no: row('order', undefined, false, { TIDAK: 'TIDAK' }),
  status: row('status', 'status', false, {
    'CEK.NOMOR': 'CEK.10234',
    'CEK.TUJUAN': 'CEK.081234567890',
    'CEK.TANGGAL.TUJUAN': 'CEK.15.081234567890',
    'CEK R#REFERENSI': 'CEK R#TOKO.17/A',
  }),
  token: row('status', 'token', false, { 'TOKEN.IDPEL': 'TOKEN.01105691111' }),
  receipt: row('status', 'struk', false, {
    'STRUK.NOMOR': 'STRUK.10234',
    'STRUK.NOMOR.HARGA JUAL': 'STRUK.10234.23000',
  }),
  complaint: row('status', 'komplain', false, { 'K.ISI': 'K.S10 ke 081234567890 belum masuk' }),
  balance: row('balance', 'saldo', false, { S: 'S', 'S.PIN': 'S.1234' }),
  ticket: row('balance', 'deposit', true, {
    'TIKET.JUMLAH.PIN': 'TIKET.500000.1234',
    'TIKET.JUMLAH.BANK.PIN': 'TIKET.500000.BCA.1234',
  }),
  transfer: row('balance', 'transfer', true, {
    'T.ID.JUMLAH.PIN': 'T.K0002.50000.1234',
    'T.JUMLAH.ID.PIN': 'T.50000.K0002.1234',
  }),
  take_back: row('balance', undefined, true, { 'TARIK.ID.JUMLAH.PIN': 'TARIK.K0002.50000.1234' }),
  prices: row('prices', 'harga', false, { 'H.KODE': 'H.PLN', 'H.KODE,KODE': 'H.S10,IM10' }),
  outages: row('prices', 'gangguan', false, { KOSONG: 'KOSONG' }),
  recap: row('reports', 'rekap', false, {
    LAP: 'LAP',
    'LAP.TANGGAL': 'LAP.15/11/2026',
    'LAP.-HARI': 'LAP.-2',
  }),
  ledger: row('reports', 'mutasi', false, { MUTASI: 'MUTASI', 'MUTASI.TANGGAL': 'MUTASI.15' }),
  history: row('reports', 'riwayat', false, { RIWAYAT: 'RIWAYAT', 'RIWAYAT.KODE': 'RIWAYAT.PLN20' }),
  register_downline: row('downline', undefined, true, {
    'REG.NAMA.KOTA.HP.MARKUP.PIN': 'REG.BINTANGCELL.PALU.085641234235.100.1234',
    'REG*NAMA*KOTA*HP*MARKUP*PIN': 'REG*BINTANG CELL*PALU*085641234235*100*1234',
  }),
  downlines: row('downline', 'downline', false, { DOWNLINE: 'DOWNLINE' }),
  downline_balance: row('downline', undefined, false, { 'SD.ID': 'SD.K0002' }),
  downline_on: row('downline', undefined, true, { 'UNBLOK.ID.PIN': 'UNBLOK.K0002.1234' }),
  downline_off: row('downline', undefined, true, { 'BLOK.ID.PIN': 'BLOK.K0002.1234' }),
  markup: row('downline', 'markup', true, {
    'MARKUP.JUMLAH.PIN': 'MARKUP.100.1234',
    'MARKUP.ID.JUMLAH.PIN': 'MARKUP.K0002.100.1234',
    'MARKUP.ID.KODE.JUMLAH.PIN': 'MARKUP.K0002.S10.150.1234',
  }),
  change_pin: row('security', 'pin', true, { 'GP.PIN LAMA.PIN BARU': 'GP.1234.5678' }),
  add_account: row('security', undefined, true, { 'TAMBAH.PIN': 'TAMBAH.1234' }),
  remove_account: row('security', undefined, true, { 'HAPUS.NOMOR.PIN': 'HAPUS.2.1234' }),
  accounts: row('security', 'akun', false, { LIST: 'LIST' }),
  help: row('help', 'bantuan', false, { FORMAT: 'FORMAT', 'BANTUAN.TOPIK': 'BANTUAN.order' }),
};

function isDocumented(text: string): text is DocumentedMeaning {
  return Object.hasOwn(ROWS, text);
}

/** Every command once, in the sequence in which they are explained. */
export const COMMAND_FORMS: readonly CommandForms[] = Object.keys(ROWS)
  .filter(isDocumented)
  .map((meaning) => ({
    meaning,
    ...ROWS[meaning],
    words: [...DEFAULT_WORDS].flatMap(([word, each]) => (each === meaning ? [word] : [])),
  }));

/** What a command stands for; `undefined`: it was not understood, or has several readings. */
export function meaningOf(command: Command): DocumentedMeaning | undefined {
  if (command.kind === 'not_understood' || command.kind === 'ambiguous') return undefined;
  if (command.kind !== 'guided') return command.kind;
  return command.flow === 'buy' ? 'order' : command.flow;
}
