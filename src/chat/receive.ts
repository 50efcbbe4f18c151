import { type Api, GrammyError } from 'grammy';
import type { Logger } from '../logger.ts';
import { clientSignal } from './telegram.ts';

/** Edits only because a PIN may have been typed into them. Posts of channels and all else are of no use: Telegram does not send them. */
export const ALLOWED_UPDATES = ['message', 'edited_message', 'callback_query', 'my_chat_member'] as const;

/** Who may ask Telegram for updates: Telegram gives them to one at a time. */
export interface PollLease {
  /** Tries to become that one; true when it is already. */
  acquire(): Promise<boolean>;
  /** Whether it still is, as far as known: a lost connection shows within seconds. */
  isHeld(): boolean;
  release(): Promise<void>;
}

export type Receiver = {
  start(): void;
  /** Finishes the batch it has. What was not confirmed to Telegram comes again. */
  stop(): Promise<void>;
  /** Whether updates reach the inbox through this instance, or through another that holds the lease. */
  isReceiving(): boolean;
};

export type PollingOptions = {
  api: Api;
  lease: PollLease;
  /** Resolves when the updates are safe; only then are they confirmed to Telegram. */
  store: (updates: readonly unknown[]) => Promise<void>;
  /** Telegram does not know the token (any more): receiving has stopped. */
  onFatal: (error: Error) => void;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  pollSeconds?: number;
  /** How often an instance without the lease tries to get it. */
  leaseRetryMs?: number;
  /** Longest pause after errors. */
  maxPauseMs?: number;
};

const POLL_SECONDS = 30;
const LEASE_RETRY_MS = 2_000;
const MAX_PAUSE_MS = 15_000;
const FIRST_PAUSE_MS = 250;
const BATCH = 100;
const CHECK_EVERY_MS = 60_000;
/** After so many failures in a row updates do not arrive, whatever the lease says. */
const FAILURES_TO_BE_DOWN = 3;

/**
 * Long polling: fetch, store, and only with the next fetch confirm. A crash at any point makes Telegram repeat, never forget.
 */
export function createPollingReceiver(options: PollingOptions): Receiver {
  const { api, lease, store, log, onFatal } = options;
  const pollSeconds = options.pollSeconds ?? POLL_SECONDS;
  const leaseRetryMs = options.leaseRetryMs ?? LEASE_RETRY_MS;
  const maxPauseMs = options.maxPauseMs ?? MAX_PAUSE_MS;

  const stopping = new AbortController();
  let looping: Promise<void> | undefined;
  let role: 'starting' | 'standby' | 'polling' | 'dead' = 'starting';
  let failures = 0;

  /** Polls until the lease is lost, an error comes or the process stops. */
  async function poll(): Promise<void> {
    // A webhook, perhaps of an earlier configuration, would make Telegram refuse; what waits there comes here.
    await api.deleteWebhook({}, clientSignal(stopping.signal));
    let offset: number | undefined;
    // The first answer comes at once and tells whether it works.
    let timeout = 0;
    while (!stopping.signal.aborted && lease.isHeld()) {
      const updates = await api.getUpdates(
        { ...(offset !== undefined && { offset }), timeout, limit: BATCH, allowed_updates: ALLOWED_UPDATES },
        clientSignal(stopping.signal),
      );
      role = 'polling';
      timeout = pollSeconds;
      const last = updates.at(-1);
      if (last !== undefined) {
        await store(updates);
        // Of the last batch, not the highest ever seen: after a quiet week Telegram starts anywhere.
        offset = last.update_id + 1;
      }
      failures = 0;
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        if (await lease.acquire()) {
          await poll();
        } else {
          role = 'standby';
          failures = 0;
          await pause(leaseRetryMs, stopping.signal);
        }
      } catch (error) {
        if (stopping.signal.aborted) break;
        if (isRefusedForGood(error)) {
          role = 'dead';
          log.error({ err: error }, 'Telegram refuses the token: no updates are received');
          onFatal(error);
          break;
        }
        failures++;
        const pauseMs = pauseAfter(error, failures, maxPauseMs);
        // Not by an error of this instance, and it does not pass by itself.
        if (isConflict(error))
          log.error(
            { err: error, failures, pauseMs },
            'another program polls with this token: stop it, or revoke the token',
          );
        else log.warn({ err: error, failures, pauseMs }, 'updates cannot be received');
        await pause(pauseMs, stopping.signal);
      }
    }
    await lease.release();
  }

  return {
    start() {
      looping ??= loop();
    },
    async stop() {
      stopping.abort();
      await looping;
    },
    isReceiving: () =>
      !stopping.signal.aborted &&
      failures < FAILURES_TO_BE_DOWN &&
      (role === 'standby' || (role === 'polling' && lease.isHeld())),
  };
}

