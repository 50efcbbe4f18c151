import { type Conversation, createConversation } from '@grammyjs/conversations';
import { Composer, type Context } from 'grammy';
import type { Update } from 'grammy/types';
import { describe, expect, onTestFinished, test, vi } from 'vitest';
import type { Reseller } from '../../src/app/resellers.ts';
import { createSeal } from '../../src/app/seal.ts';
import { type BotOptions, createBot, type KonterBot, publishCommands } from '../../src/chat/bot.ts';
import type { KonterContext, Parts } from '../../src/chat/context.ts';
import { deletePinMessage } from '../../src/chat/pin-message.ts';
import { createPollingReceiver, type Receiver } from '../../src/chat/receive.ts';
import { BlockedError, reply } from '../../src/chat/reply.ts';
import { plainText } from '../../src/chat/split-html.ts';
import { clientOptions } from '../../src/chat/telegram.ts';
import { DEFAULT_WORDS } from '../../src/domain/command/words.ts';
import { english } from '../../src/text/en.ts';
import { indonesian } from '../../src/text/id.ts';
import type { Message } from '../../src/text/message.ts';
import { logBook } from './inbox-under-test.ts';
import { BUDI, type Chat, openChat, TOKEN } from './telegram-under-test.ts';

const PIN = '739184';
const OPERATOR = 900;
const GROUP = -500;
const account = indonesian.account;

const budiAsReseller: Reseller = {
  id: 1,
  code: 'K0001',
  name: 'Budi',
  town: undefined,
  phone: undefined,
  language: 'en',
  state: 'active',
  hasPin: true,
  summaryHour: undefined,
  isQuick: false,
};

type Setting = Chat & {
  /** What reached the features. */
  reached: string[];
  /** What the handling of updates rejected with. */
  errors: unknown[];
  marks: string[];
  replyTimes: number[];
  stored: Map<string, object>;
  /** Puts a bot of these features behind the polls of this chat. */
  run(composers?: Composer<KonterContext>[], attempt?: number): Promise<KonterBot>;
};

async function setting(
  options: { resellers?: Map<number, Reseller> } & Parameters<typeof openChat>[0] = {},
): Promise<Setting> {
  const { resellers = new Map(), ...chatOptions } = options;
  const chat = await openChat(chatOptions);
  const reached: string[] = [];
  const errors: unknown[] = [];
  const marks: string[] = [];
  const replyTimes: number[] = [];
  const stored = new Map<string, object>();
  let receiver: Receiver | undefined;
  const parts = {
    resellers: {
      findSender: async (id: number) => {
        const reseller = resellers.get(id);
        return reseller && { reseller, isUnreachable: false };
      },
      findByTelegramId: async (id: number) => resellers.get(id),
      markUnreachable: async (id: number) => void marks.push(`unreachable ${id}`),
      markReachable: async (id: number) => void marks.push(`reachable ${id}`),
    },
    adminIds: new Set([OPERATOR]),
    words: () => DEFAULT_WORDS,
    commandWords: { refresh: async () => {} },
    now: () => chat.clock.now,
    texts: (language: 'id' | 'en') => (language === 'en' ? english : indonesian),
  } as unknown as Parts;
  const conversations: BotOptions['conversations'] = {
    read: async (key) => stored.get(key),
    write: async (key, value) => void stored.set(key, value),
    delete: async (key) => void stored.delete(key),
  };
  const note = new Composer<KonterContext>();
  note.use((ctx) => {
    reached.push(ctx.message?.text ?? ctx.callbackQuery?.data ?? 'something');
  });

  return {
    ...chat,
    reached,
    errors,
    marks,
    replyTimes,
    stored,
    async run(composers = [], attempt = 0) {
      const konter = createBot({
        token: TOKEN,
        botInfo: await chat.api.getMe(),
        client: clientOptions(chat.telegram.apiRoot, chat.transport),
        parts,
        composers: [...composers, note],
        conversations,
        seal: createSeal(Buffer.alloc(32, 3), 'conversation'),
        onReply: (afterMs) => replyTimes.push(afterMs),
      });
      const handleAll = async (updates: readonly unknown[]) => {
        for (const update of updates) {
          await konter
            .handle(update as Update, { attempt, receivedAt: chat.clock.now })
            .catch((error: unknown) => errors.push(error));
        }
      };
      await receiver?.stop();
      receiver = createPollingReceiver({
        api: chat.api,
        lease: { acquire: async () => true, isHeld: () => true, release: async () => {} },
        store: handleAll,
        onFatal: () => {},
        log: { ...logBook(), info: () => {} },
      });
      receiver.start();
      onTestFinished(() => receiver?.stop());
      await idle(chat);
      reached.length = 0;
      return konter;
    },
  };
}

