import type { Person } from '../protocol.ts';
import { act } from './api.ts';
import { promptDialog, toast } from './dialogs.ts';
import { byId, h } from './dom.ts';
import { firstLine, rupiah, timeOf } from './format.ts';
import { icon } from './icons.ts';
import { choosePerson, onChange, person, shared } from './store.ts';
import { TEXTS } from './texts.ts';
import { themeButton } from './theme.ts';

/** Whom one can be. */
export function createPeople(onChosen: () => void, closeButton: HTMLElement): HTMLElement {
  const list = h('ul', { class: 'people-list' });
  let wanted: number | undefined;

  async function add(): Promise<void> {
    const name = await promptDialog(TEXTS.people.addPrompt, TEXTS.people.addDone);
    if (name === undefined) return;
    try {
      wanted = (await act({ do: 'add_person', name })).personId;
      chooseWanted();
    } catch (error) {
      toast(error instanceof Error ? error.message : String(error));
    }
  }

  /** Somebody new is chosen as soon as the stream has told of him. */
  function chooseWanted(): void {
    if (wanted === undefined || !person(wanted)) return;
    const id = wanted;
    wanted = undefined;
    choosePerson(id);
    onChosen();
  }

  function draw(): void {
    list.replaceChildren(...shared.people.map((one) => h('li', {}, card(one))));
  }

  function card(one: Person): HTMLElement {
    const last = shared.last.get(one.id);
    const isUnread = last?.isFromBot === true && !last.isDeleted && last.id > (shared.seen.get(one.id) ?? 0);
    const isChosen = one.id === shared.personId;
    return h(
      'button',
      {
        type: 'button',
        class: 'person',
        'aria-current': isChosen ? 'true' : undefined,
        'data-person': one.id,
        onclick() {
          choosePerson(one.id);
          onChosen();
        },
      },
      avatar(one),
      h(
        'span',
        { class: 'lines' },
        h(
          'span',
          { class: 'line' },
          h('b', {}, one.name),
          last && !last.isDeleted && h('time', {}, timeOf(last.at)),
        ),
        h('span', { class: 'line standing' }, standing(one)),
        h(
          'span',
          { class: 'line' },
          h('small', {}, last && !last.isDeleted ? firstLine(last.text) || (last.file?.name ?? '') : ''),
          isUnread &&
            !isChosen &&
            h('i', { class: 'unread', role: 'img', 'aria-label': TEXTS.people.unread }),
        ),
      ),
    );
  }

  onChange(['people', 'person', 'last'], () => {
    // Drawn anew, the focus would be lost.
    const focused = document.activeElement?.getAttribute('data-person');
    draw();
    if (focused) list.querySelector<HTMLElement>(`[data-person="${focused}"]`)?.focus();
    chooseWanted();
  });

  const addButton = h(
    'button',
    { type: 'button', class: 'add', onclick: () => void add() },
    icon('add'),
    TEXTS.people.add,
  );
  return h(
    'nav',
    { class: 'people side', id: 'people', 'aria-label': TEXTS.people.title },
    h('div', { class: 'head' }, byId('brand'), themeButton(), closeButton),
    list,
    addButton,
    h('p', { class: 'hint' }, TEXTS.nothingIsReal),
  );
}

const COLOURS = 5;

export function avatar({ id, name }: Person): HTMLElement {
  return h(
    'span',
    { class: `avatar c${id % COLOURS}`, 'aria-hidden': 'true' },
    name.slice(0, 1).toUpperCase(),
  );
}

function standing({ role, code, available, held }: Person): string {
  if (role === 'operator') return TEXTS.people.operator;
  if (role === 'stranger') return TEXTS.people.stranger;
  const balance = `Rp${rupiah(available ?? 0)}`;
  // There is no room for three.
  return held ? `${balance} · ${TEXTS.people.held(rupiah(held))}` : `${code} · ${balance}`;
}
