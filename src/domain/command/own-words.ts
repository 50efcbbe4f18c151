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
  /** It is a default word for something else: who types it from habit must not move money or rights by it. */
  | 'moves_money'
  /** Yes is said to a purchase: what else is said in passing must not buy. */
  | 'only_yes'
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
    if (meaning !== undefined && dangerOf(word, meaning) !== undefined) continue;
    const changed =
      free.kind === 'refused' || meaning === undefined ? free : withAlias(free.words, word, meaning);
    if (changed.kind === 'words') words = changed.words;
  }
  return words;
}

/** What speaks against `word` for `meaning` whatever the words are now; `undefined`: nothing. */
function dangerOf(word: string, meaning: Meaning): 'moves_money' | 'only_yes' | undefined {
  const byDefault = DEFAULT_WORDS.get(word);
  if (byDefault === meaning || !MONEY.has(meaning)) return undefined;
  return byDefault === undefined ? (meaning === 'yes' ? 'only_yes' : undefined) : 'moves_money';
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
  const byDefault = DEFAULT_WORDS.get(key);
  const isFinal = changed.kind === 'refused' && changed.fault !== 'taken';
  const danger = isFinal ? undefined : dangerOf(key, meaning);
  // Not `taken`: to remove it first would not help.
  if (danger !== undefined) return { kind: 'refused', fault: danger, meaning: byDefault };
  if (changed.kind === 'refused') return changed;
  if (codes.has(key)) return { kind: 'refused', fault: 'product' };
  if (byDefault === undefined && gluedMeaning(key) !== undefined)
    return { kind: 'refused', fault: 'glued', meaning: gluedMeaning(key)?.meaning };
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
