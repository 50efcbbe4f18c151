import type { Meaning } from '../../domain/command/command.ts';
import type { OwnWord, WordFault } from '../../domain/command/own-words.ts';
import type { Words } from '../../domain/command/words.ts';
import type { Message } from '../message.ts';

/** The command words as operators change them. */
export type WordTexts = {
  /** `own`: what differs from the default words. */
  list(words: Words, own: readonly OwnWord[]): Message;
  usage(): Message;
  /** `typed`: what was to name a meaning. */
  unknownMeaning(typed: string): Message;
  /** `undefined`: nothing. */
  ask(change: { word: string; from: Meaning | undefined; to: Meaning | undefined }, token: string): Message;
  added(word: string, meaning: Meaning): Message;
  /** `left`: other words for what it stood for. */
  removed(word: string, left: readonly string[]): Message;
  refused(word: string, fault: WordFault, meaning: Meaning | undefined): Message;
  /** Nothing is to be changed: how the word stands now. */
  stands(word: string, meaning: Meaning | undefined): Message;
};
