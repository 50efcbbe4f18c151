import type { Meaning } from './command.ts';

/** Command words in upper-case ASCII. */
export type Words = ReadonlyMap<string, Meaning>;

/** The words everybody starts with: an operator's own come on top of them. */
const WORDS: Record<Meaning, string> = {
  order: 'BELI BUY ISI TRX I M MULTI',
  bill: 'TAG INQ TAGIHAN',
  pay_bill: 'BAYAR BYR',
  cancel: 'BTL BATAL',
  balance: 'S SAL SALDO CS',
  downline_balance: 'SD',
  prices: 'H HRG HARGA CH',
  outages: 'KOSONG GANGGUAN',
  status: 'CEK STATUS STA',
  token: 'TOKEN SN KWH',
  receipt: 'STRUK',
  recap: 'LAP REKAP RKP R LAPH CTRX CEKTRX',
  ledger: 'MUTASI REK',
  history: 'RIWAYAT',
  ticket: 'TIKET DEP DP',
  transfer: 'T TD TRF TRANSFER TRANS KIRIM TS TRFBLK',
  take_back: 'TARIK',
  register_downline: 'REG DAFTAR DFT REGMLM',
  downlines: 'DOWNLINE LDL',
  downline_on: 'UNBLOK',
  downline_off: 'BLOK',
  markup: 'MARKUP UP SET SELISIH HU GS GHALL',
  add_account: 'PAR TAMBAH TNO TAMBAHHP TAMBAHGT THP TN HP HP2 ALIASHP TGT YM',
  remove_account: 'HAPUS HNO HAPUSHP HAPUSGT DEL DELHP HHP2',
  accounts: 'LIST AKUN LP CEKHP',
  change_pin: 'GP GPIN G GTP GANTIPIN',
  complaint: 'K KOM INFO INF KOMPLAIN KOMPLIN KOMDEP',
  help: 'FORMAT BANTUAN HELP MENU CENTER BANK PRODUK PPOB GAME DEPOSIT',
  yes: 'YA Y YES',
  no: 'TIDAK TDK N NO',
  // Points, names, passwords, printers: other servers know them, and here they must not become an order of a product of that name.
  reserved:
    'TUKAR CRBT BONUS CAIR KOMISI GN GNAMA UN SETPIN NA GPASS PASS GANTINOMOR UL GH SH SETBONUS GABUNG AUTOREG AUTO RESET PRINT',
};

/** Words for help that say at once about what. */
const HELP_TOPICS = new Set(['BANK', 'PRODUK', 'PPOB', 'GAME', 'DEPOSIT']);

/** The topic that a word for help stands for; `undefined`: help in general. */
export function topicOf(word: string): string | undefined {
  const topic = word.toUpperCase();
  return HELP_TOPICS.has(topic) ? topic.toLowerCase() : undefined;
}

const SLASH_WORDS: ReadonlyMap<string, Meaning> = new Map([
  ['pin', 'change_pin'],
  ['deposit', 'ticket'],
]);

/** Words that a code may be glued to: `CEKPLN` asks for a bill of `PLN`. */
const GLUED: Record<string, Meaning> = {
  CEK: 'bill',
  TAG: 'bill',
  INQ: 'bill',
  BAYAR: 'pay_bill',
  BYR: 'pay_bill',
};

function tableOf(words: Record<string, string>): Words {
  const table = new Map<string, Meaning>();
  for (const [meaning, list] of Object.entries(words)) {
    if (!isMeaning(meaning)) continue;
    for (const word of list.split(' ').filter((each) => each !== '')) table.set(word, meaning);
  }
  return table;
}

/** Whether `text` names something a word can stand for. */
export function isMeaning(text: string): text is Meaning {
  return Object.hasOwn(WORDS, text);
}

export const MEANINGS: readonly Meaning[] = Object.keys(WORDS).filter(isMeaning);

export const DEFAULT_WORDS: Words = tableOf(WORDS);

/**
 * What `/name` stands for: every command word works with a slash, and a few names only with one. The default words keep their meaning
 * there whatever an operator made of them: they stand in Telegram's menu, and no product can be meant.
 */
export function slashMeaning(name: string, words: Words): Meaning | undefined {
  const word = name.toUpperCase();
  const meaning = SLASH_WORDS.get(name.toLowerCase()) ?? DEFAULT_WORDS.get(word) ?? words.get(word);
  return meaning === 'reserved' ? undefined : meaning;
}

/** The meaning of a word such as `CEKPLN`, and what it is made of; `undefined` for words that stand for themselves and for all others. */
export function gluedMeaning(word: string): { meaning: Meaning; head: string; code: string } | undefined {
  const [, head = '', code = ''] =
    /^(CEK|TAG|INQ|BAYAR|BYR)([A-Z]{2}[A-Z0-9]{0,12})$/.exec(word.toUpperCase()) ?? [];
  const meaning = GLUED[head];
  return meaning && { meaning, head, code };
}

/** What is wrong with a word that somebody wants to give a meaning. */
export type AliasFault = 'bad_word' | 'taken' | 'protected';

/** The only ways to say yes or no to a purchase, to get help and to be understood at all: they stay. */
const PROTECTED = new Set(['YA', 'TIDAK', 'BATAL', 'BELI', 'BANTUAN']);

/**
 * The words with one more (`meaning`), or with one less (`undefined`). A word has one meaning: one that is taken is refused
 * until it is removed. `word`: letters, digits and dashes, a letter first, at most 20; upper or lower case.
 */
export function withAlias(
  words: Words,
  word: string,
  meaning: Meaning | undefined,
): { kind: 'words'; words: Words } | { kind: 'refused'; fault: AliasFault; meaning?: Meaning } {
  const key = word.toUpperCase();
  if (!/^[A-Z][A-Z0-9-]{0,19}$/.test(key)) return { kind: 'refused', fault: 'bad_word' };
  const taken = words.get(key);
  if (PROTECTED.has(key)) return { kind: 'refused', fault: 'protected', ...(taken && { meaning: taken }) };
  if (meaning !== undefined && taken !== undefined && taken !== meaning)
    return { kind: 'refused', fault: 'taken', meaning: taken };
  const changed = new Map(words);
  if (meaning === undefined) changed.delete(key);
  else changed.set(key, meaning);
  return { kind: 'words', words: changed };
}
