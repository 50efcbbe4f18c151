import { Api, GrammyError, InlineKeyboard, InputFile } from 'grammy';
import { beforeEach, describe, expect, onTestFinished, test } from 'vitest';
import { type FakeTelegram, startFakeTelegram } from '../../src/sandbox/telegram/server.ts';
import type { TelegramUser } from '../../src/sandbox/telegram/user.ts';

/** Every refusal in Telegram's own words: what a bot meets here it meets there. */

const TOKEN = '4242:sandbox-token';
const BUDI = 100;
const STRANGER = 300;

let clockMs: number;
let telegram: FakeTelegram;
let api: Api;
let budi: TelegramUser;

beforeEach(async () => {
  clockMs = Date.UTC(2026, 10, 20, 7, 0, 0);
  telegram = await startFakeTelegram({ token: TOKEN, now: () => new Date(clockMs) });
  onTestFinished(() => telegram.close());
  api = new Api(TOKEN, { apiRoot: telegram.apiRoot });
  budi = telegram.addUser({ id: BUDI, firstName: 'Budi' });
  budi.start();
});

/** `<code>: <description>` of the refusal. */
async function refusal(call: Promise<unknown>): Promise<string> {
  try {
    await call;
    return 'not refused';
  } catch (error) {
    if (error instanceof GrammyError) return `${error.error_code}: ${error.description}`;
    throw error;
  }
}

async function raw(method: string, parameters: object): Promise<string> {
  const response = await fetch(`${telegram.apiRoot}/bot${TOKEN}/${method}`, {
    method: 'POST',
    headers: { 'content-type': 'application/json' },
    body: JSON.stringify(parameters),
  });
  const body: unknown = await response.json();
  expect(body).toMatchObject({ ok: false, error_code: response.status });
  return String(Object(body).description);
}

describe('who may be written to', () => {
  test('a chat that does not exist', async () => {
    expect(await refusal(api.sendMessage(999, 'x'))).toBe('400: Bad Request: chat not found');
    expect(await refusal(api.sendMessage('@nobody', 'x'))).toBe('400: Bad Request: chat not found');
    expect(await refusal(api.getChat(999))).toBe('400: Bad Request: chat not found');
    expect(await raw('sendMessage', { text: 'x' })).toBe('Bad Request: chat_id is empty');
  });

  test('someone who never pressed Start, until he does', async () => {
    const stranger = telegram.addUser({ id: STRANGER, firstName: 'Orang' });
    expect(await refusal(api.sendMessage(STRANGER, 'x'))).toBe(
      "403: Forbidden: bot can't initiate conversation with a user",
    );
    stranger.start();
    await api.sendMessage(STRANGER, 'x');
  });

  test('someone who blocked the bot, until he unblocks it', async () => {
    const { message_id } = await api.sendMessage(BUDI, 'x');
    budi.block();
    const blocked = '403: Forbidden: bot was blocked by the user';
    expect(await refusal(api.sendMessage(BUDI, 'x'))).toBe(blocked);
    expect(await refusal(api.editMessageText(BUDI, message_id, 'y'))).toBe(blocked);
    expect(await refusal(api.sendChatAction(BUDI, 'typing'))).toBe(blocked);
    expect(() => budi.send('halo')).toThrow('has blocked the bot');
    budi.unblock();
    await api.sendMessage(BUDI, 'x');
  });

  test('a group that threw the bot out', async () => {
    telegram.addGroup({ id: -7, title: 'Konter', type: 'supergroup', memberIds: [BUDI] });
    telegram.kickFromGroup(-7, BUDI);
    expect(await refusal(api.sendMessage(-7, 'x'))).toBe(
      '403: Forbidden: bot was kicked from the supergroup chat',
    );
    expect(await refusal(api.leaveChat(BUDI))).toBe(
      "400: Bad Request: chat member status can't be changed in private chats",
    );
  });
});

