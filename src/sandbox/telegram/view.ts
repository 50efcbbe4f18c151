import type { ChatRecord, InlineButton, MessageRecord, ReplyKeyboard, TextEntity } from './state.ts';
import { toHtml } from './text.ts';
import type { World } from './world.ts';

/** One message as the people in the chat see it now. */
export type MessageView = {
  id: number;
  chatId: number;
  from: 'bot' | number;
  /** The caption for a photo or document; for a contact its name and number. */
  text: string;
  /** The same with its formatting, in Telegram's HTML subset. */
  html: string;
  entities: TextEntity[];
  /** Rows of inline buttons; empty when there is none. */
  keyboard: InlineButton[][];
  replyTo: number | undefined;
  forwardedFrom: number | undefined;
  date: Date;
  /** When it was last edited; `undefined` for never. */
  editedAt: Date | undefined;
  isDeleted: boolean;
  /** May not be forwarded or saved. */
  isProtected: boolean;
  /** `bytes` are `undefined` after a restart. */
  file:
    | {
        kind: 'photo' | 'document';
        id: string;
        name: string;
        mimeType: string;
        bytes: Uint8Array | undefined;
      }
    | undefined;
};

export type ChatView = {
  id: number;
  type: ChatRecord['type'];
  title: string;
  /** Oldest first, deleted ones included and marked. */
  messages: MessageView[];
  /** The bot's keyboard below the input field. */
  replyKeyboard: ReplyKeyboard | undefined;
};

export function viewChat(world: World, chatId: number): ChatView {
  const chat = world.chats.get(chatId);
  if (!chat) throw new Error(`no chat ${chatId}`);
  return {
    id: chat.id,
    type: chat.type,
    title: chat.title ?? world.users.get(chat.id)?.firstName ?? String(chat.id),
    messages: world.messagesIn(chatId).map((message) => viewMessage(world, message)),
    replyKeyboard: chat.replyKeyboard,
  };
}

export function viewMessage(world: World, message: MessageRecord): MessageView {
  const { content } = message;
  const formatted =
    'text' in content
      ? { text: content.text, entities: content.entities }
      : { text: plain(message), entities: [] };
  return {
    id: message.id,
    chatId: message.chatId,
    from: message.from === world.bot.id ? 'bot' : message.from,
    text: formatted.text,
    get html() {
      return toHtml(formatted);
    },
    entities: formatted.entities,
    keyboard: message.keyboard,
    replyTo: message.replyTo,
    forwardedFrom: message.forwardedFrom,
    date: new Date(message.date * 1000),
    editedAt: message.editDate === undefined ? undefined : new Date(message.editDate * 1000),
    isDeleted: message.isDeleted,
    isProtected: message.isProtected,
    file: viewFile(world, message),
  };
}

function plain({ content }: MessageRecord): string {
  if (content.kind !== 'contact') return '';
  return [content.firstName, content.lastName, `+${content.phoneNumber}`].filter(Boolean).join(' ');
}

function viewFile(world: World, { content }: MessageRecord): MessageView['file'] {
  if (content.kind !== 'photo' && content.kind !== 'document') return undefined;
  const file = world.files.get(content.fileId);
  if (!file) return undefined;
  const { id, name, mimeType } = file;
  return { kind: content.kind, id, name, mimeType, bytes: world.fileBytes.get(id) };
}
