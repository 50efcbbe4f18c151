import type { Update } from 'grammy/types';
import type { Job, JobWithMetadata, PgBoss } from 'pg-boss';
import { z } from 'zod';
import type { Seal } from '../app/seal.ts';
import { describeError, type Logger } from '../logger.ts';
import {
  INBOX,
  InboxPayload,
  laneOf,
  PARKED,
  parseUpdate,
  RETRIES,
  rowId,
  TROUBLE_MS,
} from './inbox-queue.ts';
import { createInboxWorker } from './inbox-worker.ts';
import { mayCarryPin } from './pin-message.ts';
import { isTelegramTrouble } from './reply.ts';

export type Delivery = {
  /** 0, and one more with each repetition after an error or a crash. */
  attempt: number;
  receivedAt: Date;
};

/** An update that was tried several times in vain and given up. Of what was typed, nothing. */
export type ParkedUpdate = {
  updateId: number;
  /** `chat:<id>`, as its updates were kept in order. */
  lane: string;
  attempts: number;
  /** Name of the last error. */
  error: string;
  /** Of the private chat in which it was written or pressed; `undefined`: elsewhere, or it cannot be read. */
  chatId: number | undefined;
  /** The message that was written; `undefined`: it was something else. */
  messageId: number | undefined;
  /** That message looks as if it held a PIN. */
  carriesPin: boolean;
};

export type InboxOptions = {
  boss: PgBoss;
  botId: number;
  seal: Seal;
  /**
   * Handles one update: those of a chat one after the other, those of different chats beside each other, over all instances. May
   * see the same update again (after a crash, an error or a lost answer). When it rejects it is repeated a few times, or for ten
   * minutes where it is Telegram that fails, then parked.
   */
  handle(update: Update, delivery: Delivery): Promise<void>;
  /** Told at least once: when it rejects it is told again, for hours. Its chat goes on meanwhile. */
  onParked(parked: ParkedUpdate): Promise<void>;
  log: Pick<Logger, 'warn' | 'error'>;
  /** Most updates handled at the same time by this instance. */
  parallelChats?: number;
  /** A handler that takes longer counts as failed. */
  handleWithinMs?: number;
  now?: () => Date;
};

/** Where updates lie safely between Telegram and their handling. */
export type Inbox = {
  /**
   * Keeps updates; when it resolves they survive a crash and may be confirmed to Telegram. Those kept within the last day are
   * dropped, and so is what is no update at all.
   */
  store(updates: readonly unknown[]): Promise<void>;
  /** Begins to handle. */
  work(): Promise<void>;
  /** Takes nothing more and waits for what is being handled, at most so long; the rest is repeated elsewhere. */
  stop(withinMs: number): Promise<void>;
};

const PARALLEL_CHATS = 64;
const HANDLE_WITHIN_MS = 60_000;
const CHANNEL = 'konter_inbox';

const Failure = z.object({ error: z.string() });

