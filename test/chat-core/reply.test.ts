import { inspect } from 'node:util';
import { Context, HttpError } from 'grammy';
import type { CallbackQuery } from 'grammy/types';
import { describe, expect, test } from 'vitest';
import {
  answer,
  BlockedError,
  createMessenger,
  editMessage,
  explainFailure,
  reply,
  sendMessage,
} from '../../src/chat/reply.ts';
import { createApi } from '../../src/chat/telegram.ts';
import { BUDI, type Chat, openChat, TOKEN } from './telegram-under-test.ts';

const ME = {
  id: 4242,
  is_bot: true,
  first_name: 'Konter',
  username: 'konter_sandbox_bot',
  can_join_groups: true,
  can_read_all_group_messages: false,
  supports_inline_queries: false,
  can_connect_to_business: false,
  has_main_web_app: false,
} as unknown as Context['me'];

const sent = ({ budi }: Chat) => budi.chat.messages.filter(({ from }) => from === 'bot');
const callsOf = ({ telegram }: Chat, method: string) =>
  telegram.calls.filter((call) => call.method === method);

async function rejection(work: Promise<unknown>): Promise<unknown> {
  return work.then(
    () => undefined,
    (error: unknown) => error,
  );
}

/** The context of a tap on a message. */
function tapContext(chat: Chat, messageId: number): Context {
  return tapped(chat, messageId).ctx;
}

function tapped(chat: Chat, messageId: number) {
  const tap = chat.budi.tap(messageId, 0);
  const from = { id: BUDI, is_bot: false, first_name: 'Budi' };
  const message = {
    message_id: messageId,
    date: 1,
    chat: { id: BUDI, type: 'private' as const, first_name: 'Budi' },
  };
  const callback_query: CallbackQuery = {
    id: tap.callbackQueryId,
    from,
    message,
    chat_instance: '1',
    data: 'x',
  };
  return { tap, ctx: new Context({ update_id: 1, callback_query }, chat.api, ME) };
}

describe('sending', () => {
  test('shows HTML, buttons that come back and buttons that copy', async () => {
    const chat = await openChat();
    const messageId = await sendMessage(chat.api, BUDI, {
      html: '<b>Token</b> 1234',
      buttons: [[{ text: 'Beli', data: 'buy:1' }], [{ text: 'Salin', copy: '1234' }]],
    });
    expect(sent(chat)).toMatchObject([{ id: messageId, text: 'Token 1234' }]);
    expect(sent(chat)[0]?.keyboard.map((row) => row.map(({ text }) => text))).toEqual([['Beli'], ['Salin']]);
  });

  test('F49: what Telegram cannot read as HTML arrives without tags', async () => {
    const chat = await openChat();
    await sendMessage(chat.api, BUDI, {
      html: '<b>SN 0412 &amp; <i>Budi</b>',
      buttons: [[{ text: 'Lagi', data: 'x' }]],
    });
    expect(sent(chat)).toMatchObject([{ text: 'SN 0412 & Budi' }]);
    expect(sent(chat)[0]?.keyboard).toHaveLength(1);
  });

  test('a quoted message that is gone is not missed', async () => {
    const chat = await openChat();
    const asked = chat.budi.send('SAL');
    chat.budi.delete(asked);
    await sendMessage(chat.api, BUDI, { html: 'Saldo' }, { replyTo: asked.id });
    expect(sent(chat)).toMatchObject([{ text: 'Saldo' }]);
  });

  test('F63: a long message becomes several, with the buttons on the last', async () => {
    const chat = await openChat();
    const html = Array.from({ length: 300 }, (_, i) => `<b>${i}</b> pulsa Rp10.350 ke 0812-3456-7890`).join(
      '\n',
    );
    const messageId = await sendMessage(chat.api, BUDI, { html, buttons: [[{ text: 'Lagi', data: 'x' }]] });
    const pieces = sent(chat);
    expect(pieces.length).toBeGreaterThan(2);
    expect(pieces.map(({ html: each }) => each).join('\n')).toBe(html);
    expect(pieces.map(({ keyboard }) => keyboard.length)).toEqual([...pieces.slice(1).map(() => 0), 1]);
    expect(pieces.at(-1)?.id).toBe(messageId);
  });

  test('F56: to somebody who blocked the bot says so', async () => {
    const chat = await openChat();
    chat.budi.block();
    const error = await rejection(sendMessage(chat.api, BUDI, { html: 'Halo' }));
    expect(error).toBeInstanceOf(BlockedError);
    expect(error).toMatchObject({ chatId: BUDI });
    expect(explainFailure(error)).toEqual({ kind: 'blocked' });
    expect(await rejection(sendMessage(chat.api, 999, { html: 'Halo' }))).toBeInstanceOf(BlockedError);
  });
});

