import type { DataDir, FakesMemory } from './data-dir.ts';
import { snapshotSchema } from './telegram/state.ts';

/** How much is forgotten at most when the sandbox is killed. */
const SAVE_AFTER_MS = 500;

/** More messages, taps and updates than come within {@link SAVE_AFTER_MS}. */
const SKIPPED_NUMBERS = 10_000;

/**
 * The Telegram that is remembered, with its numbering gone on by a good piece: a sandbox that was killed has forgotten its last
 * moments, and the bot, which has not, would take a message under a number it knows for the same one come again.
 * @throws {ZodError} when it is none.
 */
export function continueTelegram(memory: FakesMemory): unknown {
  const { world, queue, ...rest } = snapshotSchema.parse(memory.telegram);
  return {
    ...rest,
    world: {
      ...world,
      lastMessageId: world.lastMessageId + SKIPPED_NUMBERS,
      lastCallbackNumber: world.lastCallbackNumber + SKIPPED_NUMBERS,
    },
    queue: { ...queue, lastId: queue.lastId + SKIPPED_NUMBERS },
  };
}

export type Remembering = {
  /** Saves what is not saved yet. Further changes are not noticed. */
  stop(): Promise<void>;
};

/** What matters here of a fake. */
type Remembered = { snapshot(): unknown; subscribe(listener: () => void): () => void };

/** Saves what both fakes know, now and whenever something has happened to one of them. */
export async function rememberFakes(
  dataDir: DataDir,
  fakes: { telegram: Remembered; klikoo: Remembered },
  onError: (error: unknown) => void,
): Promise<Remembering> {
  let timer: NodeJS.Timeout | undefined;
  const save = () =>
    dataDir.saveMemory({ telegram: fakes.telegram.snapshot(), klikoo: fakes.klikoo.snapshot() });
  let saving = save();

  const saveSoon = () => {
    timer ??= setTimeout(() => {
      timer = undefined;
      saving = saving.then(save).catch(onError);
    }, SAVE_AFTER_MS);
  };
  const subscriptions = [fakes.telegram.subscribe(saveSoon), fakes.klikoo.subscribe(saveSoon)];
  await saving;

  return {
    async stop() {
      for (const unsubscribe of subscriptions) unsubscribe();
      clearTimeout(timer);
      await saving.then(save);
    },
  };
}
