import { meaningOf as meaningOfIntent } from './aliases.ts';
import type { Meaning } from './command.ts';
import { COMMAND_FORMS } from './forms.ts';
import { type AliasFault, DEFAULT_WORDS, gluedMeaning, type Words, withAlias } from './words.ts';

/** What an operator has made of one word, in upper case. `meaning` is `undefined` where he has taken a default word away. */
export type OwnWord = { word: string; meaning: Meaning | undefined };

/** What is wrong with a change of words. */
export type WordFault =
  | AliasFault
  /** A product has this code: what orders it today would be read as the command, or the other way round. */
  | 'product'
  /** `CEKPLN`: a code glued to a word is read so already. */
  | 'glued'
  /** It is a default word that moves nothing: who types it from habit must not move money by it. */
  | 'moves_money'
  /** Without it nobody could type that command. */
  | 'last'
  | 'not_there';

export type WordChange =
  | { kind: 'words'; words: Words }
  | { kind: 'refused'; fault: WordFault; meaning?: Meaning | undefined };

const MONEY: ReadonlySet<Meaning> = new Set([
  'yes',
  ...COMMAND_FORMS.flatMap(({ meaning, needsPin }) => (needsPin ? [meaning] : [])),
]);

/** The default words with an operator's changes. What is no word, or may not be changed, is left out. */
export function wordsWith(own: Iterable<OwnWord>): Words {
  let words = DEFAULT_WORDS;
  for (const { word, meaning } of own) {
    const free = withAlias(words, word, undefined);
    const changed =
      free.kind === 'refused' || meaning === undefined ? free : withAlias(free.words, word, meaning);
    if (changed.kind === 'words') words = changed.words;
  }
  return words;
}

/** What an operator means by `text`: a meaning's name (`prices`, `order`), or any word that stands for one (`H`). */
export function meaningNamed(text: string, words: Words): Meaning | undefined {
  return meaningOfIntent(text.toLowerCase()) ?? words.get(text.toUpperCase());
}

/** The words with `word` for `meaning`. The same again changes nothing. `codes`: of all products, in upper case. */
export function addWord(
  words: Words,
  word: string,
  meaning: Meaning,
  codes: ReadonlySet<string>,
): WordChange {
  const key = word.toUpperCase();
  const changed = withAlias(words, key, meaning);
  if (changed.kind === 'refused') return changed;
  if (codes.has(key)) return { kind: 'refused', fault: 'product' };
  const byDefault = DEFAULT_WORDS.get(key);
  if (byDefault === undefined && gluedMeaning(key) !== undefined)
    return { kind: 'refused', fault: 'glued', meaning: gluedMeaning(key)?.meaning };
  if (byDefault !== undefined && !MONEY.has(byDefault) && MONEY.has(meaning))
    return { kind: 'refused', fault: 'moves_money', meaning: byDefault };
  return changed;
}

/** The words without `word`. `codes`: of all products, in upper case. */
export function removeWord(words: Words, word: string, codes: ReadonlySet<string>): WordChange {
  const key = word.toUpperCase();
  const meaning = words.get(key);
  const changed = withAlias(words, key, undefined);
  if (changed.kind === 'refused') return changed;
  if (meaning === undefined) return { kind: 'refused', fault: 'not_there' };
  // What was a question would become an order of it.
  if (codes.has(key)) return { kind: 'refused', fault: 'product', meaning };
  const isLast = meaning !== 'reserved' && !changed.words.values().some((other) => other === meaning);
  return isLast ? { kind: 'refused', fault: 'last', meaning } : changed;
}
