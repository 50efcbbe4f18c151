import { COMMAND_FORMS, type DocumentedMeaning, type Form } from '../../domain/command/forms.ts';

/** How a command is typed, filled in. */
export function formsOf(meaning: DocumentedMeaning): readonly Form[] {
  return COMMAND_FORMS.find((each) => each.meaning === meaning)?.forms ?? [];
}
