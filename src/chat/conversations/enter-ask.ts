import type { Flow } from '../../domain/command/flow.ts';
import type { KonterContext } from '../context.ts';
import { enterTalk } from './outside.ts';

export const ASK = 'ask';

/** Begins to ask for what a command needs; see `createAskConversation`. */
export function beginToAsk(ctx: KonterContext, flow: Flow): Promise<void> {
  return enterTalk(ctx, ASK, flow);
}
