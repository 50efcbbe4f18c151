import { EventBus, type WaitOptions } from '../event-bus.ts';
import type { CallRecord, EventBody, TelegramEvent } from './events.ts';
import { type Fault, Faults, RateLimiter, type RateLimits } from './faults.ts';
import { createBotApiServer } from './http.ts';
import { type ChatRecord, snapshotSchema, type TelegramSnapshot } from './state.ts';
import { UpdateQueue } from './updates.ts';
import { TelegramUser } from './user.ts';
import { type ChatView, viewChat } from './view.ts';
import { Webhook } from './webhook.ts';
import { wireBotMembership, wireMessage } from './wire.ts';
import { World } from './world.ts';

export type FakeTelegramOptions = {
  /** `<bot id>:<secret>`, as BotFather writes it. */
  token: string;
  now: () => Date;
  /** Default: one that is free. */
  port?: number;
  /** Default 127.0.0.1. */
  host?: string;
  /** Default `konter_sandbox_bot`. */
  botUsername?: string;
  /** Privacy mode off; default false, as BotFather sets it. */
  readsAllGroupMessages?: boolean;
  /** Default: no limit. */
  rateLimits?: RateLimits;
  /** How long a tap can be answered. Default 60. Telegram does not document it. */
  callbackAnswerableSeconds?: number;
  /** Pause before a failed webhook delivery is repeated, doubled each time. Default 1,000. */
  webhookRetryMs?: number;
  /** Default 700,000,001. */
  firstUpdateId?: number;
  /** What `snapshot()` returned, perhaps by way of a file; checked. */
  restore?: unknown;
};

export type UserProfile = {
  id: number;
  firstName: string;
  lastName?: string;
  username?: string;
  languageCode?: string;
  /** Digits with country code. Default: made from the id. */
  phoneNumber?: string;
};

export type GroupProfile = {
  /** Below zero. */
  id: number;
  title: string;
  type?: 'group' | 'supergroup';
  memberIds: number[];
  /** The member who added the bot. Default: the first. */
  addedBy?: number;
  isBotAdministrator?: boolean;
};

/** A Telegram of one bot, on loopback. Its people are driven through {@link TelegramUser}, the bot through HTTP. */
export type FakeTelegram = {
  /** For grammY's `apiRoot`. */
  readonly apiRoot: string;
  readonly port: number;
  /** Every call the bot made, the oldest first, in the order they ended. */
  readonly calls: readonly CallRecord[];
  /** Someone Telegram knows, who has not pressed Start yet. An id known already gets the new profile. */
  addUser(profile: UserProfile): TelegramUser;
  /** @throws {Error} for an id that was never added. */
  user(id: number): TelegramUser;
  users(): TelegramUser[];
  /** Makes a group with the bot in it, and tells the bot. */
  addGroup(profile: GroupProfile): void;
  /** Throws the bot out of a group, and tells it. */
  kickFromGroup(chatId: number, byUserId: number): void;
  /** What is on the screen: by user id for a private chat, by group id for a group. */
  chat(chatId: number): ChatView;
  readonly lastSequence: number;
  /** @returns a function that ends the subscription. */
  subscribe(listener: (event: TelegramEvent) => void): () => void;
  /** See {@link EventBus.waitFor}. */
  waitFor<T>(check: () => T | undefined | false, options?: WaitOptions): Promise<T>;
  /** Resolves with the first event from now on that matches. */
  waitForEvent(matches: (event: TelegramEvent) => boolean, options?: WaitOptions): Promise<TelegramEvent>;
  nextFault(fault: Fault): void;
  clearFaults(): void;
  /** `undefined` lifts all limits. */
  setRateLimits(limits: RateLimits | undefined): void;
  /** Whether the bot waits in a long poll at this moment. */
  readonly isPolled: boolean;
  /** Updates not yet confirmed by the bot, as their raw bodies. */
  pendingUpdates(): unknown[];
  /** Sends updates again under their own ids: one, or the last ones made. @throws {Error} for one not known any more. */
  redeliver(which: { updateId: number } | { last: number }): number[];
  /** Queues anything as an update, well formed or not. @returns its update id. */
  injectUpdate(raw: unknown): number;
  /** See {@link UpdateQueue.jumpTo}. */
  jumpUpdateIds(nextId: number): void;
  snapshot(): TelegramSnapshot;
  /** Cuts every connection, long polls included. */
  close(): Promise<void>;
};