describe('texts', () => {
  test.each([
    ['', 'message text is empty'],
    [' \n ', 'text must be non-empty'],
    ['<b> </b>', 'text must be non-empty'],
    [`<b>${'a'.repeat(4_097)}</b>`, 'message is too long'],
    ['Nama: <BAHARRUDIN>', 'can\'t parse entities: Unsupported start tag "baharrudin" at byte offset 6'],
    ['half a pair \ud83d', 'strings must be encoded in UTF-8'],
  ])('%j', async (text, reason) => {
    const parameters = { chat_id: BUDI, text, parse_mode: 'HTML' };
    expect(await raw('sendMessage', parameters)).toBe(`Bad Request: ${reason}`);
    const { message_id } = await api.sendMessage(BUDI, 'ada');
    expect(await raw('editMessageText', { ...parameters, message_id })).toBe(`Bad Request: ${reason}`);
  });

  test('the limit counts what is left after the tags are taken out', async () => {
    const text = 'a'.repeat(4_096);
    const message = await api.sendMessage(BUDI, `<b>${text}</b>`, { parse_mode: 'HTML' });
    expect(message).toMatchObject({ text, entities: [{ type: 'bold', offset: 0, length: 4_096 }] });
    expect(
      await refusal(
        api.sendDocument(BUDI, new InputFile(Buffer.from('a'), 'a'), { caption: 'a'.repeat(1_025) }),
      ),
    ).toBe('400: Bad Request: message caption is too long');
  });

  test('a parse mode that does not exist', async () => {
    expect(await raw('sendMessage', { chat_id: BUDI, text: 'x', parse_mode: 'BBCode' })).toBe(
      'Bad Request: unsupported parse_mode',
    );
  });
});

