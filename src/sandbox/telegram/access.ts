import { badRequest, forbidden } from './errors.ts';
import type { Params } from './params.ts';
import type { ChatRecord, MessageRecord } from './state.ts';
import type { World } from './world.ts';

/** The chat a call names. @throws {BotApiError} 400 for a chat the bot cannot know. */
export function readableChat(world: World, params: Params): ChatRecord {
  const given = params.text('chat_id');
  if (given === '') throw badRequest('chat_id is empty');
  const chat = world.chats.get(Number(given));
  if (!chat) throw badRequest('chat not found');
  return chat;
}

/** The chat a call writes to. @throws {BotApiError} 403 where the people in it have not let the bot in, or no longer do. */
export function writableChat(world: World, params: Params): ChatRecord {
  const chat = readableChat(world, params);
  if (chat.type === 'private') {
    const user = world.users.get(chat.id);
    if (user?.hasBlocked) throw forbidden('bot was blocked by the user');
    if (!user?.hasStarted) throw forbidden("bot can't initiate conversation with a user");
    return chat;
  }
  if (chat.bot === 'kicked') throw forbidden(`bot was kicked from the ${chat.type} chat`);
  if (chat.bot === 'left') throw forbidden(`bot is not a member of the ${chat.type} chat`);
  return chat;
}

export function messageIdOf(params: Params): number {
  const id = params.int('message_id', 0);
  if (id <= 0) throw badRequest('message identifier is not specified');
  return id;
}

/** @param what as Telegram names it in its refusal: `message to edit`, `message to delete`. */
export function existingMessage(world: World, chat: ChatRecord, id: number, what: string): MessageRecord {
  const message = world.findMessage(chat.id, id);
  if (!message) throw badRequest(`${what} not found`);
  return message;
}
