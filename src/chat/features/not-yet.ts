import type { NotUnderstood } from '../../domain/command/command.ts';
import type { KonterContext } from '../context.ts';
import { reply } from '../reply.ts';

/** What is understood already, and not offered yet. */
export async function answerNotYet(ctx: KonterContext): Promise<void> {
  const command: NotUnderstood = {
    kind: 'not_understood',
    line: 0,
    reason: 'reserved_word',
    text: '',
    candidates: [],
  };
  await reply(ctx, ctx.texts.order.notUnderstood(command, []));
}