describe('keyboards', () => {
  const ok = { text: 'a', callback_data: 'x' };
  test.each([
    [
      'callback data of 65 bytes',
      [[{ text: 'a', callback_data: `${'é'.repeat(32)}x` }]],
      'BUTTON_DATA_INVALID',
    ],
    [
      'no action',
      [[{ text: 'a' }]],
      "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ],
    [
      'empty callback data',
      [[{ text: 'a', callback_data: '' }]],
      "can't parse inline keyboard button: Text buttons are unallowed in the inline keyboard",
    ],
    [
      'two actions',
      [[{ ...ok, url: 'https://t.me' }]],
      "can't parse inline keyboard button: Exactly one of the optional fields must be used",
    ],
    ['no text', [[{ callback_data: 'x' }]], 'can\'t parse inline keyboard button: Can\'t find field "text"'],
    [
      'blank text',
      [[{ ...ok, text: ' ' }]],
      'can\'t parse inline keyboard button: Field "text" must be non-empty',
    ],
    [
      'a button that is none',
      [['a']],
      "can't parse inline keyboard button: InlineKeyboardButton must be an Object",
    ],
    [
      'a bad address',
      [[{ text: 'a', url: 'nowhere' }]],
      "inline keyboard button URL 'nowhere' is invalid: Wrong HTTP URL",
    ],
    ['nothing to copy', [[{ text: 'a', copy_text: { text: '' } }]], 'BUTTON_COPY_TEXT_INVALID'],
    ['too much to copy', [[{ text: 'a', copy_text: { text: 'a'.repeat(257) } }]], 'BUTTON_COPY_TEXT_INVALID'],
    ['inline mode, which is off', [[{ text: 'a', switch_inline_query: 'q' }]], 'BUTTON_TYPE_INVALID'],
    ['101 buttons', Array.from({ length: 101 }, () => [ok]), 'REPLY_MARKUP_TOO_LONG'],
    ['one row', [ok], 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array of Arrays'],
    ['no rows', ok, 'field "inline_keyboard" of the InlineKeyboardMarkup must be an Array'],
  ])('%s', async (_, inline_keyboard, reason) => {
    const parameters = { chat_id: BUDI, text: 'x', reply_markup: { inline_keyboard } };
    expect(await raw('sendMessage', parameters)).toBe(`Bad Request: ${reason}`);
    expect(budi.chat.messages).toHaveLength(1);
  });

  test('64 bytes of callback data are the most', async () => {
    await api.sendMessage(BUDI, 'x', { reply_markup: new InlineKeyboard().text('a', 'é'.repeat(32)) });
  });

  test('a message sent with anything but an inline keyboard, in an edit', async () => {
    const { message_id } = await api.sendMessage(BUDI, 'x');
    expect(
      await raw('editMessageText', {
        chat_id: BUDI,
        message_id,
        text: 'y',
        reply_markup: { remove_keyboard: true },
      }),
    ).toBe('Bad Request: inline keyboard expected');
    expect(await raw('sendMessage', { chat_id: BUDI, text: 'y', reply_markup: 'x' })).toBe(
      "Bad Request: can't parse reply_markup JSON object",
    );
  });
});

describe('edits', () => {
  const notModified =
    '400: Bad Request: message is not modified: specified new message content and reply markup are exactly the same as ' +
    'a current content and reply markup of the message';

  test('that change nothing', async () => {
    const keyboard = { reply_markup: new InlineKeyboard().text('Ya', 'y') };
    const { message_id } = await api.sendMessage(BUDI, '<b>x</b>', { parse_mode: 'HTML', ...keyboard });
    const html = { parse_mode: 'HTML', ...keyboard } as const;
    expect(await refusal(api.editMessageText(BUDI, message_id, '<strong>x</strong>\n', html))).toBe(
      notModified,
    );
    expect(await refusal(api.editMessageReplyMarkup(BUDI, message_id, keyboard))).toBe(notModified);
    await api.editMessageText(BUDI, message_id, 'x', keyboard);
    await api.editMessageReplyMarkup(BUDI, message_id);
    expect(await refusal(api.editMessageReplyMarkup(BUDI, message_id))).toBe(notModified);
  });

  test("of a message that is gone, of another chat or someone else's", async () => {
    const { message_id } = await api.sendMessage(BUDI, 'x');
    const siti = telegram.addUser({ id: 200, firstName: 'Siti' });
    siti.start();
    const gone = '400: Bad Request: message to edit not found';
    expect(await refusal(api.editMessageText(BUDI, 999, 'y'))).toBe(gone);
    expect(await refusal(api.editMessageText(siti.id, message_id, 'y'))).toBe(gone);
    expect(await refusal(api.editMessageText(BUDI, 1, 'y'))).toBe(
      "400: Bad Request: message can't be edited",
    );
    budi.delete(message_id);
    expect(await refusal(api.editMessageText(BUDI, message_id, 'y'))).toBe(gone);
    expect(await raw('editMessageText', { chat_id: BUDI, text: 'y' })).toBe(
      'Bad Request: message identifier is not specified',
    );
  });

  test('of the text of a document', async () => {
    const { message_id } = await api.sendDocument(BUDI, new InputFile(Buffer.from('a'), 'a.txt'));
    expect(await refusal(api.editMessageText(BUDI, message_id, 'y'))).toBe(
      '400: Bad Request: there is no text in the message to edit',
    );
  });
});

describe('deletions', () => {
  test("the bot deletes a user's message in a private chat, once, and not after 48 hours", async () => {
    const pin = budi.send('S10.0812.1234');
    expect(await api.deleteMessage(BUDI, pin.id)).toBe(true);
    expect(await refusal(api.deleteMessage(BUDI, pin.id))).toBe(
      '400: Bad Request: message to delete not found',
    );
    const old = budi.send('lama');
    clockMs += 48 * 3_600_000;
    expect(await refusal(api.deleteMessage(BUDI, old.id))).toBe(
      "400: Bad Request: message can't be deleted for everyone",
    );
  });

  test('many at once pass over what is gone', async () => {
    const ids = ['a', 'b'].map((text) => budi.send(text).id);
    expect(await api.deleteMessages(BUDI, [...ids, 999])).toBe(true);
    expect(budi.chat.messages.map(({ isDeleted }) => isDeleted)).toEqual([false, true, true]);
    expect(await raw('deleteMessages', { chat_id: BUDI, message_ids: [] })).toBe(
      'Bad Request: message identifiers are not specified',
    );
    expect(await raw('deleteMessages', { chat_id: BUDI, message_ids: Array(101).fill(1) })).toBe(
      'Bad Request: too many message identifiers specified',
    );
  });
});

describe('replies', () => {
  test('to a message that is gone, unless the bot allows for it', async () => {
    const message = budi.send('hapus saya');
    await api.deleteMessage(BUDI, message.id);
    const reply = { message_id: message.id };
    expect(await refusal(api.sendMessage(BUDI, 'x', { reply_parameters: reply }))).toBe(
      '400: Bad Request: message to be replied not found',
    );
    const sent = await api.sendMessage(BUDI, 'x', {
      reply_parameters: { ...reply, allow_sending_without_reply: true },
    });
    expect(sent.reply_to_message).toBeUndefined();
    const next = budi.send('ada');
    const answered = await api.sendMessage(BUDI, 'x', { reply_parameters: { message_id: next.id } });
    expect(answered.reply_to_message).toMatchObject({ message_id: next.id, text: 'ada' });
  });
});

describe('answers to taps', () => {
  const tooOld = '400: Bad Request: query is too old and response timeout expired or query ID is invalid';

  test('unknown, given twice, too late or too long', async () => {
    const card = await api.sendMessage(BUDI, 'x', { reply_markup: new InlineKeyboard().text('Ya', 'y') });
    expect(await refusal(api.answerCallbackQuery('1'))).toBe(tooOld);
    const tap = budi.tap(card.message_id, 0);
    expect(await refusal(api.answerCallbackQuery(tap.callbackQueryId, { text: 'a'.repeat(201) }))).toBe(
      '400: Bad Request: MESSAGE_TOO_LONG',
    );
    await api.answerCallbackQuery(tap.callbackQueryId, { text: 'Baik', show_alert: true });
    expect(tap.answer()).toMatchObject({ text: 'Baik', showAlert: true });
    expect(await refusal(api.answerCallbackQuery(tap.callbackQueryId))).toBe(tooOld);
    const late = budi.tap(card.message_id, 0);
    clockMs += 60_000;
    expect(await refusal(api.answerCallbackQuery(late.callbackQueryId))).toBe(tooOld);
  });
});

describe('what a client does not offer', () => {
  test('buttons that are not there, protected messages, chats one is not in', async () => {
    const keyboard = new InlineKeyboard()
      .text('Ya', 'y')
      .copyText('Salin', '1')
      .url('Buka', 'https://t.me/x');
    const card = await api.sendMessage(BUDI, 'x', { protect_content: true, reply_markup: keyboard });
    expect(card.has_protected_content).toBe(true);
    expect(() => budi.tap(card.message_id, 'Tidak')).toThrow('no button [Tidak]');
    expect(() => budi.tap(card.message_id, 'Salin')).toThrow('handled by the client');
    expect(() => budi.forward(card.message_id)).toThrow('protected');
    expect(() => budi.edit(card.message_id, 'x')).toThrow("is not Budi's own");
    expect(() => budi.send('x', { chatId: -1 })).toThrow('is not in chat -1');
    const siti = telegram.addUser({ id: 200, firstName: 'Siti' });
    expect(() => siti.tap(card.message_id, 'Ya')).toThrow('is not in chat');
    expect(budi.forward(budi.send('PIN 1234')).forwardedFrom).toBe(BUDI);
  });
});

describe('the rest', () => {
  test('tokens and methods that do not exist', async () => {
    expect(await refusal(new Api('1:wrong', { apiRoot: telegram.apiRoot }).getMe())).toBe(
      '401: Unauthorized',
    );
    expect(await raw('sendFortune', {})).toBe('Not Found: method not found');
    expect((await fetch(`${telegram.apiRoot}/`)).status).toBe(404);
    expect((await fetch(`${telegram.apiRoot}/bot%zz/getMe`)).status).toBe(404);
  });

  test.each([
    ['sendChatAction', { chat_id: BUDI, action: 'dancing' }, 'wrong parameter action in request'],
    ['sendPhoto', { chat_id: BUDI }, 'there is no photo in the request'],
    ['sendDocument', { chat_id: BUDI }, 'there is no document in the request'],
    ['sendDocument', { chat_id: BUDI, document: 'made-up' }, 'wrong file identifier/HTTP URL specified'],
    ['getFile', { file_id: 'made-up' }, 'wrong file_id or the file is temporarily unavailable'],
    ['setMyCommands', { commands: [{ command: 'Saldo!', description: 'x' }] }, 'BOT_COMMAND_INVALID'],
    [
      'setMyCommands',
      { commands: [{ command: 'saldo', description: '' }] },
      'BOT_COMMAND_DESCRIPTION_INVALID',
    ],
  ])('%s %j', async (method, parameters, reason) => {
    expect(await raw(method, parameters)).toBe(`Bad Request: ${reason}`);
  });

  test('pictures that are none, and files that are empty', async () => {
    expect(await refusal(api.sendPhoto(BUDI, new InputFile(Buffer.from('not a picture'), 'a.png')))).toBe(
      '400: Bad Request: IMAGE_PROCESS_FAILED',
    );
    expect(await refusal(api.sendDocument(BUDI, new InputFile(Buffer.alloc(0), 'a.txt')))).toBe(
      '400: Bad Request: file must be non-empty',
    );
  });

  test('calls may come as a query, a form or JSON, in any case', async () => {
    const base = `${telegram.apiRoot}/bot${TOKEN}`;
    await fetch(`${base}/SENDMESSAGE?chat_id=${BUDI}&text=query`);
    const markup = JSON.stringify({ inline_keyboard: [[{ text: 'Ya', callback_data: 'y' }]] });
    const form = new URLSearchParams({ chat_id: String(BUDI), text: 'form', reply_markup: markup });
    await fetch(`${base}/sendMessage`, { method: 'POST', body: form });
    const multipart = new FormData();
    multipart.set('chat_id', String(BUDI));
    multipart.set('document', new Blob(['isi']), 'a.txt');
    await fetch(`${base}/sendDocument`, { method: 'POST', body: multipart });
    const [, query, formed, document] = budi.chat.messages;
    expect([query?.text, formed?.text, formed?.keyboard[0]?.[0]?.text]).toEqual(['query', 'form', 'Ya']);
    expect(Buffer.from(document?.file?.bytes ?? []).toString()).toBe('isi');
  });
});
