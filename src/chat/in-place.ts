import type { Update } from 'grammy/types';

/** Where an answer is shown instead of below everything. */
export type Place = {
  messageId: number;
  /** Whether the way back to the menu stands below it: it began there. `bare`: only where there are no other buttons. */
  back: 'always' | 'bare' | 'never';
};

const places = new WeakMap<Update, Place>();

/**
 * The first answer to this update (see `reply`, `openKeypad`) takes the place of a message that has been asking; what follows comes below
 * it. Whoever answers need not know.
 */
export function answerInPlace({ update }: { update: Update }, place: Place): void {
  places.set(update, place);
}

/** The place of the next answer, which is hereby taken; `undefined`: it is sent. */
export function takePlace({ update }: { update: Update }): Place | undefined {
  const place = places.get(update);
  places.delete(update);
  return place;
}
