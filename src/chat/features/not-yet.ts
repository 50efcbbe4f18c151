import type { NotUnderstood } from '../../domain/command/command.ts';
import type { KonterContext } from '../context.ts';
import { reply } from '../reply.ts';

/** What is understood already, and not offered yet. */
export async function answerNotYet(
  ctx: KonterContext,
  reason: 'reserved_word' | 'own_reference' = 'reserved_word',
): Promise<void> {
  const command: NotUnderstood = { kind: 'not_understood', line: 0, reason, text: '', candidates: [] };
  await reply(ctx, ctx.texts.order.notUnderstood(command, []));
}
