import { readableChat, writableChat } from './access.ts';
import { badRequest, conflict } from './errors.ts';
import {
  deleteMessage,
  deleteMessages,
  editMessageReplyMarkup,
  editMessageText,
  sendDocument,
  sendMessage,
  sendPhoto,
} from './messaging.ts';
import { isObject, type Params } from './params.ts';
import type { CommandsRecord } from './state.ts';
import type { UpdateQueue } from './updates.ts';
import type { Webhook } from './webhook.ts';
import { type Wire, wireBot, wireChat, wireFile } from './wire.ts';
import type { World } from './world.ts';

export type ApiParts = {
  world: World;
  queue: UpdateQueue;
  webhook: Webhook;
  /** How long a tap can be answered. */
  callbackAnswerableSeconds: number;
};

/** @param signal fires when the client goes away or the server closes. */
type Method = (parts: ApiParts, params: Params, signal: AbortSignal) => unknown;

const CHAT_ACTIONS = new Set([
  'typing',
  'upload_photo',
  'record_video',
  'upload_video',
  'record_voice',
  'upload_voice',
  'upload_document',
  'choose_sticker',
  'find_location',
  'record_video_note',
  'upload_video_note',
]);

const MAX_CALLBACK_ANSWER = 200;
const MAX_COMMANDS = 100;
const MAX_DOWNLOAD_BYTES = 20 * 1024 * 1024;

/** Methods that Telegram limits per second. */
export const LIMITED_METHODS: ReadonlySet<string> = new Set([
  'sendmessage',
  'sendphoto',
  'senddocument',
  'editmessagetext',
  'editmessagereplymarkup',
]);

/** By name in lower case: Telegram does not mind the case of methods. */
export const METHODS: ReadonlyMap<string, Method> = new Map<string, Method>([
  ['getme', ({ world }) => getMe(world)],
  ['getupdates', getUpdates],
  ['setwebhook', setWebhook],
  ['deletewebhook', deleteWebhook],
  ['getwebhookinfo', ({ webhook }) => webhook.info()],
  ['sendmessage', ({ world }, params) => sendMessage(world, params)],
  ['sendphoto', ({ world }, params) => sendPhoto(world, params)],
  ['senddocument', ({ world }, params) => sendDocument(world, params)],
  ['editmessagetext', ({ world }, params) => editMessageText(world, params)],
  ['editmessagereplymarkup', ({ world }, params) => editMessageReplyMarkup(world, params)],
  ['deletemessage', ({ world }, params) => deleteMessage(world, params)],
  ['deletemessages', ({ world }, params) => deleteMessages(world, params)],
  ['answercallbackquery', answerCallbackQuery],
  ['sendchataction', ({ world }, params) => sendChatAction(world, params)],
  ['setmycommands', ({ world }, params) => setMyCommands(world, params)],
  ['getmycommands', ({ world }, params) => getMyCommands(world, params)],
  ['deletemycommands', ({ world }, params) => deleteMyCommands(world, params)],
  ['setchatmenubutton', ({ world }, params) => setChatMenuButton(world, params)],
  ['getchatmenubutton', ({ world }, params) => getChatMenuButton(world, params)],
  ['leavechat', ({ world }, params) => leaveChat(world, params)],
  ['getchat', ({ world }, params) => getChat(world, params)],
  ['getfile', ({ world }, params) => getFile(world, params)],
]);

function getMe(world: World): Wire {
  return {
    ...wireBot(world),
    can_join_groups: true,
    can_read_all_group_messages: world.bot.readsAllGroupMessages,
    supports_inline_queries: false,
    can_connect_to_business: false,
    has_main_web_app: false,
  };
}

function getUpdates({ queue, webhook }: ApiParts, params: Params, signal: AbortSignal): Promise<unknown[]> {
  if (webhook.config) {
    throw conflict(
      "can't use getUpdates method while webhook is active; use deleteWebhook to delete the webhook first",
    );
  }
  queue.allow(updateKinds(params));
  const offset = params.int('offset', 0);
  return queue.poll(
    { offset, limit: params.int('limit', 100, 1, 100), timeoutSeconds: params.int('timeout', 0, 0) },
    signal,
  );
}

function updateKinds(params: Params): string[] | undefined {
  const kinds = params.json('allowed_updates');
  return Array.isArray(kinds) ? kinds.map(String) : undefined;
}

function setWebhook(parts: ApiParts, params: Params): true {
  if (!params.has('url')) return deleteWebhook(parts, params);
  const { queue, webhook } = parts;
  if (params.bool('drop_pending_updates')) queue.dropAll();
  queue.allow(updateKinds(params));
  const secretToken = params.text('secret_token') || undefined;
  webhook.set({
    url: params.text('url'),
    secretToken,
    maxConnections: params.int('max_connections', 40, 1, 100),
  });
  return true;
}