/** @throws {Error} when the port is taken or `restore` is no snapshot. */
export async function startFakeTelegram(options: FakeTelegramOptions): Promise<FakeTelegram> {
  const { token, now, host = '127.0.0.1' } = options;
  const bus = new EventBus<EventBody>('Telegram', now);
  const bot = {
    id: Number(/^\d+/.exec(token)?.[0] ?? 1),
    firstName: 'Konter',
    username: options.botUsername ?? 'konter_sandbox_bot',
    readsAllGroupMessages: options.readsAllGroupMessages ?? false,
  };
  const world = new World(bot, bus, now);
  const unixNow = () => world.unixNow();
  const queue = new UpdateQueue(bus, unixNow, options.firstUpdateId ?? 700_000_001);
  const webhook = new Webhook(queue, bus, unixNow, options.webhookRetryMs ?? 1_000);
  const faults = new Faults();
  const calls: CallRecord[] = [];
  let limiter = options.rateLimits && new RateLimiter(options.rateLimits);
  const callbackAnswerableSeconds = options.callbackAnswerableSeconds ?? 60;
  const parts = {
    world,
    queue,
    webhook,
    callbackAnswerableSeconds,
    token,
    faults,
    calls,
    limiter: () => limiter,
  };

  if (options.restore !== undefined) {
    const snapshot = snapshotSchema.parse(options.restore);
    world.restore(snapshot.world);
    queue.restore(snapshot.queue);
    if (snapshot.webhook) webhook.set(snapshot.webhook);
  }

  const server = createBotApiServer(parts);
  const port = await new Promise<number>((resolve, reject) => {
    server.once('error', reject);
    server.listen(options.port ?? 0, host, () => {
      const address = server.address();
      resolve(typeof address === 'object' && address ? address.port : 0);
    });
  });

  const user = (id: number): TelegramUser => {
    const record = world.users.get(id);
    if (!record) throw new Error(`no user ${id}`);
    return new TelegramUser(world, queue, record);
  };

  return {
    apiRoot: `http://${host}:${port}`,
    port,
    calls,
    addUser(profile) {
      addUser(world, profile);
      return user(profile.id);
    },
    user,
    users: () => [...world.users.keys()].map(user),
    addGroup: (profile) => addGroup(world, queue, profile),
    kickFromGroup(chatId, byUserId) {
      const chat = world.chats.get(chatId);
      if (!chat || chat.type === 'private') throw new Error(`no group ${chatId}`);
      changeMembership(world, queue, chat, byUserId, 'kicked');
    },
    chat: (chatId) => viewChat(world, chatId),
    get lastSequence() {
      return bus.lastSequence;
    },
    subscribe: (listener) => bus.subscribe(listener),
    waitFor: (check, waitOptions) => bus.waitFor(check, waitOptions),
    async waitForEvent(matches, waitOptions) {
      let found: TelegramEvent | undefined;
      const unsubscribe = bus.subscribe((event) => {
        if (!found && matches(event)) found = event;
      });
      return bus.waitFor(() => found, waitOptions).finally(unsubscribe);
    },
    nextFault: (fault) => faults.add(fault),
    clearFaults: () => faults.clear(),
    setRateLimits(limits) {
      limiter = limits && new RateLimiter(limits);
    },
    get isPolled() {
      return queue.isPolled;
    },
    pendingUpdates: () => queue.pendingUpdates().map(({ body }) => body),
    redeliver(which) {
      const ids = 'last' in which ? queue.lastIds(which.last) : [which.updateId];
      for (const id of ids) if (!queue.repeat(id)) throw new Error(`update ${id} is not known`);
      return ids;
    },
    injectUpdate: (raw) => queue.pushRaw(raw),
    jumpUpdateIds: (nextId) => queue.jumpTo(nextId),
    snapshot: () =>
      structuredClone({
        version: 1,
        world: world.state(),
        queue: queue.state(),
        webhook: webhook.config,
      } as const),
    async close() {
      webhook.remove();
      queue.close();
      bus.close();
      const closed = new Promise<void>((resolve) => server.close(() => resolve()));
      server.closeAllConnections();
      await closed;
    },
  };
}

function addUser(world: World, { id, ...profile }: UserProfile): void {
  const known = world.users.get(id);
  const phoneNumber = profile.phoneNumber ?? known?.phoneNumber ?? `62811${String(id).padStart(7, '0')}`;
  if (known) {
    Object.assign(known, profile, { phoneNumber });
    return;
  }
  world.users.set(id, { id, ...profile, phoneNumber, hasStarted: false, hasBlocked: false });
  world.chats.set(id, { id, type: 'private', memberIds: [id], bot: 'member' });
}

function addGroup(world: World, queue: UpdateQueue, profile: GroupProfile): void {
  const { id, title, type = 'group', memberIds } = profile;
  const addedBy = profile.addedBy ?? memberIds[0];
  if (id >= 0 || addedBy === undefined)
    throw new Error('a group has an id below zero and a member who adds the bot');
  const chat: ChatRecord = { id, type, title, memberIds, bot: 'left' };
  world.chats.set(id, chat);
  changeMembership(world, queue, chat, addedBy, profile.isBotAdministrator ? 'administrator' : 'member');
  const message = world.addMessage({ chatId: id, from: addedBy, content: { kind: 'bot_added' } });
  queue.push('message', wireMessage(world, message), `chat:${id}`);
}

function changeMembership(
  world: World,
  queue: UpdateQueue,
  chat: ChatRecord,
  byUserId: number,
  status: ChatRecord['bot'],
): void {
  const by = world.users.get(byUserId);
  if (!by) throw new Error(`no user ${byUserId}`);
  const before = chat.bot;
  chat.bot = status;
  queue.push('my_chat_member', wireBotMembership(world, chat, by, before, status), `chat:${chat.id}`);
}