describe('editing', () => {
  test('F60: changes the message, and is done when it has nothing to change', async () => {
    const chat = await openChat();
    const messenger = createMessenger(chat.api);
    const messageId = await messenger.send(BUDI, {
      html: 'Diproses',
      buttons: [[{ text: 'Batal', data: 'no' }]],
    });
    expect(await messenger.edit(BUDI, messageId, { html: '<b>Berhasil</b>' })).toBe('edited');
    expect(await messenger.edit(BUDI, messageId, { html: '<b>Berhasil</b>' })).toBe('edited');
    expect(sent(chat)).toMatchObject([{ text: 'Berhasil', keyboard: [] }]);
  });

  test('F60: finds out that the message is gone', async () => {
    const chat = await openChat();
    const messageId = await sendMessage(chat.api, BUDI, { html: 'Diproses' });
    chat.budi.delete(messageId);
    expect(await editMessage(chat.api, BUDI, messageId, { html: 'Berhasil' })).toBe('gone');
  });

  test('F49, F63: falls back to plain text, and cuts off what is too long', async () => {
    const chat = await openChat();
    const messageId = await sendMessage(chat.api, BUDI, { html: 'Diproses' });
    expect(await editMessage(chat.api, BUDI, messageId, { html: '<b>Ber<hasil' })).toBe('edited');
    const long = Array.from({ length: 200 }, () => '<b>pulsa</b> Rp10.350 ke 0812-3456').join('\n');
    expect(await editMessage(chat.api, BUDI, messageId, { html: long })).toBe('edited');
    expect(sent(chat)).toHaveLength(1);
    expect(sent(chat)[0]?.text).toMatch(/^pulsa[\s\S]*\n…$/);
  });

  test('a reply edits the message whose button was pressed, or sends it when that is gone', async () => {
    const chat = await openChat();
    const card = await sendMessage(chat.api, BUDI, {
      html: 'Kartu',
      buttons: [[{ text: 'Beli', data: 'x' }]],
    });
    expect(
      await reply(
        tapContext(chat, card),
        { html: 'Diproses', buttons: [[{ text: 'Batal', data: 'x' }]] },
        { edit: true },
      ),
    ).toBe(card);
    const ctx = tapContext(chat, card);
    chat.budi.delete(card);
    const anew = await reply(ctx, { html: 'Berhasil' }, { edit: true });
    expect(anew).not.toBe(card);
    expect(sent(chat).map(({ text }) => text)).toContain('Berhasil');
  });
});

describe('answering a tap', () => {
  test('F61: shows a text; too late it is left alone', async () => {
    const chat = await openChat({ callbackAnswerableSeconds: 60 });
    const card = await sendMessage(chat.api, BUDI, {
      html: 'Kartu',
      buttons: [[{ text: 'Beli', data: 'x' }]],
    });
    const { ctx, tap } = tapped(chat, card);
    await answer(ctx, 'Sebentar');
    expect(tap.answer()).toMatchObject({ text: 'Sebentar' });
    const late = tapContext(chat, card);
    chat.clock.now = new Date(chat.clock.now.getTime() + 120_000);
    await answer(late, 'Terlambat');
    expect(callsOf(chat, 'answerCallbackQuery').map(({ result }) => result.kind)).toEqual(['ok', 'refused']);
  });
});

describe('when Telegram is in trouble', () => {
  test('F57: a short postponement is waited for, and the message is sent once', async () => {
    const chat = await openChat();
    chat.telegram.nextFault({ method: 'sendMessage', kind: '429', retryAfterSeconds: 0, times: 2 });
    await sendMessage(chat.api, BUDI, { html: 'Halo' });
    expect(sent(chat)).toHaveLength(1);
    expect(callsOf(chat, 'sendMessage')).toHaveLength(3);
  });

  test.each([
    { retryAfterSeconds: 60, calls: 1 },
    { retryAfterSeconds: 0, calls: 3 },
  ])(
    'F57: a postponement of $retryAfterSeconds s that goes on is left to the caller',
    async ({ retryAfterSeconds, calls }) => {
      const chat = await openChat();
      chat.telegram.nextFault({ kind: '429', retryAfterSeconds, times: 10 });
      const error = await rejection(sendMessage(chat.api, BUDI, { html: 'Halo' }));
      expect(explainFailure(error)).toEqual({ kind: 'wait', afterMs: retryAfterSeconds * 1000 });
      expect(callsOf(chat, 'sendMessage')).toHaveLength(calls);
    },
  );

  test('F59: a message whose answer was lost is not sent again', async () => {
    const chat = await openChat();
    chat.telegram.nextFault({ kind: 'drop_after_doing' });
    const error = await rejection(sendMessage(chat.api, BUDI, { html: 'Halo' }));
    expect(error).toBeInstanceOf(HttpError);
    expect(explainFailure(error)).toEqual({ kind: 'trouble' });
    expect(sent(chat)).toHaveLength(1);
  });

  test('F62: a token that is refused is no fault of the message', async () => {
    const chat = await openChat();
    const api = createApi('4242:another-token-nobody-may-read', chat.telegram.apiRoot, chat.transport);
    const error = await rejection(sendMessage(api, BUDI, { html: 'Halo' }));
    expect(error).toMatchObject({ error_code: 401 });
    expect(explainFailure(error)).toEqual({ kind: 'trouble' });
  });

  test('F58: a call that hangs ends at its deadline, and no error tells the token', async () => {
    const chat = await openChat({ deadlineMs: 50 });
    chat.telegram.nextFault({ kind: 'hang' });
    const late = await rejection(sendMessage(chat.api, BUDI, { html: 'Halo' }));
    expect(late).toMatchObject({
      name: 'HttpError',
      error: { name: 'TelegramTransportError', code: 'DEADLINE' },
    });
    await chat.telegram.close();
    const refused = await rejection(sendMessage(chat.api, BUDI, { html: 'Halo' }));
    expect(refused).toMatchObject({ error: { code: 'ECONNREFUSED' } });
    expect(inspect([late, refused], { depth: 9, showHidden: true })).not.toContain(TOKEN);
  });
});
