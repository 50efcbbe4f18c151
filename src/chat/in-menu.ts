import type { Context } from 'grammy';
import type { Button, Message } from '../text/message.ts';

/** What the menu's own buttons carry begins with it. */
const MENU = 'menu:';

function isOfMenu(data: string | undefined): boolean {
  return data?.startsWith(MENU) ?? false;
}

/**
 * Whether the pressed button stands below a message of the menu: what it leads to takes the place of that message. Telegram sends the
 * keyboard along with the press, so nothing of this need be remembered.
 */
export function isInMenu(ctx: Context): boolean {
  const message = ctx.callbackQuery?.message;
  if (message === undefined || !('reply_markup' in message)) return false;
  const buttons = message.reply_markup?.inline_keyboard.flat() ?? [];
  return buttons.some((button) => 'callback_data' in button && isOfMenu(button.callback_data));
}

/** The message with the way back to the menu below it, if it has none. */
export function withBack(message: Message, back: Button): Message {
  const buttons = message.buttons ?? [];
  const hasBack = buttons.flat().some((button) => 'data' in button && isOfMenu(button.data));
  return hasBack ? message : { ...message, buttons: [...buttons, [back]] };
}
