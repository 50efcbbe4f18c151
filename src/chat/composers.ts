import type { Composer } from 'grammy';
import type { KonterContext } from './context.ts';
import { createAskConversation } from './conversations/ask.ts';
import { createBuyConversation } from './conversations/buy.ts';
import { createPhoneConversation, enterPhone } from './conversations/change-phone.ts';
import { createJoinConversation } from './conversations/join.ts';
import { createNameFavouriteConversation } from './conversations/name-favourite.ts';
import { createRegisterConversation } from './conversations/register.ts';
import { createAccountsFeature } from './features/accounts.ts';
import { createBillsFeature } from './features/bills.ts';
import { createComplaintFeature } from './features/complaint.ts';
import { createDownlineFeature } from './features/downline.ts';
import { createFallbackFeature } from './features/fallback.ts';
import { createFavouritesFeature } from './features/favourites.ts';
import { createForgotPinFeature } from './features/forgot-pin.ts';
import { createHelpFeature } from './features/help.ts';
import { createHistoryFeature } from './features/history.ts';
import { createMenuFeature } from './features/menu.ts';
import { createOperatorFeature } from './features/operator.ts';
import { commandAfterPin, createOrderFeature } from './features/order.ts';
import { createOrderAgainFeature } from './features/order-again.ts';
import { createPinFeature } from './features/pin.ts';
import { orderAfterPin } from './features/place-orders.ts';
import { createPricesFeature } from './features/prices.ts';
import { createQuickFeature, quickAfterPin } from './features/quick.ts';
import { createReportsFeature } from './features/reports.ts';
import { createSearchFeature } from './features/search.ts';
import { createStartFeature } from './features/start.ts';
import { createStatusFeature } from './features/status.ts';
import { createTicketFeature } from './features/tickets.ts';
import { createKeypadFeature } from './keypad.ts';

/** What the chat can do, in the sequence in which it is asked whether an update is its business. */
export function createComposers(): Composer<KonterContext>[] {
  return [
    createPhoneConversation(),
    createKeypadFeature({ orderAfterPin, commandAfterPin, phoneAfterPin: enterPhone, quickAfterPin }),
    createAccountsFeature(),
    createForgotPinFeature(),
    createRegisterConversation(),
    createJoinConversation(),
    // Before what begins to buy: an answer may begin like an order.
    createAskConversation(),
    createBuyConversation(),
    createNameFavouriteConversation(),
    createFavouritesFeature(),
    createOrderAgainFeature(),
    createComplaintFeature(),
    createMenuFeature(),
    createSearchFeature(),
    createStartFeature(),
    createOperatorFeature(),
    createPinFeature(),
    createHelpFeature(),
    createStatusFeature(),
    createPricesFeature(),
    createReportsFeature(),
    createHistoryFeature(),
    createTicketFeature(),
    createBillsFeature(),
    createQuickFeature(),
    createDownlineFeature(),
    createOrderFeature(),
    createFallbackFeature(),
  ];
}
