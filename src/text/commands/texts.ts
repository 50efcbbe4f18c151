import type { DocumentedMeaning, Topic } from '../../domain/command/forms.ts';

/** What each command does, in a sentence, and what its groups are called. */
export type CommandTexts = {
  topic: Readonly<Record<Topic, string>>;
  does: Readonly<Record<DocumentedMeaning, string>>;
};
