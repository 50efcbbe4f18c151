import type { ConversationData, ConversationKeyStorage, VersionedState } from '@grammyjs/conversations';
import type { Context } from 'grammy';
import { z } from 'zod';
import type { Seal } from '../app/seal.ts';

/** Where guided conversations keep how far they are, a value for each chat. */
export interface ConversationStore {
  /** `undefined` when there is none, or only one so old that nobody remembers it. */
  read(key: string): Promise<unknown>;
  write(key: string, value: object): Promise<void>;
  delete(key: string): Promise<void>;
}

/**
 * To be raised whenever the steps of a conversation change: a conversation begun by other code cannot be continued, and is
 * forgotten instead.
 */
const CONVERSATIONS_VERSION = 3;

const Sealed = z.object({ sealed: z.string() });

/** Sealed, because the state holds what was answered, and people type PINs where none was asked for. */
export function conversationStorage<C extends Context>(
  store: ConversationStore,
  seal: Seal,
): ConversationKeyStorage<C, ConversationData> {
  return {
    type: 'key',
    version: CONVERSATIONS_VERSION,
    adapter: {
      async read(key) {
        const value = Sealed.safeParse(await store.read(key));
        const text = value.success ? seal.open(value.data.sealed) : undefined;
        return text === undefined ? undefined : parseState(text);
      },
      write: (key, state) => store.write(key, { sealed: seal.seal(JSON.stringify(state)) }),
      delete: (key) => store.delete(key),
    },
  };
}

/** The plugin checks the version; that the rest is its own is vouched for by the seal. */
function parseState(text: string): VersionedState<ConversationData> {
  return JSON.parse(text) as VersionedState<ConversationData>;
}
