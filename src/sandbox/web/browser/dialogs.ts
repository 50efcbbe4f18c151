import { byId, type Child, h } from './dom.ts';
import { TEXTS } from './texts.ts';

const TOAST_MS = 3_500;

/** A few words that go away by themselves. */
export function toast(text: string): void {
  const element = h('div', { class: 'toast', role: 'status' }, text);
  byId('overlays').append(element);
  setTimeout(() => element.remove(), TOAST_MS);
}

/** A dialog with what is given and nothing else; the caller closes it. Esc and a click beside it do, too. */
export function openDialog(label: string, ...children: Child[]): HTMLDialogElement {
  const dialog = h('dialog', { 'aria-label': label }, ...children);
  dialog.addEventListener('close', () => dialog.remove());
  dialog.addEventListener('click', ({ target }) => {
    if (target === dialog) dialog.close();
  });
  byId('overlays').append(dialog);
  dialog.showModal();
  return dialog;
}

export function alertDialog(text: string): void {
  const dialog = openDialog(
    text,
    h('p', {}, text),
    h(
      'div',
      { class: 'actions' },
      h('button', { type: 'button', class: 'main', onclick: () => dialog.close() }, TEXTS.ok),
    ),
  );
}

/** Resolves with whether it was agreed to. */
export function confirmDialog(question: string, agree: string): Promise<boolean> {
  return new Promise((resolve) => {
    let isAgreed = false;
    const yes = () => {
      isAgreed = true;
      dialog.close();
    };
    const dialog = openDialog(
      question,
      h('p', {}, question),
      h(
        'div',
        { class: 'actions' },
        h('button', { type: 'button', onclick: () => dialog.close() }, TEXTS.composer.cancel),
        h('button', { type: 'button', class: 'main', onclick: yes }, agree),
      ),
    );
    dialog.addEventListener('close', () => resolve(isAgreed));
  });
}

/** Resolves with what was typed, or `undefined`. */
export function promptDialog(label: string, agree: string): Promise<string | undefined> {
  return new Promise((resolve) => {
    let answer: string | undefined;
    const field = h('input', {
      type: 'text',
      maxlength: 64,
      required: true,
      autocomplete: 'off',
      'aria-label': label,
    });
    const form = h(
      'form',
      { method: 'dialog', onsubmit: () => (answer = field.value.trim()) },
      h('label', {}, label, field),
      h(
        'div',
        { class: 'actions' },
        h('button', { type: 'button', onclick: () => dialog.close() }, TEXTS.composer.cancel),
        h('button', { type: 'submit', class: 'main' }, agree),
      ),
    );
    const dialog = openDialog(label, form);
    dialog.addEventListener('close', () => resolve(answer || undefined));
    field.focus();
  });
}

export type MenuItem = { text: string; isChecked?: boolean; choose: () => void };

/** A menu at the element that opened it, and that has the focus again afterwards. */
export function openMenu(opener: HTMLElement, label: string, items: readonly MenuItem[]): void {
  // Not `auto`: that would close it when the button comes up by whose going down it was opened.
  const menu = h('div', { class: 'menu', popover: 'manual', role: 'menu', 'aria-label': label });
  menu.append(
    ...items.map(({ text, isChecked, choose }) =>
      h(
        'button',
        {
          type: 'button',
          role: isChecked === undefined ? 'menuitem' : 'menuitemcheckbox',
          'aria-checked': isChecked === undefined ? undefined : String(isChecked),
          onclick() {
            close();
            opener.focus({ preventScroll: true });
            choose();
          },
        },
        text,
      ),
    ),
  );
  function close(): void {
    document.removeEventListener('pointerdown', closeBeside, true);
    menu.remove();
  }
  function closeBeside({ target }: Event): void {
    if (!(target instanceof Node && menu.contains(target))) close();
  }
  menu.addEventListener('keydown', (event) => {
    if (event.key === 'Escape' || event.key === 'Tab') {
      event.preventDefault();
      // It is the menu that is closed, and not what lies under it as well.
      event.stopPropagation();
      close();
      opener.focus({ preventScroll: true });
    } else moveFocus(menu, event);
  });
  document.addEventListener('pointerdown', closeBeside, true);
  byId('overlays').append(menu);
  menu.showPopover();
  place(menu, opener);
  menu.querySelector('button')?.focus();
}

function moveFocus(menu: HTMLElement, event: KeyboardEvent): void {
  const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
  if (step === 0) return;
  event.preventDefault();
  const buttons = [...menu.querySelectorAll('button')];
  const { activeElement } = document;
  const at = activeElement instanceof HTMLButtonElement ? buttons.indexOf(activeElement) : -1;
  buttons[(at + step + buttons.length) % buttons.length]?.focus();
}

function place(menu: HTMLElement, opener: HTMLElement): void {
  const around = opener.getBoundingClientRect();
  const { offsetWidth: width, offsetHeight: height } = menu;
  const left = Math.min(Math.max(8, around.right - width), innerWidth - width - 8);
  const isRoomBelow = around.bottom + height + 8 < innerHeight;
  menu.style.left = `${left}px`;
  menu.style.top = `${Math.max(8, isRoomBelow ? around.bottom + 4 : around.top - height - 4)}px`;
}