/** Until everything sent so far is handled. */
async function idle({ telegram }: Chat): Promise<void> {
  await vi.waitFor(() => expect(telegram.isPolled && telegram.pendingUpdates().length === 0).toBe(true), {
    interval: 2,
    timeout: 5_000,
  });
}

function said(chat: Chat, chatId = BUDI): string[] {
  return chat.telegram
    .chat(chatId)
    .messages.filter(({ from }) => from === 'bot')
    .map(({ text }) => text);
}

const shown = (message: Message) => plainText(message.html);

function on(text: string, handler: (ctx: KonterContext) => Promise<unknown>): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  composer.hears(text, async (ctx) => void (await handler(ctx)));
  return composer;
}

describe('a private chat', () => {
  test('is answered for the sender, in his language', async () => {
    const chat = await setting({ resellers: new Map([[BUDI, budiAsReseller]]) });
    const siti = chat.telegram.addUser({ id: OPERATOR, firstName: 'Siti', languageCode: 'en-GB' });
    const seen: unknown[] = [];
    await chat.run([
      on('siapa', async (ctx) => seen.push([ctx.reseller?.code, ctx.isOperator, ctx.texts.language])),
    ]);
    chat.budi.send('siapa');
    siti.send('siapa');
    chat.telegram.addUser({ id: 300, firstName: 'Tono', languageCode: 'jv' }).send('siapa');
    await idle(chat);
    expect(seen).toEqual([
      ['K0001', false, 'en'],
      [undefined, true, 'en'],
      [undefined, false, 'id'],
    ]);
  });

  test('has its features asked in their order, the last one last', async () => {
    const chat = await setting();
    await chat.run([on('satu', async () => chat.reached.push('feature'))]);
    chat.budi.send('satu');
    chat.budi.send('dua');
    await idle(chat);
    expect(chat.reached).toEqual(['feature', 'dua']);
  });

  test('tells once how long the first reply took', async () => {
    const chat = await setting();
    await chat.run([
      on('satu', async (ctx) => {
        chat.clock.now = new Date(chat.clock.now.getTime() + 40);
        await reply(ctx, { html: 'a' });
        await reply(ctx, { html: 'b' });
      }),
    ]);
    chat.budi.send('satu');
    await idle(chat);
    expect(chat.replyTimes).toEqual([40]);
  });
});

