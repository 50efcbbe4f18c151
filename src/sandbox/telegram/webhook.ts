import { badRequest } from './errors.ts';
import type { TelegramEvents } from './events.ts';
import type { QueuedUpdate, WebhookConfig } from './state.ts';
import type { UpdateQueue } from './updates.ts';
import type { Wire } from './wire.ts';

const DELIVERY_TIMEOUT_MS = 10_000;
const MAX_RETRY_MS = 60_000;
const LOOPBACK = new Set(['127.0.0.1', '[::1]', 'localhost']);

/**
 * Delivers updates by POST with the secret header: updates of one lane one after the other, lanes in parallel. What is
 * not answered with 2xx is sent again, after a pause that doubles, until it is taken or expires.
 */
export class Webhook {
  readonly #queue: UpdateQueue;
  readonly #bus: TelegramEvents;
  readonly #unixNow: () => number;
  readonly #firstRetryMs: number;
  readonly #busyLanes = new Set<string>();
  readonly #timers = new Set<NodeJS.Timeout>();
  #config: WebhookConfig | undefined;
  #abort = new AbortController();
  #lastError: { date: number; message: string } | undefined;

  constructor(queue: UpdateQueue, bus: TelegramEvents, unixNow: () => number, firstRetryMs: number) {
    this.#queue = queue;
    this.#bus = bus;
    this.#unixNow = unixNow;
    this.#firstRetryMs = firstRetryMs;
    queue.onQueued = () => this.#pump();
  }

  get config(): WebhookConfig | undefined {
    return this.#config;
  }

  /** @throws {BotApiError} for an address or a secret that Telegram refuses; only loopback is ever called. */
  set(config: WebhookConfig): void {
    const url = URL.canParse(config.url) ? new URL(config.url) : undefined;
    if (!url || !['http:', 'https:'].includes(url.protocol))
      throw badRequest('invalid webhook URL specified');
    if (!LOOPBACK.has(url.hostname)) {
      throw badRequest('bad webhook: Failed to resolve host: the sandbox calls this machine only');
    }
    const secret = config.secretToken ?? '';
    if (secret.length > 256) throw badRequest('secret token is too long');
    if (!/^[A-Za-z0-9_-]*$/.test(secret)) throw badRequest('secret token contains unallowed characters');
    this.remove();
    this.#config = config;
    this.#queue.abortPoll('terminated by setWebhook request');
    this.#pump();
  }

  /** An update on its way may still arrive, and is then not confirmed. */
  remove(): void {
    this.#config = undefined;
    this.#lastError = undefined;
    this.#abort.abort();
    this.#abort = new AbortController();
    for (const timer of this.#timers) clearTimeout(timer);
    this.#timers.clear();
    this.#busyLanes.clear();
  }

  info(): Wire {
    return {
      url: this.#config?.url ?? '',
      has_custom_certificate: false,
      pending_update_count: this.#queue.pendingCount(),
      max_connections: this.#config?.maxConnections,
      allowed_updates: this.#queue.allowedUpdates(),
      last_error_date: this.#lastError?.date,
      last_error_message: this.#lastError?.message,
    };
  }

  #pump(): void {
    const config = this.#config;
    if (!config) return;
    for (const update of this.#queue.pendingUpdates()) {
      if (this.#busyLanes.size >= config.maxConnections) return;
      if (this.#busyLanes.has(update.lane)) continue;
      this.#busyLanes.add(update.lane);
      void this.#deliver(config, update, this.#firstRetryMs, this.#abort.signal);
    }
  }

  async #deliver(
    config: WebhookConfig,
    update: QueuedUpdate,
    retryMs: number,
    removed: AbortSignal,
  ): Promise<void> {
    const error = await post(config, update.body, removed);
    if (removed.aborted) return;
    if (error === undefined) {
      this.#bus.emit({ type: 'update_delivered', updateId: update.id, over: 'webhook' });
      this.#queue.confirm(update);
      this.#release(update);
      return;
    }
    this.#lastError = { date: this.#unixNow(), message: error };
    this.#bus.emit({ type: 'webhook_failed', updateId: update.id, error });
    const timer = setTimeout(() => {
      this.#timers.delete(timer);
      const isWaiting = this.#queue.pendingUpdates().includes(update);
      if (!isWaiting) return this.#release(update);
      void this.#deliver(config, update, Math.min(retryMs * 2, MAX_RETRY_MS), removed);
    }, retryMs);
    this.#timers.add(timer);
  }

  #release(update: QueuedUpdate): void {
    this.#busyLanes.delete(update.lane);
    this.#pump();
  }
}

/** @returns what went wrong, in Telegram's words; `undefined` when the update was taken. */
async function post(config: WebhookConfig, body: unknown, removed: AbortSignal): Promise<string | undefined> {
  const headers = new Headers({ 'content-type': 'application/json' });
  if (config.secretToken) headers.set('x-telegram-bot-api-secret-token', config.secretToken);
  const signal = AbortSignal.any([removed, AbortSignal.timeout(DELIVERY_TIMEOUT_MS)]);
  try {
    const response = await fetch(config.url, {
      method: 'POST',
      headers,
      body: JSON.stringify(body),
      redirect: 'manual',
      signal,
    });
    await response.body?.cancel();
    if (response.ok) return undefined;
    return `Wrong response from the webhook: ${response.status} ${response.statusText}`;
  } catch {
    return signal.aborted ? 'Read timeout expired' : 'Connection refused';
  }
}
