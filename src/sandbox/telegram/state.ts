import { z } from 'zod';

/**
 * Everything the fake Telegram remembers, as plain JSON. The schemas are the types, so that a snapshot read back from
 * disk is checked by what the program itself uses. Dates are Unix seconds, as on the wire.
 */

export const entitySchema = z.object({
  type: z.string(),
  /** Offset and length count UTF-16 code units. */
  offset: z.int().min(0),
  length: z.int().min(1),
  url: z.string().optional(),
  language: z.string().optional(),
});
export type TextEntity = z.infer<typeof entitySchema>;

const inlineButtonSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('callback'), text: z.string(), data: z.string(), style: z.string().optional() }),
  z.object({ kind: z.literal('url'), text: z.string(), url: z.string(), style: z.string().optional() }),
  z.object({ kind: z.literal('copy'), text: z.string(), copyText: z.string(), style: z.string().optional() }),
]);
export type InlineButton = z.infer<typeof inlineButtonSchema>;

const replyKeyboardSchema = z.object({
  rows: z.array(z.array(z.object({ text: z.string(), requestsContact: z.boolean() }))),
  isOneTime: z.boolean(),
  placeholder: z.string().optional(),
});
export type ReplyKeyboard = z.infer<typeof replyKeyboardSchema>;

const contentSchema = z.discriminatedUnion('kind', [
  z.object({ kind: z.literal('text'), text: z.string(), entities: z.array(entitySchema) }),
  z.object({
    kind: z.literal('photo'),
    fileId: z.string(),
    width: z.int(),
    height: z.int(),
    text: z.string(),
    entities: z.array(entitySchema),
  }),
  z.object({
    kind: z.literal('document'),
    fileId: z.string(),
    text: z.string(),
    entities: z.array(entitySchema),
  }),
  z.object({
    kind: z.literal('contact'),
    phoneNumber: z.string(),
    firstName: z.string(),
    lastName: z.string().optional(),
    userId: z.int().optional(),
  }),
  z.object({ kind: z.literal('bot_added') }),
]);
export type Content = z.infer<typeof contentSchema>;

const messageSchema = z.object({
  /** Unique over all chats of the bot and rising, as in Telegram's private chats and basic groups. */
  id: z.int(),
  chatId: z.int(),
  /** A user's id, or the bot's. */
  from: z.int(),
  date: z.int(),
  editDate: z.int().optional(),
  content: contentSchema,
  /** Rows of inline buttons; empty when there is no inline keyboard. */
  keyboard: z.array(z.array(inlineButtonSchema)),
  /** Sent with a custom keyboard below the input field, which makes it impossible to edit. */
  hasReplyMarkup: z.boolean(),
  replyTo: z.int().optional(),
  forwardedFrom: z.int().optional(),
  isProtected: z.boolean(),
  isDeleted: z.boolean(),
});
export type MessageRecord = z.infer<typeof messageSchema>;

const userSchema = z.object({
  id: z.int().positive(),
  firstName: z.string(),
  lastName: z.string().optional(),
  username: z.string().optional(),
  languageCode: z.string().optional(),
  /** Digits with country code, without a plus sign, as Telegram writes it in contacts. */
  phoneNumber: z.string(),
  hasStarted: z.boolean(),
  hasBlocked: z.boolean(),
});
export type UserRecord = z.infer<typeof userSchema>;

const chatSchema = z.object({
  /** The user's id for a private chat, negative for a group. */
  id: z.int(),
  type: z.enum(['private', 'group', 'supergroup']),
  title: z.string().optional(),
  memberIds: z.array(z.int()),
  bot: z.enum(['member', 'administrator', 'left', 'kicked']),
  /** The custom keyboard below the input field, until it is replaced, removed or used up. */
  replyKeyboard: replyKeyboardSchema.optional(),
});
export type ChatRecord = z.infer<typeof chatSchema>;

const callbackAnswerSchema = z.object({
  text: z.string().optional(),
  showAlert: z.boolean(),
  url: z.string().optional(),
});
export type CallbackAnswer = z.infer<typeof callbackAnswerSchema>;

const callbackSchema = z.object({
  id: z.string(),
  userId: z.int(),
  chatId: z.int(),
  messageId: z.int(),
  data: z.string(),
  date: z.int(),
  answer: callbackAnswerSchema.optional(),
});
export type CallbackRecord = z.infer<typeof callbackSchema>;

const fileSchema = z.object({
  id: z.string(),
  uniqueId: z.string(),
  /** As in `/file/bot<token>/<path>`. */
  path: z.string(),
  name: z.string(),
  mimeType: z.string(),
  size: z.int(),
});
export type FileRecord = z.infer<typeof fileSchema>;

const commandsSchema = z.object({
  scope: z.string(),
  languageCode: z.string(),
  commands: z.array(z.object({ command: z.string(), description: z.string() })),
});
export type CommandsRecord = z.infer<typeof commandsSchema>;

export const worldStateSchema = z.object({
  lastMessageId: z.int(),
  lastCallbackNumber: z.int(),
  users: z.array(userSchema),
  chats: z.array(chatSchema),
  messages: z.array(messageSchema),
  callbacks: z.array(callbackSchema),
  files: z.array(fileSchema),
  commands: z.array(commandsSchema),
  menuButtons: z.array(z.object({ chatId: z.int().optional(), button: z.unknown() })),
});
export type WorldState = z.infer<typeof worldStateSchema>;

const queuedUpdateSchema = z.object({
  id: z.int(),
  /** What goes over the wire, `update_id` included where it is an object. */
  body: z.unknown(),
  expiresAt: z.int(),
  /** Updates of one lane reach a webhook one after the other. */
  lane: z.string(),
  /** A repeated update is kept through one delivery even when the offset is past it already. */
  mustBeDelivered: z.boolean(),
});
export type QueuedUpdate = z.infer<typeof queuedUpdateSchema>;

export const queueStateSchema = z.object({
  lastId: z.int(),
  allowed: z.array(z.string()).optional(),
  pending: z.array(queuedUpdateSchema),
  past: z.array(queuedUpdateSchema),
});
export type QueueState = z.infer<typeof queueStateSchema>;

export const webhookConfigSchema = z.object({
  url: z.string(),
  secretToken: z.string().optional(),
  maxConnections: z.int(),
});
export type WebhookConfig = z.infer<typeof webhookConfigSchema>;

export const snapshotSchema = z.object({
  version: z.literal(1),
  world: worldStateSchema,
  queue: queueStateSchema,
  webhook: webhookConfigSchema.optional(),
});
/** The whole of a fake Telegram as JSON, except for the bytes of files and the log of calls. */
export type TelegramSnapshot = z.infer<typeof snapshotSchema>;
