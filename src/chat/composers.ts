import type { Composer } from 'grammy';
import type { KonterContext } from './context.ts';
import { createBuyConversation } from './conversations/buy.ts';
import { createJoinConversation } from './conversations/join.ts';
import { createRegisterConversation } from './conversations/register.ts';
import { createDownlineFeature } from './features/downline.ts';
import { createFallbackFeature } from './features/fallback.ts';
import { createHelpFeature } from './features/help.ts';
import { createOperatorFeature } from './features/operator.ts';
import { commandAfterPin, createOrderFeature } from './features/order.ts';
import { createPinFeature } from './features/pin.ts';
import { orderAfterPin } from './features/place-orders.ts';
import { createPricesFeature } from './features/prices.ts';
import { createReportsFeature } from './features/reports.ts';
import { createStartFeature } from './features/start.ts';
import { createStatusFeature } from './features/status.ts';
import { createKeypadFeature } from './keypad.ts';

/** What the chat can do, in the sequence in which it is asked whether an update is its business. */
export function createComposers(): Composer<KonterContext>[] {
  return [
    createKeypadFeature({ orderAfterPin, commandAfterPin }),
    createRegisterConversation(),
    createJoinConversation(),
    createBuyConversation(),
    createStartFeature(),
    createOperatorFeature(),
    createPinFeature(),
    createHelpFeature(),
    createStatusFeature(),
    createPricesFeature(),
    createReportsFeature(),
    createDownlineFeature(),
    createOrderFeature(),
    createFallbackFeature(),
  ];
}
