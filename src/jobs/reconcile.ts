import type { PgBoss, Queue } from 'pg-boss';
import { differencePage, type ReconcileDeps, type Reconciled, reconcileDay } from '../app/reconcile-day.ts';
import { type Day, dayOf, minuteLabel } from '../domain/day.ts';
import { nightsDue } from '../domain/reconcile.ts';
import type { Logger } from '../logger.ts';
import type { Language, Message } from '../text/message.ts';
import type { Texts } from '../text/texts.ts';
import type { Messenger } from './tell-orders.ts';

const RECONCILE = 'reconcile';
/** News that could not be told for so long is old. */
const TELL_WITHIN_MS = 7 * 24 * 3_600_000;

export const RECONCILE_QUEUES: readonly Queue[] = [
  {
    name: RECONCILE,
    policy: 'singleton',
    // A process that dies with it leaves it to another; an error of the database passes.
    retryLimit: 3,
    retryDelay: 30,
    deleteAfterSeconds: 3_600,
    // A day of hundreds of thousands of transactions is some ten thousand calls.
    expireInSeconds: 4 * 3_600,
    heartbeatSeconds: 60,
  },
];

/** Somebody wants a day compared now, and the result in his chat. */
export type ReconcileRequest = { day: Day; actorId: number; chatId: number; language: Language };

export type ReconcileJobDeps = ReconcileDeps & {
  messenger: Messenger;
  adminIds: ReadonlySet<number>;
  texts: (language: Language) => Texts;
  onError: (error: unknown) => void;
};

/** Compares a day for one operator and tells him. Again, it finds the same and tells it again. */
export async function reconcileFor(deps: ReconcileJobDeps, request: ReconcileRequest): Promise<void> {
  const { day, actorId, chatId, language } = request;
  const result = await reconcileDay(deps, day, actorId);
  for (const message of await messagesOf(deps, result, language))
    await deps.messenger.send(chatId, message, {});
}

/**
 * Compares the days whose night has come, those that were slept through included, and tells every operator. Called every few
 * minutes: what Klikoo did not answer is tried again by the next call. Each operator is told each result once, whatever becomes of the
 * others; after a crash between telling and noting it, or when Telegram took only a part, once more. @returns how many days were compared.
 */
export async function reconcileNights(deps: ReconcileJobDeps): Promise<number> {
  const { reconciliations, timeZone } = deps;
  const now = deps.now();
  const due = nightsDue(await reconciliations.lastNight(), dayOf(now, timeZone), minuteLabel(now, timeZone));
  let done = 0;
  for (const day of due) {
    // Had it no end to read for this day, it has none for the next either.
    if ((await reconcileDay(deps, day, undefined)).kind === 'incomplete') break;
    done++;
  }
  /** To be told by the next call: what is newer does not overtake it. */
  const waiting = new Set<number>();
  for (const result of await reconciliations.untold(new Date(now.getTime() - TELL_WITHIN_MS))) {
    const messages = await messagesOf(deps, result, 'id');
    for (const adminId of deps.adminIds) {
      if (waiting.has(adminId) || result.toldTo.has(adminId)) continue;
      if (await tell(deps, adminId, messages)) await reconciliations.toldTo(result.runId, adminId);
      else waiting.add(adminId);
    }
    if (waiting.size === 0) await reconciliations.told(result.runId, deps.now());
  }
  return done;
}

/** False: Telegram has no time for it now. An operator who cannot be told at all counts as told. */
async function tell(deps: ReconcileJobDeps, adminId: number, messages: readonly Message[]): Promise<boolean> {
  try {
    for (const message of messages) await deps.messenger.send(adminId, message, {});
  } catch (error) {
    const { kind } = deps.messenger.explain(error);
    if (kind === 'wait' || kind === 'trouble') return false;
    if (kind === 'failed') deps.onError(error);
  }
  return true;
}

/** The summary, and the first page of what differs. */
async function messagesOf(
  { reconciliations, texts }: ReconcileJobDeps,
  result: Reconciled,
  language: Language,
): Promise<Message[]> {
  const { reconcile } = texts(language).operator;
  if (result.kind === 'incomplete') return [reconcile.incomplete(result)];
  const { day, summary } = result;
  const open = await reconciliations.countOpen(day);
  const page = await differencePage(reconciliations, day, 0);
  return [
    reconcile.summary({ day, summary, open }),
    ...(page.shown.length > 0 ? [reconcile.differences(page)] : []),
  ];
}

export type ReconcileWork = {
  /** Leaves the work to whichever instance comes to it. */
  request(request: ReconcileRequest): Promise<void>;
  work(run: {
    nights: () => Promise<number>;
    request: (request: ReconcileRequest) => Promise<void>;
  }): Promise<void>;
};

/** One comparison at a time, on one of the instances. */
export function createReconcileWork(options: {
  boss: PgBoss;
  timeZone: string;
  log: Pick<Logger, 'info'>;
}): ReconcileWork {
  const { boss, timeZone, log } = options;
  return {
    async request(request) {
      await boss.send(RECONCILE, request);
    },

    async work({ nights, request }) {
      // At 02:30 sharp, and again every ten minutes: at most times there is nothing to do, and that is one look at a small table.
      await boss.schedule(RECONCILE, '*/10 * * * *', null, { tz: timeZone, retryLimit: 0 });
      await boss.work<ReconcileRequest | null>(RECONCILE, { pollingIntervalSeconds: 2 }, async (jobs) => {
        for (const { data } of jobs) {
          if (data !== null && 'day' in data) {
            await request(data);
            continue;
          }
          const days = await nights();
          if (days > 0) log.info({ days }, 'days compared with Klikoo');
        }
      });
    },
  };
}
