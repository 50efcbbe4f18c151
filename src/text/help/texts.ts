import { TOPICS } from '../../domain/command/forms.ts';
import type { Words } from '../../domain/command/words.ts';
import type { Message } from '../message.ts';

/** What help is divided into: the topics of the commands, and what has no command of its own. */
export const HELP_TOPICS = [...TOPICS.filter((topic) => topic !== 'help'), 'settings'] as const;
export type HelpTopic = (typeof HELP_TOPICS)[number];

/** How commands are typed, from the one table of their forms. `words`: those in force; default: those everybody starts with. */
export type HelpTexts = {
  /** The most usual command of each topic, and a button for each topic. */
  overview(words?: Words): Message;
  /** Every command of a topic, with examples to copy. */
  topic(topic: HelpTopic, words?: Words): Message;
  /** As they stand on buttons; plain text. */
  titles: Readonly<Record<HelpTopic, string>>;
};
