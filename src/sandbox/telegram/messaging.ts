import { isDeepStrictEqual } from 'node:util';
import { existingMessage, messageIdOf, writableChat } from './access.ts';
import { badRequest } from './errors.ts';
import { type FormattedText, parseHtml } from './html.ts';
import { imageSize } from './image.ts';
import { type Markup, parseMarkup } from './markup.ts';
import { isObject, type Params } from './params.ts';
import {
  type ChatRecord,
  type Content,
  entitySchema,
  type InlineButton,
  type MessageRecord,
} from './state.ts';
import { checkLength, commandEntities, normalise } from './text.ts';
import { type Wire, wireMessage } from './wire.ts';
import type { World } from './world.ts';

const MAX_TEXT = 4096;
const MAX_CAPTION = 1024;
const MAX_PHOTO_BYTES = 10 * 1024 * 1024;
const DELETABLE_SECONDS = 48 * 60 * 60;
const MAX_DELETED_AT_ONCE = 100;

const NOT_MODIFIED =
  'message is not modified: specified new message content and reply markup are exactly the same as a current content ' +
  'and reply markup of the message';

export function sendMessage(world: World, params: Params): Wire {
  return send(world, params, () => textContent(params));
}

export function sendPhoto(world: World, params: Params): Wire {
  return send(world, params, () => {
    const { fileId, bytes } = inputFile(world, params, 'photo');
    const size = imageSize(bytes);
    if (!size || bytes.length > MAX_PHOTO_BYTES) throw badRequest('IMAGE_PROCESS_FAILED');
    return { kind: 'photo', fileId, ...size, ...caption(params) };
  });
}

export function sendDocument(world: World, params: Params): Wire {
  return send(world, params, () => {
    const { fileId } = inputFile(world, params, 'document');
    return { kind: 'document', fileId, ...caption(params) };
  });
}

function send(world: World, params: Params, readContent: () => Content): Wire {
  const content = readContent();
  const markup = parseMarkup(params.json('reply_markup'));
  const chat = writableChat(world, params);
  const replyTo = repliedMessage(world, params, chat);
  const message = world.addMessage({
    chatId: chat.id,
    from: world.bot.id,
    content,
    keyboard: markup?.kind === 'inline' ? markup.rows : [],
    hasReplyMarkup: markup !== undefined && markup.kind !== 'inline',
    replyTo,
    isProtected: params.bool('protect_content'),
  });
  if (markup?.kind === 'reply') chat.replyKeyboard = markup.keyboard;
  if (markup?.kind === 'remove') chat.replyKeyboard = undefined;
  return wireMessage(world, message);
}

function repliedMessage(world: World, params: Params, chat: ChatRecord): number | undefined {
  const given = params.json('reply_parameters');
  if (given === undefined) return undefined;
  if (!isObject(given)) throw badRequest('object expected as reply parameters');
  const id = Number(given.message_id);
  if (world.findMessage(chat.id, id)) return id;
  if (given.allow_sending_without_reply === true) return undefined;
  throw badRequest('message to be replied not found');
}

function textContent(params: Params): Extract<Content, { kind: 'text' }> {
  if (!params.has('text')) throw badRequest('message text is empty');
  const { text, entities } = formatted(params, 'text', 'entities');
  if (text === '') throw badRequest('text must be non-empty');
  checkLength(text, MAX_TEXT, 'message');
  return { kind: 'text', text, entities };
}

function caption(params: Params): FormattedText {
  const formattedCaption = formatted(params, 'caption', 'caption_entities');
  checkLength(formattedCaption.text, MAX_CAPTION, 'message caption');
  return formattedCaption;
}

/** `parse_mode` may be HTML or absent. Telegram knows two kinds of Markdown besides, which are not built here. */
function formatted(params: Params, field: string, entitiesField: string): FormattedText {
  const raw = params.text(field);
  if (!raw.isWellFormed()) throw badRequest('strings must be encoded in UTF-8');
  const mode = params.text('parse_mode').toLowerCase();
  if (mode === 'html') return marked(normalise(parseHtml(raw)));
  if (mode !== '') throw badRequest('unsupported parse_mode');
  const given = entitySchema.array().safeParse(params.json(entitiesField) ?? []);
  if (!given.success) throw badRequest(`can't parse entities: ${field} has a wrong MessageEntity`);
  return marked(normalise({ text: raw, entities: given.data }));
}