describe('outside private chats', () => {
  test('a group is told once where the bot is, and nothing of it is carried out', async () => {
    const chat = await setting({
      readsAllGroupMessages: true,
      resellers: new Map([[BUDI, budiAsReseller]]),
    });
    await chat.run();
    chat.telegram.addGroup({ id: GROUP, title: 'Konter', memberIds: [BUDI], isBotAdministrator: true });
    chat.budi.send('SAL', { chatId: GROUP });
    const typed = chat.budi.send(`PLN20.01105691111.${PIN}`, { chatId: GROUP });
    chat.budi.send('SAL', { chatId: GROUP });
    await idle(chat);
    expect(said(chat, GROUP)).toEqual([shown(account.privateOnly('konter_sandbox_bot'))]);
    expect(said(chat)).toEqual([]);
    expect(chat.telegram.chat(GROUP).messages.find(({ id }) => id === typed.id)?.isDeleted).toBe(true);
    expect(chat.reached).toEqual([]);
    expect(chat.errors).toEqual([]);
  });

  test('F36: numbers in a group stay, unless a reseller types a PIN there', async () => {
    const chat = await setting({
      readsAllGroupMessages: true,
      resellers: new Map([[BUDI, budiAsReseller]]),
    });
    await chat.run();
    const siti = chat.telegram.addUser({ id: 300, firstName: 'Siti', languageCode: 'id' });
    chat.telegram.addGroup({ id: GROUP, title: 'Arisan', memberIds: [BUDI, 300], isBotAdministrator: true });
    chat.budi.send('Arisan jam 1900 di rumah 12345', { chatId: GROUP });
    siti.send(`PLN20.01105691111.${PIN}`, { chatId: GROUP });
    await idle(chat);
    expect(chat.telegram.calls.filter(({ method }) => method === 'deleteMessage')).toEqual([]);
  });

  test('F36: a reseller whose PIN cannot be taken out of a group is told so once, in his own chat', async () => {
    const chat = await setting({
      readsAllGroupMessages: true,
      resellers: new Map([[BUDI, budiAsReseller]]),
    });
    await chat.run();
    chat.telegram.addGroup({ id: GROUP, title: 'Konter', memberIds: [BUDI], isBotAdministrator: false });
    chat.budi.send(`PLN20.01105691111.${PIN}`, { chatId: GROUP });
    chat.budi.send(`PLN20.01105691111.${PIN}`, { chatId: GROUP });
    await idle(chat);
    expect(said(chat)).toEqual([shown(english.account.pinInGroup())]);
    expect(chat.errors).toEqual([]);
  });

  test('F52: bots, channels and kinds of updates nobody asked for are left alone', async () => {
    const chat = await setting();
    await chat.run();
    const from = { id: 77, is_bot: true, first_name: 'Bot' };
    const message = { message_id: 9_001, date: chat.clock.now.getTime() / 1000, text: 'SAL' };
    const channel = { id: -1001, type: 'channel', title: 'Kabar' };
    const budi = { id: BUDI, is_bot: false, first_name: 'Budi' };
    chat.telegram.injectUpdate({
      message: { ...message, from, chat: { id: 77, type: 'private', first_name: 'Bot' } },
    });
    chat.telegram.injectUpdate({ channel_post: { ...message, chat: channel } });
    chat.telegram.injectUpdate({ message: { ...message, from: budi, chat: channel } });
    chat.telegram.injectUpdate({
      edited_message: { ...message, from: budi, chat: { id: BUDI, type: 'private', first_name: 'Budi' } },
    });
    chat.telegram.injectUpdate({
      callback_query: { id: '1', from: budi, chat_instance: '1', data: 'buy:1' },
    });
    await idle(chat);
    expect(chat.reached).toEqual([]);
    expect(chat.errors).toEqual([]);
  });
});

describe('a message', () => {
  test('older than ten minutes is not carried out, is said to be too old once, and leaves no PIN behind', async () => {
    const chat = await setting();
    await chat.run();
    const old = new Date(chat.clock.now.getTime() - 601_000);
    const typed = chat.budi.send(`PLN20.01105691111.${PIN}`, { date: old });
    const second = chat.budi.send('SAL', { date: old });
    await idle(chat);
    expect(chat.reached).toEqual([]);
    expect(said(chat)).toEqual([shown(account.tooOld())]);
    const messages = chat.budi.chat.messages;
    expect(messages.find(({ id }) => id === typed.id)?.isDeleted).toBe(true);
    expect(messages.find(({ id }) => id === second.id)?.isDeleted).toBe(false);
  });

  test('of ten minutes ago is still carried out', async () => {
    const chat = await setting();
    await chat.run();
    chat.budi.send('SAL', { date: new Date(chat.clock.now.getTime() - 600_000) });
    await idle(chat);
    expect(chat.reached).toEqual(['SAL']);
  });
});

describe('a message with a PIN', () => {
  const deleting = on('PIN', (ctx) => deletePinMessage(ctx));

  test('F38: is deleted, at the second try if need be', async () => {
    const chat = await setting();
    await chat.run([deleting]);
    chat.telegram.nextFault({ method: 'deleteMessage', kind: '500' });
    chat.budi.send('PIN');
    await idle(chat);
    expect(said(chat)).toEqual([]);
    expect(chat.budi.chat.messages.at(-1)).toMatchObject({ text: 'PIN', isDeleted: true });
  });

  test('F38: that cannot be deleted is left to the person, who is told', async () => {
    const chat = await setting();
    await chat.run([deleting]);
    chat.telegram.nextFault({ method: 'deleteMessage', kind: '400' });
    chat.budi.send('PIN');
    await idle(chat);
    expect(said(chat)).toEqual([shown(account.deleteYourself())]);
  });
});

test('F33, F37: an edited message is never carried out, and taken away when it holds a PIN', async () => {
  const chat = await setting({ resellers: new Map([[BUDI, budiAsReseller]]) });
  await chat.run();
  const harmless = chat.budi.send('SALDO');
  const order = chat.budi.send('PLN20');
  await idle(chat);
  chat.reached.length = 0;
  chat.budi.edit(harmless, 'SAL');
  chat.budi.edit(order, `PLN20.01105691111.${PIN}`);
  await idle(chat);
  expect(chat.reached).toEqual([]);
  const isDeleted = (id: number) => chat.budi.chat.messages.find((each) => each.id === id)?.isDeleted;
  expect([isDeleted(harmless.id), isDeleted(order.id)]).toEqual([false, true]);
});

