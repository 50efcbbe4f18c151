import { badRequest } from './errors.ts';
import { checkedLink } from './html.ts';
import { isObject } from './params.ts';
import type { InlineButton, ReplyKeyboard } from './state.ts';

export type Markup =
  | { kind: 'inline'; rows: InlineButton[][] }
  | { kind: 'reply'; keyboard: ReplyKeyboard }
  | { kind: 'remove' }
  | { kind: 'force_reply' };

const MAX_BUTTONS = 100;

/** The actions of an inline button. Only the first three are built here; the others Telegram knows are refused. */
const ACTIONS = [
  'callback_data',
  'url',
  'copy_text',
  'web_app',
  'login_url',
  'switch_inline_query',
  'switch_inline_query_current_chat',
  'switch_inline_query_chosen_chat',
  'callback_game',
  'pay',
] as const;

/** Reads `reply_markup`. An empty keyboard is no markup at all, as with Telegram. */
export function parseMarkup(value: unknown): Markup | undefined {
  if (value === undefined) return undefined;
  if (!isObject(value)) throw badRequest('object expected as reply markup');
  if (value.keyboard !== undefined) {
    const rows = parseRows(value.keyboard, 'keyboard', 'ReplyKeyboardMarkup', parseReplyButton);
    const placeholder = value.input_field_placeholder;
    if (rows.length === 0) return undefined;
    return {
      kind: 'reply',
      keyboard: {
        rows,
        isOneTime: value.one_time_keyboard === true,
        placeholder: typeof placeholder === 'string' ? placeholder : undefined,
      },
    };
  }
  if (value.inline_keyboard !== undefined) {
    const rows = parseRows(
      value.inline_keyboard,
      'inline_keyboard',
      'InlineKeyboardMarkup',
      parseInlineButton,
    );
    if (rows.flat().length > MAX_BUTTONS) throw badRequest('REPLY_MARKUP_TOO_LONG');
    return rows.length === 0 ? undefined : { kind: 'inline', rows };
  }
  if (value.remove_keyboard === true) return { kind: 'remove' };
  if (value.force_reply === true) return { kind: 'force_reply' };
  return undefined;
}

function parseRows<T>(value: unknown, field: string, type: string, parse: (button: unknown) => T): T[][] {
  if (!Array.isArray(value)) throw badRequest(`field "${field}" of the ${type} must be an Array`);
  return value
    .map((row: unknown) => {
      if (!Array.isArray(row)) throw badRequest(`field "${field}" of the ${type} must be an Array of Arrays`);
      return row.map(parse);
    })
    .filter((row) => row.length > 0);
}

function parseReplyButton(value: unknown): { text: string; requestsContact: boolean } {
  if (typeof value === 'string') return { text: value, requestsContact: false };
  const reject = (reason: string) => badRequest(`can't parse keyboard button: ${reason}`);
  if (!isObject(value)) throw reject('KeyboardButton must be a String or an Object');
  return { text: buttonText(value, reject), requestsContact: value.request_contact === true };
}

function buttonText(button: Record<string, unknown>, reject: (reason: string) => Error): string {
  const text = button.text;
  if (text === undefined) throw reject('Can\'t find field "text"');
  if (typeof text !== 'string') throw reject('Field "text" must be of type String');
  // Telegram leaves such a button out without a word; here it is a mistake to be found.
  if (text.trim() === '') throw reject('Field "text" must be non-empty');
  return text;
}

function parseInlineButton(value: unknown): InlineButton {
  const reject = (reason: string) => badRequest(`can't parse inline keyboard button: ${reason}`);
  if (!isObject(value)) throw reject('InlineKeyboardButton must be an Object');
  const text = buttonText(value, reject);
  const actions = ACTIONS.filter((action) => value[action] !== undefined && value[action] !== '');
  const [action, second] = actions;
  if (action === undefined) throw reject('Text buttons are unallowed in the inline keyboard');
  // The documentation demands exactly one; Telegram takes the first it knows and drops the rest silently.
  if (second !== undefined) throw reject('Exactly one of the optional fields must be used');
  const style = typeof value.style === 'string' ? value.style : undefined;
  const field = value[action];
  if (action === 'callback_data') {
    if (typeof field !== 'string') throw reject('Field "callback_data" must be of type String');
    if (Buffer.byteLength(field) > 64) throw badRequest('BUTTON_DATA_INVALID');
    return { kind: 'callback', text, data: field, style };
  }
  if (action === 'url') {
    if (typeof field !== 'string') throw reject('Field "url" must be of type String');
    const url = checkedLink(field);
    if (url === undefined)
      throw badRequest(`inline keyboard button URL '${field}' is invalid: Wrong HTTP URL`);
    return { kind: 'url', text, url, style };
  }
  if (action === 'copy_text') {
    if (!isObject(field)) throw reject('Field "copy_text" must be of type Object');
    const copyText = field.text;
    const isValid = typeof copyText === 'string' && copyText.length >= 1 && copyText.length <= 256;
    if (!isValid) throw badRequest('BUTTON_COPY_TEXT_INVALID');
    return { kind: 'copy', text, copyText, style };
  }
  throw badRequest('BUTTON_TYPE_INVALID');
}