/** Telegram adds the commands it finds, outside code, so that they can be tapped. */
function marked({ text, entities }: FormattedText): FormattedText {
  const commands = commandEntities(text).filter(
    (command) =>
      !entities.some((entity) => entity.offset <= command.offset && isSolid(entity.type, entity, command)),
  );
  return { text, entities: [...entities, ...commands].toSorted((a, b) => a.offset - b.offset) };
}

type Range = { offset: number; length: number };

function isSolid(type: string, outer: Range, inner: Range): boolean {
  return ['code', 'pre', 'text_link'].includes(type) && inner.offset < outer.offset + outer.length;
}

function inputFile(
  world: World,
  params: Params,
  field: 'photo' | 'document',
): { fileId: string; bytes: Uint8Array } {
  const upload = params.file(field);
  if (upload) {
    if (upload.bytes.length === 0) throw badRequest('file must be non-empty');
    const file = world.addFile(field === 'photo' ? 'photos' : 'documents', upload);
    return { fileId: file.id, bytes: upload.bytes };
  }
  const fileId = params.text(field);
  if (fileId === '') throw badRequest(`there is no ${field} in the request`);
  const bytes = world.fileBytes.get(fileId);
  if (!bytes) throw badRequest('wrong file identifier/HTTP URL specified');
  return { fileId, bytes };
}

export function editMessageText(world: World, params: Params): Wire {
  const message = editable(world, params);
  if (message.content.kind !== 'text') throw badRequest('there is no text in the message to edit');
  const keyboard = inlineRows(parseMarkup(params.json('reply_markup')));
  const content = textContent(params);
  return edit(world, message, content, keyboard);
}

export function editMessageReplyMarkup(world: World, params: Params): Wire {
  const message = editable(world, params);
  return edit(world, message, message.content, inlineRows(parseMarkup(params.json('reply_markup'))));
}

function editable(world: World, params: Params): MessageRecord {
  const id = messageIdOf(params);
  const message = existingMessage(world, writableChat(world, params), id, 'message to edit');
  if (message.from !== world.bot.id || message.hasReplyMarkup) throw badRequest("message can't be edited");
  return message;
}

function inlineRows(markup: Markup | undefined): InlineButton[][] {
  if (markup && markup.kind !== 'inline') throw badRequest('inline keyboard expected');
  return markup?.rows ?? [];
}

function edit(world: World, message: MessageRecord, content: Content, keyboard: InlineButton[][]): Wire {
  if (isSame(content, message.content) && isSame(keyboard, message.keyboard)) {
    throw badRequest(NOT_MODIFIED);
  }
  world.editMessage(message, { content, keyboard });
  return wireMessage(world, message);
}

/** A field that is `undefined` and one that is missing are the same: after a restart there are no `undefined` ones. */
function isSame(a: object, b: object): boolean {
  return isDeepStrictEqual(JSON.parse(JSON.stringify(a)), JSON.parse(JSON.stringify(b)));
}

export function deleteMessage(world: World, params: Params): true {
  const id = messageIdOf(params);
  const chat = writableChat(world, params);
  const message = existingMessage(world, chat, id, 'message to delete');
  checkDeletable(world, chat, message);
  world.deleteMessage(message, world.bot.id);
  return true;
}

/** All or nothing where a message may not be deleted; messages that are not found are passed over. */
export function deleteMessages(world: World, params: Params): true {
  const ids = params.json('message_ids');
  if (!Array.isArray(ids) || ids.length === 0) throw badRequest('message identifiers are not specified');
  if (ids.length > MAX_DELETED_AT_ONCE) throw badRequest('too many message identifiers specified');
  const chat = writableChat(world, params);
  const messages = ids.flatMap((id: unknown) => world.findMessage(chat.id, Number(id)) ?? []);
  for (const message of messages) checkDeletable(world, chat, message);
  for (const message of messages) world.deleteMessage(message, world.bot.id);
  return true;
}

function checkDeletable(world: World, chat: ChatRecord, message: MessageRecord): void {
  const isOthersInGroup = chat.type !== 'private' && message.from !== world.bot.id;
  if (isOthersInGroup && chat.bot !== 'administrator') throw badRequest("message can't be deleted");
  const isTooOld = world.unixNow() - message.date >= DELETABLE_SECONDS;
  if (isTooOld) throw badRequest("message can't be deleted for everyone");
}
