import type { Meaning } from './command.ts';

/** Command words in upper-case ASCII. */
export type Words = ReadonlyMap<string, Meaning>;

const WORDS: Record<Meaning, string> = {
  order: 'BELI BUY M MULTI',
  balance: 'S SAL SALDO CS',
  prices: 'H HRG HARGA CH',
  status: 'CEK STATUS STA',
  recap: 'LAP REKAP RKP R',
  ledger: 'MUTASI REK',
  history: 'RIWAYAT',
  change_pin: 'GP GPIN G',
  help: 'FORMAT BANTUAN HELP MENU CENTER',
  yes: 'YA Y YES',
  no: 'TIDAK TDK N NO BATAL',
  // `T.081234567890.50000.1234` is a transfer on the servers people come from. It must not become an order here because nobody reserved T.
  reserved: `TAG INQ BAYAR TOKEN SN KWH STRUK TIKET DEP T TD TRF TRANSFER KIRIM TS REG DAFTAR BLOK UNBLOK SD MARKUP UP SET
    PAR TAMBAH TNO HAPUS HNO LIST K KOM INFO KOMPLAIN KOSONG GANGGUAN BTL`,
};

const SLASH_WORDS: ReadonlyMap<string, Meaning> = new Map([['pin', 'change_pin']]);

function tableOf(words: Record<string, string>): Words {
  const table = new Map<string, Meaning>();
  for (const [meaning, list] of Object.entries(words)) {
    if (!isMeaning(meaning)) continue;
    for (const word of list.split(/\s+/)) table.set(word, meaning);
  }
  return table;
}

function isMeaning(text: string): text is Meaning {
  return text in WORDS;
}

export const DEFAULT_WORDS: Words = tableOf(WORDS);

/** What `/name` stands for: every command word works with a slash, and a few names only with one. */
export function slashMeaning(name: string, words: Words): Meaning | undefined {
  const meaning = SLASH_WORDS.get(name.toLowerCase()) ?? words.get(name.toUpperCase());
  return meaning === 'reserved' ? undefined : meaning;
}
