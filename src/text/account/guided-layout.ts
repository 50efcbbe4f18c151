import type { Button } from '../message.ts';
import { rows } from '../order/callback.ts';
import type { Choice, GuidedNavigation } from './texts.ts';

/** Choices in rows of `columns`, then pages, then back and cancel. */
export function guidedButtons(
  choices: readonly Choice[],
  navigation: GuidedNavigation,
  words: { back: string; cancel: string },
  columns = 1,
): Button[][] {
  const { back, cancel, previousPage, nextPage } = navigation;
  const pages: Button[] = [];
  if (previousPage !== undefined) pages.push({ text: '◀', data: previousPage });
  if (nextPage !== undefined) pages.push({ text: '▶', data: nextPage });
  const last: Button[] = [];
  if (back !== undefined) last.push({ text: words.back, data: back });
  last.push({ text: words.cancel, data: cancel });
  return [...rows(choices, columns), ...(pages.length > 0 ? [pages] : []), last];
}
