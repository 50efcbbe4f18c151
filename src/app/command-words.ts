import type { Meaning } from '../domain/command/command.ts';
import { addWord, type OwnWord, removeWord, type WordFault, wordsWith } from '../domain/command/own-words.ts';
import { DEFAULT_WORDS, type Words } from '../domain/command/words.ts';

/** `meaning`: `undefined` takes the word away. */
export type WordEdit = { word: string; meaning: Meaning | undefined; key: string; actorId: number };

/** What operators have made of the command words, as it is kept. */
export interface CommandWordStore {
  /** Only the changes: what is as by default has no row. */
  list(): Promise<OwnWord[]>;
  /** Audited in the same statement. The same `key` again, and what stands so already, change nothing. */
  put(edit: WordEdit, now: Date): Promise<void>;
  wasDone(key: string): Promise<boolean>;
}

export type CommandWords = {
  /** As last read; the default ones before. */
  words(): Words;
  /**
   * Reads them anew where they were last read more than seconds ago, else does nothing. When that does not work the old ones stay:
   * a message is better read by words of yesterday than not at all.
   */
  refresh(): Promise<void>;
  /**
   * Judged anew by the words as they stand at this moment. Known here at once, elsewhere within seconds. The same key again changes
   * nothing, whatever was changed since. `codes`: of all products, in upper case.
   */
  change(
    edit: WordEdit,
    codes: ReadonlySet<string>,
  ): Promise<{ kind: 'changed' } | { kind: 'refused'; fault: WordFault }>;
};

/**
 * How old the words may be by which a message is read. Asked for with each message and not announced by NOTIFY: a notice that is lost on
 * the way would leave an instance wrong until its end, and this costs one small query every so often, beside one that is made anyway.
 */
const FRESH_MS = 3_000;

export function createCommandWords(options: {
  store: CommandWordStore;
  now: () => Date;
  onError: (error: unknown) => void;
}): CommandWords {
  const { store, now, onError } = options;
  let words = DEFAULT_WORDS;
  let readAtMs: number | undefined;
  let reading: Promise<void> | undefined;

  async function read(): Promise<void> {
    const startedMs = now().getTime();
    words = wordsWith(await store.list());
    readAtMs = startedMs;
  }

  return {
    words: () => words,

    refresh() {
      // Also when the clock was set back.
      if (readAtMs !== undefined && Math.abs(now().getTime() - readAtMs) < FRESH_MS) return Promise.resolve();
      reading ??= read()
        .catch(onError)
        .finally(() => {
          reading = undefined;
        });
      return reading;
    },

    async change(edit, codes) {
      const { word, meaning, key } = edit;
      if (await store.wasDone(key)) return { kind: 'changed' };
      await read();
      const change =
        meaning === undefined ? removeWord(words, word, codes) : addWord(words, word, meaning, codes);
      if (change.kind === 'refused') return { kind: 'refused', fault: change.fault };
      await store.put(edit, now());
      await read();
      return { kind: 'changed' };
    },
  };
}
