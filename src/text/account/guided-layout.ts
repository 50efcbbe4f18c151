import type { Button } from '../message.ts';
import { rows } from '../order/callback.ts';
import type { Choice, GuidedNavigation } from './texts.ts';

/** What is longer stands in a row of its own. */
const LONGEST_BESIDE = 10;

function inRows(choices: readonly Choice[], columns: number): Button[][] {
  const isWide = (choice: Choice) => choice.text.length > LONGEST_BESIDE;
  const first = choices.findIndex((choice) => !isWide(choice));
  const head = first < 0 ? choices : choices.slice(0, first);
  const rest = first < 0 ? [] : choices.slice(first);
  const short = rest.filter((choice) => !isWide(choice));
  return [...rows(head, 1), ...rows(short, columns), ...rows(rest.filter(isWide), 1)];
}

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
  return [
    ...(columns === 1 ? rows(choices, 1) : inRows(choices, columns)),
    ...(pages.length > 0 ? [pages] : []),
    last,
  ];
}
