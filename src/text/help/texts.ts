import type { DocumentedMeaning } from '../../domain/command/forms.ts';
import type { Message } from '../message.ts';

/** How commands are typed, from the one table of their forms. */
export type HelpTexts = {
  /** What one command does, and each of its forms filled in, to copy. */
  forms(meaning: DocumentedMeaning): Message;
};
