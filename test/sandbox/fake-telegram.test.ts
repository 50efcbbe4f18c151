import { InlineKeyboard, InputFile, Keyboard } from 'grammy';
import { describe, expect, test } from 'vitest';
import { BUDI, connect, GROUP, run, SITI, start, TOKEN, texts, underTest } from './telegram-under-test.ts';

const t = underTest();

describe('a bot on long polling', () => {
  test('answers a command, edits its message after a tap, and the tap is answered', async () => {
    t.bot.command('start', (ctx) =>
      ctx.reply('<b>Halo</b> Budi', {
        parse_mode: 'HTML',
        reply_markup: new InlineKeyboard()
          .text('Beli', 'buy:1')
          .text('Batal', 'no')
          .row()
          .copyText('Salin', '1234'),
      }),
    );
    t.bot.on('callback_query:data', async (ctx) => {
      await ctx.answerCallbackQuery({ text: 'Sebentar' });
      await ctx.editMessageText(`Dipilih ${ctx.callbackQuery.data}`);
    });
    run(t.bot);

    t.budi.start('undangan');
    const card = await t.telegram.waitFor(() =>
      t.budi.chat.messages.find(({ keyboard }) => keyboard.length > 0),
    );
    expect(card).toMatchObject({
      from: 'bot',
      text: 'Halo Budi',
      html: '<b>Halo</b> Budi',
      date: new Date(t.clockMs),
    });
    expect(card.keyboard.map((row) => row.map(({ text }) => text))).toEqual([['Beli', 'Batal'], ['Salin']]);

    const tap = t.budi.tap(card, 'Beli');
    expect(await tap.answered()).toMatchObject({ text: 'Sebentar', showAlert: false });
    await t.telegram.waitFor(() => t.budi.chat.messages.at(-1)?.editedAt);
    expect(texts(t)).toEqual(['user: /start undangan', 'bot: Dipilih buy:1']);
    expect(t.budi.chat.messages.at(-1)?.keyboard).toEqual([]);
  });

  test('sees replies, edits, contacts, blocking and its own groups', async () => {
    const seen: string[] = [];
    t.bot.on('message:contact', (ctx) => void seen.push(`contact of ${ctx.message.contact.user_id}`));
    t.bot.on('message:new_chat_members:me', (ctx) => void seen.push(`added to ${ctx.chat.id}`));
    t.bot.on('message:text', (ctx) => void seen.push(`${ctx.msg.text} > ${ctx.msg.reply_to_message?.text}`));
    t.bot.on('edited_message:text', (ctx) => void seen.push(`edited ${ctx.editedMessage.text}`));
    t.bot.on('my_chat_member', (ctx) => void seen.push(ctx.myChatMember.new_chat_member.status));
    run(t.bot);

    const siti = t.telegram.addUser({ id: SITI, firstName: 'Siti' });
    const first = t.budi.send('satu');
    t.budi.send('dua', { replyTo: first.id });
    t.budi.edit(first, 'satu lagi');
    t.budi.shareContact();
    t.budi.sendContact(siti);
    t.budi.block();
    t.budi.unblock();
    t.telegram.addGroup({ id: GROUP, title: 'Konter', memberIds: [BUDI] });
    await t.telegram.waitFor(() => seen.length === 9);
    expect(seen).toEqual([
      'satu > undefined',
      'dua > satu',
      'edited satu lagi',
      'contact of 100',
      'contact of 200',
      'kicked',
      'member',
      'member',
      `added to ${GROUP}`,
    ]);
  });

  test('in a group in privacy mode sees commands, mentions and replies to itself, and cannot delete for others', async () => {
    t.telegram.addGroup({ id: GROUP, title: 'Konter', memberIds: [BUDI] });
    await t.bot.api.getUpdates({ offset: -1 });
    const note = await t.bot.api.sendMessage(GROUP, 'catatan');
    const pin = t.budi.send('S10.0812.1234', { chatId: GROUP });
    t.budi.send('/saldo', { chatId: GROUP });
    t.budi.send('/saldo@other_bot', { chatId: GROUP });
    t.budi.send('tanya @konter_sandbox_bot', { chatId: GROUP });
    t.budi.send('balasan', { chatId: GROUP, replyTo: note.message_id });
    const updates = await t.bot.api.getUpdates({ offset: 700_000_003 });
    expect(updates.map(({ message }) => message?.text)).toEqual([
      '/saldo',
      'tanya @konter_sandbox_bot',
      'balasan',
    ]);
    await expect(t.bot.api.deleteMessage(GROUP, pin.id)).rejects.toMatchObject({
      description: "Bad Request: message can't be deleted",
    });
    await t.bot.api.leaveChat(GROUP);
    await expect(t.bot.api.sendMessage(GROUP, 'x')).rejects.toMatchObject({
      error_code: 403,
      description: 'Forbidden: bot is not a member of the group chat',
    });
  });
});