function deleteWebhook({ queue, webhook }: ApiParts, params: Params): true {
  webhook.remove();
  if (params.bool('drop_pending_updates')) queue.dropAll();
  return true;
}

function answerCallbackQuery({ world, callbackAnswerableSeconds }: ApiParts, params: Params): true {
  const callback = world.callbacks.get(params.text('callback_query_id'));
  const isOpen =
    callback && callback.answer === undefined && world.unixNow() - callback.date < callbackAnswerableSeconds;
  if (!isOpen) throw badRequest('query is too old and response timeout expired or query ID is invalid');
  const text = params.text('text') || undefined;
  if (text !== undefined && text.length > MAX_CALLBACK_ANSWER) throw badRequest('MESSAGE_TOO_LONG');
  world.answerCallback(callback, {
    text,
    showAlert: params.bool('show_alert'),
    url: params.text('url') || undefined,
  });
  return true;
}

function sendChatAction(world: World, params: Params): true {
  const action = params.text('action').toLowerCase();
  if (!CHAT_ACTIONS.has(action)) throw badRequest('wrong parameter action in request');
  const chat = writableChat(world, params);
  world.bus.emit({ type: 'chat_action', chatId: chat.id, action });
  return true;
}

function commandsKey(params: Params): { scope: string; languageCode: string } {
  const scope = params.json('scope') ?? { type: 'default' };
  if (!isObject(scope)) throw badRequest("can't parse BotCommandScope: object expected");
  return { scope: JSON.stringify(scope), languageCode: params.text('language_code') };
}

function setMyCommands(world: World, params: Params): true {
  const given = params.json('commands');
  if (!Array.isArray(given))
    throw badRequest('can\'t parse list of bot commands: "commands" must be an Array');
  if (given.length > MAX_COMMANDS) throw badRequest('BOT_COMMANDS_TOO_MUCH');
  const commands = given.map((item: unknown) => {
    const command = isObject(item) ? item.command : undefined;
    const description = isObject(item) ? item.description : undefined;
    if (typeof command !== 'string' || !/^[a-z0-9_]{1,32}$/.test(command))
      throw badRequest('BOT_COMMAND_INVALID');
    const isDescribed =
      typeof description === 'string' && description.length >= 1 && description.length <= 256;
    if (!isDescribed) throw badRequest('BOT_COMMAND_DESCRIPTION_INVALID');
    return { command, description };
  });
  const key = commandsKey(params);
  const others = world.commands.filter((record) => !hasKey(record, key));
  world.commands = commands.length > 0 ? [...others, { ...key, commands }] : others;
  return true;
}

function deleteMyCommands(world: World, params: Params): true {
  const key = commandsKey(params);
  world.commands = world.commands.filter((record) => !hasKey(record, key));
  return true;
}

function getMyCommands(world: World, params: Params): CommandsRecord['commands'] {
  const key = commandsKey(params);
  return world.commands.find((record) => hasKey(record, key))?.commands ?? [];
}

function hasKey(record: CommandsRecord, key: { scope: string; languageCode: string }): boolean {
  return record.scope === key.scope && record.languageCode === key.languageCode;
}

function setChatMenuButton(world: World, params: Params): true {
  const chatId = params.has('chat_id') ? readableChat(world, params).id : undefined;
  const button = params.json('menu_button') ?? { type: 'default' };
  const type = isObject(button) ? button.type : undefined;
  if (type !== 'commands' && type !== 'default' && type !== 'web_app') {
    throw badRequest("can't parse menu button: MenuButton has unsupported type");
  }
  world.menuButtons.set(chatId, button);
  return true;
}

function getChatMenuButton(world: World, params: Params): unknown {
  const chatId = params.has('chat_id') ? readableChat(world, params).id : undefined;
  return world.menuButtons.get(chatId) ?? world.menuButtons.get(undefined) ?? { type: 'commands' };
}

function leaveChat(world: World, params: Params): true {
  const chat = writableChat(world, params);
  if (chat.type === 'private') throw badRequest("chat member status can't be changed in private chats");
  chat.bot = 'left';
  return true;
}

function getChat(world: World, params: Params): Wire {
  const chat = readableChat(world, params);
  return { ...wireChat(world, chat), accent_color_id: 0, max_reaction_count: 11, accepted_gift_types: {} };
}

function getFile(world: World, params: Params): Wire {
  const fileId = params.text('file_id');
  if (fileId === '') throw badRequest('file_id not specified');
  const file = world.files.get(fileId);
  if (!file) throw badRequest('wrong file_id or the file is temporarily unavailable');
  if (file.size > MAX_DOWNLOAD_BYTES) throw badRequest('file is too big');
  return wireFile(world, fileId, true);
}
