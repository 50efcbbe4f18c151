import type { Message } from '../message.ts';

/** `/cepat`: buying what is typed with its PIN without [Beli]. */
export type QuickTexts = {
  /** How it is set, with the choice to change it. */
  setting(isOn: boolean): Message;
  /** It has been set. */
  set(isOn: boolean): Message;
};
