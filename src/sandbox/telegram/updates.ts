import { conflict } from './errors.ts';
import type { TelegramEvents } from './events.ts';
import { isObject } from './params.ts';
import type { QueuedUpdate, QueueState } from './state.ts';
import type { Wire } from './wire.ts';

/** How long Telegram keeps an update that nobody fetches (telegram-bot-api, `Client::add_update`). */
const KEPT_SECONDS = 24 * 60 * 60;
const CALLBACK_KEPT_SECONDS = 150;

/** Left out unless asked for by name (Bot API, `getUpdates`). */
const ONLY_ON_DEMAND = new Set(['chat_member', 'message_reaction', 'message_reaction_count']);

const MAX_TIMEOUT_SECONDS = 50;
const MAX_PAST = 1_000;

export type UpdateKind = 'message' | 'edited_message' | 'callback_query' | 'my_chat_member';

export type PollRequest = { offset: number; limit: number; timeoutSeconds: number };

type Poll = PollRequest & {
  resolve: (updates: unknown[]) => void;
  reject: (reason: Error) => void;
  timer: NodeJS.Timeout;
};

/** The updates that wait for the bot, with Telegram's rules of confirming and of long polling. */
export class UpdateQueue {
  readonly #bus: TelegramEvents;
  readonly #unixNow: () => number;
  #pending: QueuedUpdate[] = [];
  #past: QueuedUpdate[] = [];
  #allowed: string[] | undefined;
  #lastId: number;
  #poll: Poll | undefined;
  /** Called after something was queued. */
  onQueued: () => void = () => {};

  constructor(bus: TelegramEvents, unixNow: () => number, firstUpdateId: number) {
    this.#bus = bus;
    this.#unixNow = unixNow;
    this.#lastId = firstUpdateId - 1;
  }

  /** @returns the update's id, or `undefined` when the bot did not ask for updates of this kind. */
  push(kind: UpdateKind, body: Wire, lane: string): number | undefined {
    const isWanted = this.#allowed ? this.#allowed.includes(kind) : !ONLY_ON_DEMAND.has(kind);
    if (!isWanted) return undefined;
    const id = this.#lastId + 1;
    const keptSeconds = kind === 'callback_query' ? CALLBACK_KEPT_SECONDS : KEPT_SECONDS;
    return this.#add({ update_id: id, [kind]: body }, id, lane, keptSeconds);
  }

  /** Queues whatever it is given, well formed or not. An object without `update_id` gets the next one. */
  pushRaw(raw: unknown): number {
    const given = isObject(raw) ? raw.update_id : undefined;
    const id = typeof given === 'number' ? given : this.#lastId + 1;
    const body = isObject(raw) ? { update_id: id, ...raw } : raw;
    return this.#add(body, id, 'raw', KEPT_SECONDS);
  }