describe('an update that was given up', () => {
  const parked = { updateId: 1, lane: `chat:${BUDI}`, attempts: 5, error: 'HttpError', chatId: BUDI };

  test('leaves no PIN behind, and the person is told once', async () => {
    const chat = await setting({ resellers: new Map([[BUDI, budiAsReseller]]) });
    const konter = await chat.run();
    const { id } = chat.budi.send(`PLN20.01105691111.${PIN}`);
    await idle(chat);
    const lost = { ...parked, messageId: id, carriesPin: true };
    await konter.giveUp(lost);
    await konter.giveUp(lost);
    expect(said(chat)).toEqual([shown(english.account.somethingFailed())]);
    expect(chat.budi.chat.messages.find((each) => each.id === id)?.isDeleted).toBe(true);
  });

  test('is given back while Telegram has trouble', async () => {
    const chat = await setting();
    const konter = await chat.run();
    chat.telegram.nextFault({ method: 'sendMessage', kind: '500' });
    const lost = { ...parked, messageId: undefined, carriesPin: false };
    await expect(konter.giveUp(lost)).rejects.toMatchObject({ error_code: 500 });
    await konter.giveUp(lost);
    expect(said(chat)).toEqual([shown(account.somethingFailed())]);
  });
});

describe('what was sent too fast to be kept', () => {
  test('F55: leaves no PINs behind, and the person is told', async () => {
    const chat = await setting({ resellers: new Map([[BUDI, budiAsReseller]]) });
    const konter = await chat.run();
    const typed = [1, 2, 3].map(() => chat.budi.send(`PLN20.01105691111.${PIN}`).id);
    await idle(chat);
    chat.telegram.nextFault({ method: 'deleteMessages', kind: '500' });
    const overflow = { chatId: BUDI, messageIds: typed, isNew: true };
    await expect(konter.tellTooFast(overflow)).rejects.toMatchObject({ error_code: 500 });
    await konter.tellTooFast(overflow);
    await konter.tellTooFast({ ...overflow, isNew: false });
    expect(said(chat)).toEqual([shown(english.account.tooFast())]);
    expect(chat.budi.chat.messages.filter(({ id, isDeleted }) => typed.includes(id) && !isDeleted)).toEqual(
      [],
    );
  });

  test('F55: what cannot be deleted is left to the person, who is told', async () => {
    const chat = await setting();
    const konter = await chat.run();
    chat.telegram.nextFault({ method: 'deleteMessages', kind: '400' });
    await konter.tellTooFast({ chatId: BUDI, messageIds: [1], isNew: true });
    expect(said(chat)).toEqual([shown(account.deleteYourself()), shown(account.tooFast())]);
  });
});

