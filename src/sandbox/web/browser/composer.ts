import type { ReplyKeyboard } from '../../telegram/state.ts';
import type { PageChat, PageMessage } from '../protocol.ts';
import { act, sendFile } from './api.ts';
import { createCommandMenu } from './commands.ts';
import { confirmDialog, openMenu, toast } from './dialogs.ts';
import { h } from './dom.ts';
import { firstLine } from './format.ts';
import { icon } from './icons.ts';
import { nameOf, onChange, shared } from './store.ts';
import { TEXTS } from './texts.ts';

export type Composer = {
  element: HTMLElement;
  setKeyboard(keyboard: ReplyKeyboard | null): void;
  setCommands: (commands: PageChat['commands']) => void;
  reply(message: PageMessage): void;
  edit(message: PageMessage): void;
  /** Sends as if it had been typed. */
  send(text: string): void;
  focus(): void;
};

type Options = {
  send: (text: string, replyTo?: number) => Promise<void>;
  /** Of the chosen person, oldest first, for those not typed since the page was opened. */
  sentTexts: () => string[];
  chips: HTMLElement;
};

type About = { kind: 'reply' | 'edit'; message: PageMessage };

const MAX_HEIGHT_PX = 160;

export function createComposer(options: Options): Composer {
  let about: About | undefined;
  /** What was typed here, by person. It is kept nowhere else: a PIN may be in it. */
  const typed = new Map<number, string[]>();
  const drafts = new Map<number, string>();
  let draftOf = 0;
  let recalled = 0;

  const field = h('textarea', {
    rows: 1,
    maxlength: 4096,
    placeholder: TEXTS.composer.placeholder,
    enterkeyhint: 'send',
    autocomplete: 'off',
    spellcheck: 'false',
    role: 'combobox',
    'aria-autocomplete': 'list',
    'aria-controls': 'commands',
    'aria-expanded': 'false',
    oninput: changedByHand,
    onkeydown: (event) => event instanceof KeyboardEvent && keyed(event),
  });
  const menu = createCommandMenu(field, (command) => {
    setText('');
    submit(command);
  });
  const commandsButton = h(
    'button',
    {
      type: 'button',
      class: 'round',
      'aria-label': TEXTS.composer.commands,
      title: TEXTS.composer.commands,
      onclick: toggleCommands,
    },
    icon('slash'),
  );
  const attachButton = h(
    'button',
    {
      type: 'button',
      class: 'round',
      'aria-label': TEXTS.composer.attach,
      'aria-haspopup': 'menu',
      onclick: openAttach,
    },
    icon('attach'),
  );
  const sendButton = h(
    'button',
    { type: 'submit', class: 'round send', 'aria-label': TEXTS.composer.send },
    icon('send'),
  );
  const files = h('input', {
    type: 'file',
    hidden: true,
    'aria-hidden': 'true',
    tabindex: -1,
    onchange: () => void sendChosenFile(),
  });
  const aboutText = h('span', {});
  const aboutBar = h(
    'div',
    { class: 'about', hidden: true },
    aboutText,
    h(
      'button',
      {
        type: 'button',
        class: 'round',
        'aria-label': TEXTS.composer.close,
        onclick: () => setAbout(undefined),
      },
      icon('close'),
    ),
  );
  const keyboardBox = h('div', {
    class: 'reply-keyboard',
    role: 'group',
    'aria-label': TEXTS.composer.keyboard,
    hidden: true,
  });
  const form = h(
    'form',
    {
      class: 'input',
      onsubmit(event) {
        event.preventDefault();
        submit(field.value);
      },
    },
    commandsButton,
    field,
    attachButton,
    files,
    sendButton,
  );
  const element = h('div', { class: 'composer' }, menu.element, aboutBar, options.chips, form, keyboardBox);

  function submit(text: string): void {
    menu.hide();
    if (text.trim() === '') return;
    const current = about;
    setText('');
    setAbout(undefined);
    remember(text);
    if (current?.kind === 'edit') {
      attempt(act({ do: 'edit', personId: shared.personId, messageId: current.message.id, text }));
    } else void options.send(text, current?.message.id);
  }

  function remember(text: string): void {
    const texts = typed.get(shared.personId) ?? options.sentTexts();
    typed.set(shared.personId, [...texts, text]);
    recalled = 0;
  }

  function keyed(event: KeyboardEvent): void {
    if (menu.key(event)) {
      event.preventDefault();
    } else if (event.key === 'Enter' && !event.shiftKey && !event.isComposing) {
      event.preventDefault();
      submit(field.value);
    } else if (event.key === 'Escape' && about) {
      if (about.kind === 'edit') setText('');
      setAbout(undefined);
    } else if (event.key === 'ArrowUp' && (field.value === '' || recalled > 0)) {
      recall(event, 1);
    } else if (event.key === 'ArrowDown' && recalled > 0) {
      recall(event, -1);
    }
  }

  function recall(event: KeyboardEvent, step: number): void {
    const texts = typed.get(shared.personId) ?? options.sentTexts();
    const next = recalled + step;
    if (next > texts.length) return;
    event.preventDefault();
    setText(next === 0 ? '' : (texts.at(-next) ?? ''));
    recalled = next;
  }

  function changedByHand(): void {
    recalled = 0;
    grow();
    menu.suggest(field.value);
  }

  function setText(text: string): void {
    field.value = text;
    recalled = 0;
    grow();
  }

  function grow(): void {
    field.style.height = 'auto';
    field.style.height = `${Math.min(field.scrollHeight, MAX_HEIGHT_PX)}px`;
    sendButton.disabled = field.value.trim() === '';
  }

  function setAbout(next: About | undefined): void {
    about = next;
    aboutBar.hidden = next === undefined;
    if (!next) return;
    const what = next.kind === 'reply' ? TEXTS.composer.replying : TEXTS.composer.editing;
    aboutText.replaceChildren(
      h('b', {}, what),
      ` ${firstLine(next.message.text) || (next.message.file?.name ?? '')}`,
    );
    field.focus();
  }

  function toggleCommands(): void {
    if (menu.element.hidden) {
      setText('/');
      menu.suggest('/');
    } else {
      setText('');
      menu.hide();
    }
    field.focus();
  }

  function openAttach(): void {
    openMenu(attachButton, TEXTS.composer.attach, [
      { text: TEXTS.composer.attachFile, choose: () => files.click() },
      { text: TEXTS.composer.attachContact, choose: () => void shareContact() },
    ]);
  }

  async function sendChosenFile(): Promise<void> {
    const [file] = files.files ?? [];
    files.value = '';
    if (file) attempt(sendFile(shared.personId, file));
  }

  async function shareContact(): Promise<void> {
    const { personId } = shared;
    if (await isContactShared()) attempt(act({ do: 'contact', personId }));
  }

  function isContactShared(): Promise<boolean> {
    return confirmDialog(TEXTS.composer.contactQuestion(nameOf(shared.personId)), TEXTS.composer.contactDone);
  }

  async function press(text: string, requestsContact: boolean): Promise<void> {
    const { personId } = shared;
    if (requestsContact && !(await isContactShared())) return;
    attempt(act({ do: 'press', personId, text }));
  }

  function attempt(done: Promise<unknown>): void {
    done.catch((error: unknown) => toast(error instanceof Error ? error.message : String(error)));
  }

  onChange(['person'], () => {
    drafts.set(draftOf, field.value);
    draftOf = shared.personId;
    setAbout(undefined);
    setText(drafts.get(draftOf) ?? '');
    menu.hide();
  });
  onChange(['person', 'people'], () => {
    field.setAttribute('aria-label', TEXTS.composer.label(nameOf(shared.personId)));
  });
  grow();

  return {
    element,
    setKeyboard(keyboard) {
      keyboardBox.hidden = keyboard === null;
      field.placeholder = keyboard?.placeholder ?? TEXTS.composer.placeholder;
      keyboardBox.replaceChildren(
        ...(keyboard?.rows ?? []).map((row) =>
          h(
            'div',
            { class: 'row' },
            ...row.map(({ text, requestsContact }) =>
              h('button', { type: 'button', onclick: () => void press(text, requestsContact) }, text),
            ),
          ),
        ),
      );
    },
    setCommands: menu.setCommands,
    reply: (message) => setAbout({ kind: 'reply', message }),
    edit(message) {
      setAbout({ kind: 'edit', message });
      setText(message.text);
    },
    send: submit,
    focus: () => field.focus({ preventScroll: true }),
  };
}
