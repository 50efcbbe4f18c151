import { COMMAND_FORMS, type DocumentedMeaning, type Form } from '../../domain/command/forms.ts';
import { formsInForce } from '../../domain/command/forms-in-force.ts';
import type { Words } from '../../domain/command/words.ts';
import type { KonterContext } from '../context.ts';
import { reply } from '../reply.ts';

/** How a command is typed with the words in force, filled in. */
export function formsOf(meaning: DocumentedMeaning, words: Words): readonly Form[] {
  const command = COMMAND_FORMS.find((each) => each.meaning === meaning);
  return command === undefined ? [] : formsInForce(command, words);
}

/** To a command word alone: how it is typed. */
export async function answerForms(ctx: KonterContext, meaning: DocumentedMeaning): Promise<void> {
  await reply(ctx, ctx.texts.downline.forms(formsOf(meaning, ctx.parts.words())));
}