export function createInbox(options: InboxOptions): Inbox {
  const { boss, botId, seal, log, now = () => new Date() } = options;
  const worker = createInboxWorker({
    boss,
    handle,
    mayRepeat,
    log,
    parallelChats: options.parallelChats ?? PARALLEL_CHATS,
    handleWithinMs: options.handleWithinMs ?? HANDLE_WITHIN_MS,
  });
  let listener: { close(): Promise<void> } | undefined;
  let parking: string | undefined;

  async function handle(job: Job<unknown>): Promise<void> {
    const { sealed, receivedAt } = InboxPayload.parse(job.data);
    const update = openUpdate(sealed);
    try {
      await options.handle(update, { attempt: job.retryCount, receivedAt: new Date(receivedAt) });
    } catch (error) {
      const failure = describeFailure(error);
      log.warn({ updateId: update.update_id, attempt: job.retryCount, failure }, 'an update failed');
      throw error;
    }
  }

  function mayRepeat(job: Job<unknown>, error: unknown): boolean {
    if (job.retryCount < RETRIES) return true;
    const payload = InboxPayload.safeParse(job.data);
    const isYoung = payload.success && now().getTime() - payload.data.receivedAt < TROUBLE_MS;
    return isYoung && isTelegramTrouble(error);
  }

  function openUpdate(sealed: string): Update {
    const text = seal.open(sealed);
    const update = text === undefined ? undefined : parseUpdate(JSON.parse(text));
    if (update === undefined) throw new UnreadableUpdateError('sealed with another pepper, or no update');
    return update;
  }

  async function park(job: JobWithMetadata<unknown>): Promise<void> {
    // Its row in the inbox has failed for good and would hold up the chat.
    if (job.sourceId !== null) await boss.deleteJob(INBOX, job.sourceId);
    const payload = InboxPayload.safeParse(job.data);
    const failure = Failure.safeParse(job.sourceOutput);
    const parked: ParkedUpdate = {
      updateId: payload.success ? payload.data.updateId : 0,
      lane: job.singletonKey ?? '',
      attempts: (job.sourceRetryCount ?? 0) + 1,
      error: failure.success ? failure.data.error : 'Error',
      ...whereIs(payload.success ? payload.data.sealed : ''),
    };
    worker.wake();
    log.error({ parked }, 'an update was given up');
    try {
      await options.onParked(parked);
    } catch (error) {
      log.error({ updateId: parked.updateId, err: error }, 'nobody could be told of an update given up');
      throw new ParkingError('to be told again');
    }
  }

  function whereIs(sealed: string): Pick<ParkedUpdate, 'chatId' | 'messageId' | 'carriesPin'> {
    let update: Update;
    try {
      update = openUpdate(sealed);
    } catch {
      return { chatId: undefined, messageId: undefined, carriesPin: false };
    }
    const message = update.message ?? update.edited_message;
    const chat = message?.chat ?? update.callback_query?.message?.chat;
    return {
      chatId: chat?.type === 'private' ? chat.id : undefined,
      messageId: message?.message_id,
      carriesPin: mayCarryPin(message?.text ?? message?.caption ?? ''),
    };
  }

  return {
    async store(updates) {
      const rows = new Map<string, { id: string; singletonKey: string; data: InboxPayload }>();
      for (const raw of updates) {
        const update = parseUpdate(raw);
        if (update === undefined) {
          log.warn('something that is no update was dropped');
          continue;
        }
        const id = rowId(botId, update.update_id);
        const sealed = seal.seal(JSON.stringify(update));
        const data = { updateId: update.update_id, receivedAt: now().getTime(), sealed };
        rows.set(id, { id, singletonKey: laneOf(update), data });
      }
      if (rows.size === 0) return;
      await boss.insert(INBOX, [...rows.values()]);
      if (worker.hasRoom()) worker.wake();
      else wakeOthers();
    },

    async work() {
      parking = await boss.work(
        PARKED,
        { includeMetadata: true, pollingIntervalSeconds: 1, notifyPollingIntervalSeconds: 1 },
        async (jobs: JobWithMetadata<unknown>[]) => {
          for (const job of jobs) await park(job);
        },
      );
      worker.start();
      listener = await boss
        .getDb()
        .listen?.(CHANNEL, worker.wake, worker.wake)
        .catch((error: unknown) => {
          log.warn(
            { err: error },
            'without notices from other instances the inbox is looked into once a second',
          );
          return undefined;
        });
    },

    async stop(withinMs) {
      await worker.stop(withinMs);
      await listener?.close();
      if (parking !== undefined) await boss.offWork(PARKED, { id: parking });
    },
  };

  /** Only saves time: they look by themselves, too. */
  function wakeOthers(): void {
    boss
      .getDb()
      .executeSql('select pg_notify($1, $2)', [CHANNEL, ''])
      .catch((error: unknown) => log.warn({ err: error }, 'other instances could not be woken'));
  }
}

/** Without the cause: pg-boss writes what it is given into its tables. */
class ParkingError extends Error {
  override readonly name = 'ParkingError';
}

class UnreadableUpdateError extends Error {
  override readonly name = 'UnreadableUpdateError';
}

/** Where it happened, but not what it says: errors of parsers and of the database quote what they choked on. */
function describeFailure(error: unknown): object {
  const { message, type, code, stack } = describeError(error);
  const isAboutCode = error instanceof TypeError || error instanceof ReferenceError;
  return {
    type,
    ...(code !== undefined && { code }),
    ...(stack !== undefined && { stack }),
    ...(isAboutCode && { message }),
  };
}