describe('files', () => {
  const PNG = Buffer.from(
    'iVBORw0KGgoAAAANSUhEUgAAAAEAAAABCAYAAAAfFcSJAAAADUlEQVR42mNk+M9QDwADhgGAWjR9awAAAABJRU5ErkJggg==',
    'base64',
  );

  test('that the bot sends reach the chat byte for byte, and can be sent again by id', async () => {
    t.budi.start();
    const photo = await t.bot.api.sendPhoto(BUDI, new InputFile(PNG, 'struk.png'), { caption: 'Struk' });
    expect(photo.photo).toMatchObject([{ width: 1, height: 1, file_size: PNG.length }]);
    const csv = Buffer.from('kode;harga\r\n--S10;10.350\r\n');
    const document = await t.bot.api.sendDocument(BUDI, new InputFile(csv, 'harga.csv'));
    await t.bot.api.sendDocument(BUDI, document.document.file_id);
    const [, picture, first, second] = t.budi.chat.messages;
    expect(picture).toMatchObject({ text: 'Struk', file: { kind: 'photo', name: 'struk.png' } });
    expect(Buffer.from(picture?.file?.bytes ?? [])).toEqual(PNG);
    expect(first?.file).toMatchObject({ kind: 'document', name: 'harga.csv', mimeType: 'text/csv' });
    expect(Buffer.from(first?.file?.bytes ?? [])).toEqual(csv);
    expect(second?.file).toEqual(first?.file);
  });

  test('that a person sends can be downloaded', async () => {
    t.budi.sendDocument('produk.csv', Buffer.from('S10;10250'), 'daftar');
    const document = (await t.bot.api.getUpdates())[0]?.message?.document;
    expect(document).toMatchObject({ file_name: 'produk.csv', mime_type: 'text/csv', file_size: 9 });
    const file = await t.bot.api.getFile(document?.file_id ?? '');
    const response = await fetch(`${t.telegram.apiRoot}/file/bot${TOKEN}/${file.file_path}`);
    expect(await response.text()).toBe('S10;10250');
    expect((await fetch(`${t.telegram.apiRoot}/file/bot1:x/${file.file_path}`)).status).toBe(401);
    expect((await fetch(`${t.telegram.apiRoot}/file/bot${TOKEN}/nothing`)).status).toBe(404);
  });
});

test('what happens is told in order, to listeners and in the log of calls, which holds no text', async () => {
  const told: string[] = [];
  const stop = t.telegram.subscribe(({ sequence, type }) => void told.push(`${sequence} ${type}`));
  const message = t.budi.send('PLN20.01105691111.1234');
  await t.bot.api.sendChatAction(BUDI, 'typing');
  await t.bot.api.deleteMessage(BUDI, message.id);
  stop();
  await t.bot.api.sendMessage(BUDI, 'x');
  expect(told).toEqual([
    '1 message_sent',
    '2 update_queued',
    '3 chat_action',
    '4 call',
    '5 message_deleted',
    '6 call',
  ]);
  expect(t.budi.chat.messages[0]).toMatchObject({ isDeleted: true, text: 'PLN20.01105691111.1234' });
  expect(t.telegram.calls.map(({ method, chatId, result }) => [method, chatId, result.kind])).toEqual([
    ['sendChatAction', BUDI, 'ok'],
    ['deleteMessage', BUDI, 'ok'],
    ['sendMessage', BUDI, 'ok'],
  ]);
  expect(JSON.stringify(t.telegram.calls)).not.toContain('PLN20');
});

test('waiting in vain ends with what was waited for', async () => {
  const waiting = t.telegram.waitFor(() => t.budi.chat.messages.length > 0, {
    timeoutMs: 5,
    what: 'a word from Budi',
  });
  await expect(waiting).rejects.toThrow('waited 5 ms for a word from Budi, in vain');
});

