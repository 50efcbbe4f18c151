import type { Example } from '../protocol.ts';
import { openDialog } from './dialogs.ts';
import { h } from './dom.ts';
import { onChange, person, shared } from './store.ts';
import { TEXTS } from './texts.ts';

/** Things to try, above the input field: what to send, and what then happens. */
export function createChips(send: (text: string) => void): HTMLElement {
  const row = h('div', { class: 'chips', role: 'group', 'aria-label': TEXTS.chips.title });

  function draw(): void {
    const one = person();
    if (!one || one.role === 'stranger') {
      row.replaceChildren(chip('/start', TEXTS.chips.register));
      return;
    }
    if (one.role === 'operator') {
      row.replaceChildren(...TEXTS.chips.operator.map(([text, expected]) => chip(text, expected)));
      return;
    }
    const first = shared.examples.filter(({ isFirst }) => isFirst);
    row.replaceChildren(
      ...first.map((example) => chip(textOf(example), example.expected, example.description)),
      chip('SAL', TEXTS.chips.balance),
      chip('H.PLN', TEXTS.chips.prices),
      chip('LAP', TEXTS.chips.recap),
      h(
        'button',
        { type: 'button', class: 'chip all', onclick: openAll },
        TEXTS.chips.all(shared.examples.length),
      ),
    );
    row.scrollLeft = 0;
  }

  function chip(text: string, expected: string, title = expected): HTMLElement {
    return h(
      'button',
      { type: 'button', class: 'chip', title, onclick: () => send(text) },
      h('code', {}, text),
      h('span', {}, expected),
    );
  }

  function openAll(): void {
    const dialog = openDialog(
      TEXTS.chips.allTitle,
      h('h2', {}, TEXTS.chips.allTitle),
      h('p', { class: 'hint' }, TEXTS.chips.allHint),
      h(
        'ul',
        { class: 'examples' },
        ...shared.examples.map((example) => h('li', {}, exampleButton(example))),
      ),
      h(
        'div',
        { class: 'actions' },
        h('button', { type: 'button', onclick: () => dialog.close() }, TEXTS.close),
      ),
    );
    function exampleButton(example: Example): HTMLElement {
      const choose = () => {
        dialog.close();
        send(textOf(example));
      };
      return h(
        'button',
        { type: 'button', onclick: choose },
        h('code', {}, textOf(example)),
        h('b', {}, example.expected),
        h('small', {}, example.description),
      );
    }
  }

  /** With the PIN of those whose PIN is known; the others are asked for it. */
  function textOf({ text }: Example): string {
    const pin = person()?.pin;
    return pin === undefined ? text : `${text}.${pin}`;
  }

  let drawnFor = '';
  onChange(['people', 'person'], () => {
    const one = person();
    const key = `${one?.id} ${one?.role}`;
    if (key === drawnFor) return;
    drawnFor = key;
    draw();
  });
  return row;
}