export type WebhookOptions = {
  api: Api;
  /** Where Telegram is to send updates. */
  url: string;
  /** 1 to 256 of `A-Za-z0-9_-`; Telegram sends it with each update. */
  secret: string;
  onFatal: (error: Error) => void;
  log: Pick<Logger, 'info' | 'warn' | 'error'>;
  maxPauseMs?: number;
  /** How often Telegram is asked whether it still sends them there. */
  checkEveryMs?: number;
};

/**
 * Tells Telegram, until it has heard it, where to send updates; the HTTP server takes them from there to the inbox. Asks now and then
 * whether that still holds: a revoked token would otherwise only be noticed by the silence.
 */
export function createWebhookReceiver(options: WebhookOptions): Receiver {
  const {
    api,
    url,
    secret,
    onFatal,
    log,
    maxPauseMs = MAX_PAUSE_MS,
    checkEveryMs = CHECK_EVERY_MS,
  } = options;
  const stopping = new AbortController();
  let looping: Promise<void> | undefined;
  let isSet = false;
  let failures = 0;

  async function set(): Promise<void> {
    const other = { secret_token: secret, allowed_updates: ALLOWED_UPDATES };
    isSet = await api.setWebhook(url, other, clientSignal(stopping.signal));
  }

  async function check(): Promise<void> {
    const info = await api.getWebhookInfo(clientSignal(stopping.signal));
    if (info.url !== url) {
      log.error('somebody has taken the webhook away; it is set again: is the token in use elsewhere?');
      isSet = false;
      await set();
    } else if (info.pending_update_count > 0 && info.last_error_message !== undefined) {
      const { pending_update_count: pending, last_error_message: reason } = info;
      log.warn({ pending, reason }, 'Telegram cannot deliver updates');
    }
  }

  async function loop(): Promise<void> {
    while (!stopping.signal.aborted) {
      try {
        await (isSet ? check() : set());
        failures = 0;
        await pause(checkEveryMs, stopping.signal);
      } catch (error) {
        if (stopping.signal.aborted) break;
        if (isRefusedForGood(error)) {
          isSet = false;
          log.error({ err: error }, 'Telegram refuses the token: no updates are received');
          onFatal(error);
          break;
        }
        failures++;
        log.warn({ err: error, failures }, 'the webhook cannot be set or looked at');
        await pause(pauseAfter(error, failures, maxPauseMs), stopping.signal);
      }
    }
  }

  return {
    start() {
      looping ??= loop();
    },
    // The webhook stays: what Telegram cannot deliver meanwhile, it keeps for the next start.
    async stop() {
      stopping.abort();
      await looping;
    },
    isReceiving: () => isSet && failures < FAILURES_TO_BE_DOWN && !stopping.signal.aborted,
  };
}

/** 401: unknown token; 404: not the form of a token. */
function isRefusedForGood(error: unknown): error is GrammyError {
  return error instanceof GrammyError && (error.error_code === 401 || error.error_code === 404);
}

/** Somebody else polls, or has set a webhook. */
function isConflict(error: unknown): boolean {
  return error instanceof GrammyError && error.error_code === 409;
}

function pauseAfter(error: unknown, failures: number, maxPauseMs: number): number {
  if (error instanceof GrammyError && error.parameters.retry_after !== undefined)
    return error.parameters.retry_after * 1000;
  return Math.min(FIRST_PAUSE_MS * 2 ** (failures - 1), maxPauseMs);
}

function pause(ms: number, signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) return resolve();
    const timer = setTimeout(done, ms);
    signal.addEventListener('abort', done, { once: true });
    function done() {
      clearTimeout(timer);
      signal.removeEventListener('abort', done);
      resolve();
    }
  });
}