test('a keyboard below the input field asks for the contact, and goes after one use if it says so', async () => {
  t.budi.start();
  const keyboard = new Keyboard().requestContact('Kirim nomor').oneTime();
  const asked = await t.bot.api.sendMessage(BUDI, 'Nomor Anda?', { reply_markup: keyboard });
  expect(t.budi.chat.replyKeyboard?.rows).toEqual([[{ text: 'Kirim nomor', requestsContact: true }]]);
  t.budi.press('Kirim nomor');
  expect((await t.bot.api.getUpdates()).at(-1)?.message?.contact).toMatchObject({
    user_id: BUDI,
    first_name: 'Budi',
  });
  expect(t.budi.chat.replyKeyboard).toBeUndefined();
  await expect(t.bot.api.editMessageText(BUDI, asked.message_id, 'x')).rejects.toMatchObject({
    description: "Bad Request: message can't be edited",
  });
});

test('commands and the menu button are remembered per scope and language', async () => {
  await t.bot.api.setMyCommands([{ command: 'saldo', description: 'Saldo' }]);
  await t.bot.api.setMyCommands([{ command: 'antrian', description: 'Queue' }], {
    scope: { type: 'chat', chat_id: BUDI },
    language_code: 'en',
  });
  expect(await t.bot.api.getMyCommands()).toEqual([{ command: 'saldo', description: 'Saldo' }]);
  expect(
    await t.bot.api.getMyCommands({ scope: { type: 'chat', chat_id: BUDI }, language_code: 'en' }),
  ).toEqual([{ command: 'antrian', description: 'Queue' }]);
  await t.bot.api.deleteMyCommands();
  expect(await t.bot.api.getMyCommands()).toEqual([]);
  await t.bot.api.setChatMenuButton({ chat_id: BUDI, menu_button: { type: 'commands' } });
  expect(await t.bot.api.getChatMenuButton({ chat_id: BUDI })).toEqual({ type: 'commands' });
});

test('a restart from a snapshot goes on where it was, but for the bytes of files', async () => {
  t.budi.send('sebelum');
  t.budi.sendDocument('a.csv', Buffer.from('a'));
  const keyboard = new InlineKeyboard().text('Ya', 'y');
  const card = await t.bot.api.sendMessage(BUDI, '<code>x</code>', {
    parse_mode: 'HTML',
    reply_markup: keyboard,
  });
  const tap = t.budi.tap(card.message_id, 'Ya');
  await t.bot.api.setMyCommands([{ command: 'saldo', description: 'Saldo' }]);
  const saved = JSON.stringify(t.telegram.snapshot());
  await t.telegram.close();

  const again = await start(t, { restore: JSON.parse(saved) });
  const { api } = connect(again);
  const before = t.telegram.chat(BUDI).messages;
  expect(
    again.chat(BUDI).messages.map(({ id, text, html, keyboard: rows }) => [id, text, html, rows]),
  ).toEqual(
    before.map(({ id, text, html, keyboard: rows }) => [id, text, html, JSON.parse(JSON.stringify(rows))]),
  );
  expect(again.chat(BUDI).messages[1]?.file).toMatchObject({ name: 'a.csv', bytes: undefined });
  expect((await api.getUpdates()).map((update) => Object.keys(update)[1])).toEqual([
    'message',
    'message',
    'callback_query',
  ]);
  expect(await api.answerCallbackQuery(tap.callbackQueryId)).toBe(true);
  await expect(
    api.editMessageText(BUDI, card.message_id, '<code>x</code>', {
      parse_mode: 'HTML',
      reply_markup: keyboard,
    }),
  ).rejects.toMatchObject({ description: expect.stringContaining('message is not modified') });
  expect(again.user(BUDI).send('sesudah').id).toBe(card.message_id + 1);
  await expect(start(t, { restore: { version: 1 } })).rejects.toThrow();
});

test('closing does not wait for long polls or hanging calls', async () => {
  const short = await start(t, {});
  const poll = connect(short)
    .api.getUpdates({ timeout: 50 })
    .catch(() => 'cut');
  short.nextFault({ kind: 'hang', method: 'getMe' });
  const hung = connect(short)
    .api.getMe()
    .catch(() => 'cut');
  await short.waitFor(() => short.isPolled);
  const startMs = performance.now();
  await short.close();
  expect(performance.now() - startMs).toBeLessThan(1_000);
  expect(await Promise.all([poll, hung])).toEqual(['cut', 'cut']);
});
