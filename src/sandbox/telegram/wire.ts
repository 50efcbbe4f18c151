import type {
  CallbackRecord,
  ChatRecord,
  InlineButton,
  MessageRecord,
  TextEntity,
  UserRecord,
} from './state.ts';
import type { World } from './world.ts';

/**
 * Records in the shape of the Bot API. Fields that are `undefined` vanish when the answer is written as JSON.
 */
export type Wire = Record<string, unknown>;

export function wireUser(user: UserRecord): Wire {
  return {
    id: user.id,
    is_bot: false,
    first_name: user.firstName,
    last_name: user.lastName,
    username: user.username,
    language_code: user.languageCode,
  };
}

export function wireBot(world: World): Wire {
  const { id, firstName, username } = world.bot;
  return { id, is_bot: true, first_name: firstName, username };
}

export function wireChat(world: World, chat: ChatRecord): Wire {
  if (chat.type !== 'private') return { id: chat.id, type: chat.type, title: chat.title };
  const user = world.users.get(chat.id);
  return {
    id: chat.id,
    type: chat.type,
    first_name: user?.firstName,
    last_name: user?.lastName,
    username: user?.username,
  };
}

function wireSender(world: World, id: number): Wire {
  const user = world.users.get(id);
  return user ? wireUser(user) : wireBot(world);
}

export function wireMessage(world: World, message: MessageRecord): Wire {
  const replied =
    message.replyTo === undefined ? undefined : world.findMessage(message.chatId, message.replyTo);
  return { ...wireFlat(world, message), reply_to_message: replied && wireFlat(world, replied) };
}

/** Without the message replied to: Telegram never nests them. */
function wireFlat(world: World, message: MessageRecord): Wire {
  const chat = world.chats.get(message.chatId);
  return {
    message_id: message.id,
    from: wireSender(world, message.from),
    chat: chat && wireChat(world, chat),
    date: message.date,
    edit_date: message.editDate,
    forward_origin:
      message.forwardedFrom === undefined
        ? undefined
        : { type: 'user', sender_user: wireSender(world, message.forwardedFrom), date: message.date },
    has_protected_content: message.isProtected || undefined,
    ...wireContent(world, message),
    reply_markup:
      message.keyboard.length > 0 ? { inline_keyboard: wireKeyboard(message.keyboard) } : undefined,
  };
}

function wireContent(world: World, { content }: MessageRecord): Wire {
  switch (content.kind) {
    case 'text':
      return { text: content.text, entities: orNothing(content.entities) };
    case 'photo': {
      const size = { ...wireFile(world, content.fileId), width: content.width, height: content.height };
      return {
        photo: [size],
        caption: content.text || undefined,
        caption_entities: orNothing(content.entities),
      };
    }
    case 'document': {
      const file = world.files.get(content.fileId);
      const document = {
        ...wireFile(world, content.fileId),
        file_name: file?.name,
        mime_type: file?.mimeType,
      };
      return { document, caption: content.text || undefined, caption_entities: orNothing(content.entities) };
    }
    case 'contact':
      return {
        contact: {
          phone_number: content.phoneNumber,
          first_name: content.firstName,
          last_name: content.lastName,
          user_id: content.userId,
        },
      };
    case 'bot_added':
      return { new_chat_members: [wireBot(world)], new_chat_participant: wireBot(world) };
    default: {
      const unhandled: never = content;
      throw new Error(`unhandled content: ${JSON.stringify(unhandled)}`);
    }
  }
}

function orNothing(entities: TextEntity[]): TextEntity[] | undefined {
  return entities.length > 0 ? entities : undefined;
}

export function wireFile(world: World, fileId: string, withPath = false): Wire {
  const file = world.files.get(fileId);
  return {
    file_id: fileId,
    file_unique_id: file?.uniqueId,
    file_size: file?.size,
    file_path: withPath ? file?.path : undefined,
  };
}

function wireKeyboard(rows: InlineButton[][]): Wire[][] {
  return rows.map((row) =>
    row.map((button) => {
      const { text, style } = button;
      if (button.kind === 'callback') return { text, style, callback_data: button.data };
      if (button.kind === 'url') return { text, style, url: button.url };
      return { text, style, copy_text: { text: button.copyText } };
    }),
  );
}

export function wireCallback(world: World, callback: CallbackRecord): Wire {
  const user = world.users.get(callback.userId);
  const chat = world.chats.get(callback.chatId);
  const message = world.findMessage(callback.chatId, callback.messageId);
  return {
    id: callback.id,
    from: user && wireUser(user),
    chat_instance: String(callback.chatId * 1000 + 7),
    data: callback.data,
    // What is left of a message that is gone, as Telegram describes it: an InaccessibleMessage.
    message: message
      ? wireMessage(world, message)
      : { chat: chat && wireChat(world, chat), message_id: callback.messageId, date: 0 },
  };
}

export function wireBotMembership(
  world: World,
  chat: ChatRecord,
  by: UserRecord,
  from: string,
  to: string,
): Wire {
  const member = (status: string) => ({
    user: wireBot(world),
    status,
    ...(status === 'kicked' && { until_date: 0 }),
  });
  return {
    chat: wireChat(world, chat),
    from: wireUser(by),
    date: world.unixNow(),
    old_chat_member: member(from),
    new_chat_member: member(to),
  };
}
