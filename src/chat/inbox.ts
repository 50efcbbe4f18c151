import type { Update } from 'grammy/types';
import type { Job, JobResult, JobWithMetadata, PgBoss } from 'pg-boss';
import type { Seal } from '../app/seal.ts';
import { describeError, type Logger } from '../logger.ts';
import { createFloodBound } from './inbox-flood.ts';
import {
  Failure,
  INBOX,
  InboxPayload,
  laneOf,
  OVERFLOW,
  OverflowPayload,
  PARKED,
  parseUpdate,
  RETRIES,
  rowId,
  TROUBLE_MS,
} from './inbox-queue.ts';
import { createInboxWorker, HandlingTimeoutError, type InboxJob, type Verdict } from './inbox-worker.ts';
import { mayCarryPin } from './pin-message.ts';
import { isTelegramTrouble } from './reply.ts';
import { seldom } from './seldom.ts';

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

/** What somebody wrote faster than it could be handled, and what therefore is not carried out. */
export type Overflow = {
  /** A private chat. */
  chatId: number;
  /** Messages that look as if they held a PIN. */
  messageIds: number[];
  /** He has not been told within the last minute. */
  isNew: boolean;
};

export type InboxOptions = {
  boss: PgBoss;
  botId: number;
  seal: Seal;
  /**
   * Handles one update: those of a chat one after the other, those of different chats beside each other, over all instances. May
   * see the same update again (after a crash, an error or a lost answer). When it rejects it is repeated a few times, or for ten
   * minutes where it is Telegram that fails or the handler does not end, then parked.
   */
  handle(update: Update, delivery: Delivery): Promise<void>;
  /** Told at least once: when it rejects it is told again, for hours. Its chat goes on meanwhile. */
  onParked(parked: ParkedUpdate): Promise<void>;
  /** Told at least once, of what a chat sent while so many of its updates waited that no more were kept. */
  onOverflow?(overflow: Overflow): Promise<void>;
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
   * dropped, and so is what is no update at all, and what a chat sends beyond what may wait of it (see MOST_WAITING).
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
/** Parked updates seen to in one go: each waits for Telegram, none for the others. */
const PARKED_AT_ONCE = 50;
/** Two, so that while one waits for Telegram chats are freed all the same. */
const PARKERS = 2;
const TOLD_EVERY_MS = 60_000;
const REMEMBERED_CHATS = 1_000;

export function createInbox(options: InboxOptions): Inbox {
  const { boss, botId, seal, log, now = () => new Date() } = options;
  const worker = createInboxWorker({
    boss,
    handle,
    judge,
    log,
    parallelChats: options.parallelChats ?? PARALLEL_CHATS,
    handleWithinMs: options.handleWithinMs ?? HANDLE_WITHIN_MS,
  });
  let listener: { close(): Promise<void> } | undefined;
  const flood = createFloodBound({ boss, now });
  const mayTell = seldom(TOLD_EVERY_MS, REMEMBERED_CHATS);

  async function handle(job: InboxJob): Promise<void> {
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

  function judge(job: InboxJob, faults: number, error: unknown): Verdict {
    // Nothing is wrong with the update: somebody outside does not answer, and may do so in a minute.
    if (isTelegramTrouble(error) || error instanceof HandlingTimeoutError) {
      const payload = InboxPayload.safeParse(job.data);
      const isYoung = payload.success && now().getTime() - payload.data.receivedAt < TROUBLE_MS;
      return { faults, isFinal: job.retryCount >= RETRIES && !isYoung };
    }
    return { faults: faults + 1, isFinal: faults >= RETRIES };
  }

  function openUpdate(sealed: string): Update {
    const text = seal.open(sealed);
    const update = text === undefined ? undefined : parseUpdate(JSON.parse(text));
    if (update === undefined) throw new UnreadableUpdateError('sealed with another pepper, or no update');
    return update;
  }

  /** Their rows in the inbox have failed for good and hold up their chats: all of them are freed before anybody is told. */
  async function parkAll(jobs: readonly JobWithMetadata<unknown>[]): Promise<JobResult[]> {
    const rows = jobs.flatMap(({ sourceId }) => (sourceId === null ? [] : [sourceId]));
    if (rows.length > 0) await boss.deleteJob(INBOX, rows);
    worker.wake();
    return Promise.all(
      jobs.map(async (job): Promise<JobResult> => {
        const isTold = await park(job);
        return { id: job.id, status: isTold ? 'completed' : 'failed' };
      }),
    );
  }

  /** False: to be told again. */
  async function park(job: JobWithMetadata<unknown>): Promise<boolean> {
    const payload = InboxPayload.safeParse(job.data);
    const failure = Failure.safeParse(job.sourceOutput);
    const parked: ParkedUpdate = {
      updateId: payload.success ? payload.data.updateId : 0,
      lane: job.singletonKey ?? '',
      attempts: (job.sourceRetryCount ?? 0) + 1,
      error: failure.success ? failure.data.error : 'Error',
      ...whereIs(payload.success ? payload.data.sealed : ''),
    };
    log.error({ parked }, 'an update was given up');
    try {
      await options.onParked(parked);
      return true;
    } catch (error) {
      log.error({ updateId: parked.updateId, err: error }, 'nobody could be told of an update given up');
      return false;
    }
  }

  function whereIs(sealed: string): Place {
    try {
      return placeOf(openUpdate(sealed));
    } catch {
      return { chatId: undefined, messageId: undefined, carriesPin: false };
    }
  }

  /** Of what was sent faster than it may wait: PINs are to be deleted, and the person is told now and then. */
  async function refuse(updates: readonly Update[]): Promise<void> {
    const byChat = Map.groupBy(updates.map(placeOf), ({ chatId }) => chatId);
    for (const [chatId, places] of byChat) {
      if (chatId === undefined) continue;
      const messageIds = places.flatMap(({ carriesPin, messageId }) =>
        carriesPin && messageId !== undefined ? [messageId] : [],
      );
      const isNew = mayTell(chatId, now());
      if (isNew) log.warn({ chatId }, 'a chat sends faster than it can be handled');
      if (isNew || messageIds.length > 0) await boss.send(OVERFLOW, { chatId, messageIds, isNew });
    }
  }

  async function tellOverflow({ id, data }: Job<unknown>): Promise<JobResult> {
    try {
      await options.onOverflow?.(OverflowPayload.parse(data));
      return { id, status: 'completed' };
    } catch (error) {
      log.warn({ err: error }, 'a chat that sends too fast could not be told');
      return { id, status: 'failed' };
    }
  }

  function bounded(
    rows: ReadonlyMap<string, Row>,
    room: ReadonlyMap<string, number>,
  ): { kept: Row[]; refused: Update[] } {
    const left = new Map(room);
    const kept: Row[] = [];
    const refused: Update[] = [];
    for (const row of rows.values()) {
      const more = left.get(row.singletonKey);
      if (more === 0) {
        refused.push(row.update);
        continue;
      }
      if (more !== undefined) left.set(row.singletonKey, more - 1);
      kept.push(row);
    }
    return { kept, refused };
  }

  return {
    async store(updates) {
      const rows = new Map<string, Row>();
      for (const raw of updates) {
        const update = parseUpdate(raw);
        if (update === undefined) {
          log.warn('something that is no update was dropped');
          continue;
        }
        const id = rowId(botId, update.update_id);
        rows.set(id, { id, singletonKey: laneOf(update), update });
      }
      if (rows.size === 0) return;
      const lanes = [...rows.values()].map(({ singletonKey }) => singletonKey);
      const { kept, refused } = bounded(rows, await flood.roomFor(lanes));
      if (refused.length > 0) await refuse(refused);
      if (kept.length === 0) return;
      const receivedAt = now().getTime();
      const sealed = kept.map(({ id, singletonKey, update }) => {
        const data: InboxPayload = {
          updateId: update.update_id,
          receivedAt,
          sealed: seal.seal(JSON.stringify(update)),
        };
        return { id, singletonKey, data };
      });
      await boss.insert(INBOX, sealed);
      if (worker.hasRoom()) worker.wake();
      else wakeOthers();
    },

    async work() {
      await boss.work(
        PARKED,
        {
          includeMetadata: true,
          perJobResults: true,
          batchSize: PARKED_AT_ONCE,
          localConcurrency: PARKERS,
          pollingIntervalSeconds: 1,
          notifyPollingIntervalSeconds: 1,
        },
        parkAll,
      );
      await boss.work(
        OVERFLOW,
        {
          perJobResults: true,
          batchSize: PARKED_AT_ONCE,
          pollingIntervalSeconds: 1,
          notifyPollingIntervalSeconds: 1,
        },
        (jobs) => Promise.all(jobs.map(tellOverflow)),
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
      // Whoever is being told is told again, should it not end in time.
      await boss.offWork(PARKED, { wait: false });
      await boss.offWork(OVERFLOW, { wait: false });
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

type Row = { id: string; singletonKey: string; update: Update };

type Place = Pick<ParkedUpdate, 'chatId' | 'messageId' | 'carriesPin'>;

function placeOf(update: Update): Place {
  const message = update.message ?? update.edited_message;
  const chat = message?.chat ?? update.callback_query?.message?.chat;
  return {
    chatId: chat?.type === 'private' ? chat.id : undefined,
    messageId: message?.message_id,
    carriesPin: mayCarryPin(message?.text ?? message?.caption ?? ''),
  };
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