describe('when a handler fails', () => {
  const failing = on('SAL', () => Promise.reject(new TypeError('a bug')));

  test('the person is told at the first attempt, and the update is given back with the error', async () => {
    const chat = await setting();
    await chat.run([failing]);
    chat.budi.send('SAL');
    await idle(chat);
    expect(said(chat)).toEqual([shown(account.somethingFailed())]);
    expect(chat.errors).toMatchObject([{ name: 'TypeError', message: 'a bug' }]);
  });

  test('he is not told again at each further attempt', async () => {
    const chat = await setting();
    await chat.run([failing], 1);
    chat.budi.send('SAL');
    await idle(chat);
    expect(said(chat)).toEqual([]);
    expect(chat.errors).toHaveLength(1);
  });

  test('after tries that Telegram spoilt, he is told of the first that is not its fault', async () => {
    const chat = await setting();
    let tries = 0;
    const konter = await chat.run([
      on('SAL', async (ctx) => {
        tries++;
        if (tries === 1) await reply(ctx, { html: 'Saldo' });
        throw new TypeError('a bug');
      }),
    ]);
    chat.telegram.nextFault({ method: 'sendMessage', kind: '500', times: 2 });
    chat.budi.send('SAL');
    const [update] = chat.telegram.pendingUpdates() as Update[];
    await idle(chat);
    if (update === undefined) throw new Error('no update');
    // The apology is lost as well; the third time it arrives, the fourth time it is not repeated.
    for (const attempt of [1, 2, 3]) {
      await konter.handle(update, { attempt, receivedAt: chat.clock.now }).catch(() => {});
    }
    expect(said(chat)).toEqual([shown(account.somethingFailed())]);
  });

  test('because he blocked the bot, that is remembered and nothing is repeated', async () => {
    const chat = await setting();
    await chat.run([on('SAL', (ctx) => reply(ctx, { html: 'Saldo' }))]);
    chat.telegram.nextFault({ method: 'sendMessage', kind: '403' });
    chat.budi.send('SAL');
    await idle(chat);
    expect(chat.marks).toEqual([`unreachable ${BUDI}`]);
    expect(chat.errors).toEqual([]);
  });

  test('because somebody else blocked the bot, the update is given back', async () => {
    const chat = await setting();
    await chat.run([on('SAL', () => Promise.reject(new BlockedError(300, undefined)))]);
    chat.budi.send('SAL');
    await idle(chat);
    expect(chat.marks).toEqual(['unreachable 300']);
    expect(chat.errors).toHaveLength(1);
  });

  test('because Telegram is down, no second message is tried', async () => {
    const chat = await setting();
    await chat.run([on('SAL', (ctx) => reply(ctx, { html: 'Saldo' }))]);
    chat.telegram.nextFault({ method: 'sendMessage', kind: '500' });
    chat.budi.send('SAL');
    await idle(chat);
    expect(chat.telegram.calls.filter(({ method }) => method === 'sendMessage')).toHaveLength(1);
    expect(chat.errors).toHaveLength(1);
  });
});

test('blocking and unblocking the bot is noted', async () => {
  const chat = await setting();
  await chat.run();
  chat.budi.block();
  chat.budi.unblock();
  await idle(chat);
  expect(chat.marks).toEqual([`unreachable ${BUDI}`, `reachable ${BUDI}`]);
});

test('a conversation goes on after a restart, with the same things at hand, and its state is sealed', async () => {
  const chat = await setting({ resellers: new Map([[BUDI, budiAsReseller]]) });
  type Inner = Context & Pick<KonterContext, 'reseller' | 'texts'>;
  async function ask(conversation: Conversation<KonterContext, Inner>, ctx: Inner) {
    await reply(ctx, { html: 'Nomor?' });
    const next = await conversation.waitFor('message:text');
    await reply(next, { html: `${next.message.text} ${next.reseller?.code} ${next.texts.language}` });
  }
  const features = () => {
    const composer = new Composer<KonterContext>();
    composer.use(createConversation<KonterContext, Inner>(ask));
    composer.hears('beli', (ctx) => ctx.conversation.enter('ask'));
    return composer;
  };
  await chat.run([features()]);
  chat.budi.send('beli');
  await idle(chat);
  expect(JSON.stringify([...chat.stored])).toMatch(/sealed/);
  expect(JSON.stringify([...chat.stored])).not.toContain('Budi');

  await chat.run([features()]);
  chat.budi.send('0812');
  await vi.waitFor(() => expect(said(chat)).toEqual(['Nomor?', '0812 K0001 en']));
});

test('commands are published for private chats, in both languages, and to operators who have begun', async () => {
  const chat = await setting();
  const menu = (description: string) => [{ command: 'saldo', description }];
  await publishCommands(
    chat.api,
    {
      everybody: { id: menu('Sisa saldo'), en: menu('Balance') },
      operators: {
        id: [{ command: 'antrian', description: 'Antrian' }],
        en: [{ command: 'saldo', description: 'Of everybody' }],
      },
    },
    [chat.budi.id, 424_242],
  );
  const scope = { type: 'all_private_chats' } as const;
  expect(await chat.api.getMyCommands({ scope })).toEqual(menu('Sisa saldo'));
  expect(await chat.api.getMyCommands({ scope, language_code: 'en' })).toEqual(menu('Balance'));
  expect(await chat.api.getMyCommands({ scope: { type: 'chat', chat_id: chat.budi.id } })).toEqual([
    { command: 'antrian', description: 'Antrian' },
    ...menu('Sisa saldo'),
  ]);
  const inEnglish = { scope: { type: 'chat', chat_id: chat.budi.id }, language_code: 'en' } as const;
  expect(await chat.api.getMyCommands(inEnglish)).toEqual(menu('Of everybody'));
});