  #add(body: unknown, id: number, lane: string, keptSeconds: number): number {
    this.#lastId = id;
    // A copy, so that an edit or a deletion that follows does not reach into an update already made.
    const frozen: unknown = structuredClone(body);
    const expiresAt = this.#unixNow() + keptSeconds;
    const update: QueuedUpdate = { id, body: frozen, expiresAt, lane, mustBeDelivered: false };
    this.#past = [...this.#past.slice(1 - MAX_PAST), update];
    this.#enqueue(update);
    return id;
  }

  #enqueue(update: QueuedUpdate): void {
    this.#pending.push(update);
    this.#pending.sort((a, b) => a.id - b.id);
    this.#bus.emit({ type: 'update_queued', updateId: update.id });
    this.#wake();
    this.onQueued();
  }

  /**
   * Sends an update once more under its own id, as Telegram does when a confirmation got lost.
   * @returns whether it was still known: the last 1,000 are.
   */
  repeat(updateId: number): boolean {
    const update = this.#past.findLast(({ id }) => id === updateId);
    if (!update) return false;
    const expiresAt = this.#unixNow() + KEPT_SECONDS;
    this.#enqueue({ ...update, expiresAt, mustBeDelivered: true });
    return true;
  }

  /** The ids of the last `count` updates made, oldest first. */
  lastIds(count: number): number[] {
    return count > 0 ? this.#past.slice(-count).map(({ id }) => id) : [];
  }

  /**
   * Lets the numbering go on from `nextId`, also backwards, as Telegram may do after a week without updates.
   * @throws {Error} while updates wait: Telegram jumps only when none does.
   */
  jumpTo(nextId: number): void {
    if (this.#pending.length > 0) throw new Error('update ids jump only when no update is pending');
    this.#lastId = nextId - 1;
  }

  pendingCount(): number {
    this.#dropExpired();
    return this.#pending.length;
  }

  pendingUpdates(): readonly QueuedUpdate[] {
    this.#dropExpired();
    return this.#pending;
  }

  allowedUpdates(): string[] | undefined {
    return this.#allowed;
  }

  /** `undefined` leaves the choice as it was; an empty list restores the default. */
  allow(kinds: string[] | undefined): void {
    if (kinds) this.#allowed = kinds.length > 0 ? kinds : undefined;
  }

  /**
   * Answers `getUpdates`. The offset confirms what lies before it, except an offset beyond the next number: after a
   * jump backwards it belongs to an older numbering and confirms nothing.
   * @throws {BotApiError} 409 when a later poll takes over.
   */
  poll(request: PollRequest, signal: AbortSignal): Promise<unknown[]> {
    this.#dropExpired();
    if (request.offset < 0) this.#confirm(this.#pending.slice(0, request.offset));
    else if (request.offset <= this.#lastId + 1) {
      this.#confirm(
        this.#pending.filter(({ id, mustBeDelivered }) => id < request.offset && !mustBeDelivered),
      );
    }
    const ready = this.#deliver(request.limit);
    if (ready.length > 0 || request.timeoutSeconds === 0 || signal.aborted) return Promise.resolve(ready);
    this.abortPoll('terminated by other getUpdates request; make sure that only one bot instance is running');
    return new Promise((resolve, reject) => {
      const timeoutMs = Math.min(request.timeoutSeconds, MAX_TIMEOUT_SECONDS) * 1000;
      const timer = setTimeout(() => this.#endPoll(poll, []), timeoutMs);
      const poll: Poll = { ...request, resolve, reject, timer };
      this.#poll = poll;
      this.#bus.emit({ type: 'poll_waiting' });
      signal.addEventListener('abort', () => this.#endPoll(poll, []), { once: true });
    });
  }

  get isPolled(): boolean {
    return this.#poll !== undefined;
  }

  abortPoll(reason: string): void {
    const poll = this.#poll;
    if (!poll) return;
    this.#poll = undefined;
    clearTimeout(poll.timer);
    poll.reject(conflict(reason));
  }

  confirm(update: QueuedUpdate): void {
    this.#confirm([update]);
  }

  dropAll(): void {
    this.#pending = [];
  }

  state(): QueueState {
    return { lastId: this.#lastId, allowed: this.#allowed, pending: this.#pending, past: this.#past };
  }

  restore(state: QueueState): void {
    this.#lastId = state.lastId;
    this.#allowed = state.allowed;
    this.#pending = state.pending;
    this.#past = state.past;
  }

  close(): void {
    if (this.#poll) this.#endPoll(this.#poll, []);
  }

  #wake(): void {
    if (this.#poll) this.#endPoll(this.#poll, this.#deliver(this.#poll.limit));
  }

  #endPoll(poll: Poll, updates: unknown[]): void {
    clearTimeout(poll.timer);
    if (this.#poll === poll) this.#poll = undefined;
    poll.resolve(updates);
  }

  #deliver(limit: number): unknown[] {
    const batch = this.#pending.slice(0, limit);
    for (const update of batch) {
      update.mustBeDelivered = false;
      this.#bus.emit({ type: 'update_delivered', updateId: update.id, over: 'polling' });
    }
    return batch.map(({ body }) => body);
  }

  #confirm(updates: QueuedUpdate[]): void {
    const gone = new Set(updates);
    this.#pending = this.#pending.filter((update) => !gone.has(update));
    for (const { id } of updates) this.#bus.emit({ type: 'update_confirmed', updateId: id });
  }

  #dropExpired(): void {
    const now = this.#unixNow();
    const expired = this.#pending.filter(({ expiresAt }) => expiresAt <= now);
    if (expired.length === 0) return;
    this.#pending = this.#pending.filter(({ expiresAt }) => expiresAt > now);
    for (const { id } of expired) this.#bus.emit({ type: 'update_expired', updateId: id });
  }
}
