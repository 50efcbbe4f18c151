import type { OwnWord } from '../../domain/command/own-words.ts';
import { DEFAULT_WORDS, MEANINGS, type Words } from '../../domain/command/words.ts';
import { bold, code, escapeLine } from '../format.ts';

const LONGEST = 40;

/** What somebody typed or a word, as HTML. */
export function shown(text: string): string {
  return code(escapeLine(text, LONGEST));
}

/** `prices: H HRG HARGA STOK`, a line for each meaning. */
export function meaningLines(words: Words): string[] {
  return MEANINGS.map((meaning) => {
    const its = words.entries().flatMap(([word, each]) => (each === meaning ? [word] : []));
    return `${bold(meaning)}: ${escapeLine([...its].join(' '), 400)}`;
  });
}

/** `STOK = prices`, and in the place of a default word what it meant before. */
export function ownLines(own: readonly OwnWord[], removed: string): string[] {
  return own.map(({ word, meaning }) => {
    const before = DEFAULT_WORDS.get(word);
    const now = meaning === undefined ? removed : `= ${escapeLine(meaning, LONGEST)}`;
    return `${shown(word)} ${now}${before === undefined ? '' : ` (${before})`}`;
  });
}
