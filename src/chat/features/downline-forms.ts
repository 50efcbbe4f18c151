import { COMMAND_FORMS, type DocumentedMeaning, type Form } from '../../domain/command/forms.ts';
import type { KonterContext } from '../context.ts';
import { reply } from '../reply.ts';

/** How a command is typed, filled in. */
export function formsOf(meaning: DocumentedMeaning): readonly Form[] {
  return COMMAND_FORMS.find((each) => each.meaning === meaning)?.forms ?? [];
}

/** To a command word alone: how it is typed. */
export async function answerForms(ctx: KonterContext, meaning: DocumentedMeaning): Promise<void> {
  await reply(ctx, ctx.texts.downline.forms(formsOf(meaning)));
}
