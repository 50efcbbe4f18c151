import type { InlineButton } from '../../telegram/state.ts';
import type { PageFile, PageMessage } from '../protocol.ts';
import { type Child, h } from './dom.ts';
import { copy, renderText } from './entities.ts';
import { fileSize, firstLine, timeOf } from './format.ts';
import { icon, ticks } from './icons.ts';
import { nameOf } from './store.ts';
import { TEXTS } from './texts.ts';

/** What can be done in a message. */
export type MessageActions = {
  /** The message with this id, if it is loaded. */
  find(id: number): PageMessage | undefined;
  isPressed(message: PageMessage, button: InlineButton): boolean;
  tap(message: PageMessage, button: InlineButton): void;
  command: (text: string) => void;
  /** Opens the menu of what can be done with it. */
  menu(message: PageMessage, opener: HTMLElement): void;
  goTo(id: number): void;
};

/** A message as Telegram shows it. */
export function renderMessage(message: PageMessage, actions: MessageActions): HTMLElement {
  const side = message.isFromBot ? 'in' : 'out';
  const element = h('article', { class: `message ${side}`, 'data-id': message.id });
  if (message.isDeleted) {
    element.classList.add('ghost');
    element.append(
      h('p', {}, icon('trash'), ` ${TEXTS.chat.deletedOf(message.isFromBot)} · ${timeOf(message.at)}`),
    );
    return element;
  }
  const more = moreButton(message, actions);
  const content: Child[] = [
    message.isForwarded && h('p', { class: 'forwarded' }, TEXTS.chat.forwarded),
    message.replyTo !== undefined && quote(message.replyTo, actions),
    message.file && renderFile(message.file),
    h(
      'div',
      { class: 'text' },
      ...renderText(message.text, message.entities, actions.command),
      meta(message),
    ),
    more,
  ];
  const bubble = h('div', { class: 'bubble' }, ...content);
  // A finger held down, or the other mouse button; a link and what is marked keep the browser's own menu.
  bubble.addEventListener('contextmenu', (event) => {
    const isOn = event.target instanceof Element && event.target.closest('a, img') !== null;
    if (isOn || getSelection()?.isCollapsed === false) return;
    event.preventDefault();
    actions.menu(message, more);
  });
  element.append(bubble);
  if (message.keyboard.length > 0) element.append(renderKeyboard(message, actions));
  return element;
}

function meta({ at, editedAt, isFromBot, isFetched }: PageMessage): HTMLElement {
  const title = isFetched ? TEXTS.chat.fetched : TEXTS.chat.sent;
  return h(
    'span',
    { class: 'meta' },
    editedAt !== undefined && `${TEXTS.chat.edited} `,
    h('time', { datetime: new Date(at).toISOString(), title: `${timeOf(at)} WIB` }, timeOf(at)),
    !isFromBot && h('span', { role: 'img', 'aria-label': title, title }, ticks(isFetched)),
  );
}

function moreButton(message: PageMessage, actions: MessageActions): HTMLElement {
  const button = h(
    'button',
    {
      type: 'button',
      class: 'more',
      'aria-label': TEXTS.chat.actions,
      'aria-haspopup': 'menu',
      onclick: () => actions.menu(message, button),
    },
    icon('more'),
  );
  return button;
}

function quote(id: number, actions: MessageActions): HTMLElement {
  const quoted = actions.find(id);
  const isGone = quoted === undefined || quoted.isDeleted;
  const who = isGone ? undefined : quoted.isFromBot ? TEXTS.chat.bot : nameOf(quoted.chatId);
  const text = isGone ? TEXTS.chat.quotedGone : firstLine(quoted.text) || (quoted.file?.name ?? '');
  return h(
    'button',
    { type: 'button', class: 'quote', onclick: () => actions.goTo(id) },
    who !== undefined && h('b', {}, who),
    h('span', {}, text),
  );
}

function renderFile(file: PageFile): HTMLElement {
  if (file.isLost) return h('p', { class: 'lost' }, `${file.name}: ${TEXTS.chat.fileLost}`);
  const address = `/api/files/${encodeURIComponent(file.id)}`;
  if (file.kind === 'photo') {
    return h(
      'a',
      { href: address, target: '_blank', rel: 'noopener', class: 'photo', 'aria-label': TEXTS.chat.photo },
      h('img', { src: address, alt: '', loading: 'lazy' }),
    );
  }
  const size = fileSize(file.bytes);
  return h(
    'a',
    {
      href: address,
      download: file.name,
      class: 'document',
      'aria-label': TEXTS.chat.document(file.name, size),
    },
    icon('file'),
    h('span', {}, file.name, h('small', {}, size)),
  );
}

function renderKeyboard(message: PageMessage, actions: MessageActions): HTMLElement {
  return h(
    'div',
    { class: 'keys', role: 'group', 'aria-label': TEXTS.chat.buttons },
    ...message.keyboard.map((row) =>
      h('div', { class: 'row' }, ...row.map((button) => renderButton(message, button, actions))),
    ),
  );
}

function renderButton(message: PageMessage, button: InlineButton, actions: MessageActions): HTMLElement {
  const style = button.style === undefined ? '' : ` ${button.style}`;
  if (button.kind === 'url') {
    const props = { href: button.url, target: '_blank', rel: 'noopener noreferrer', class: `key${style}` };
    return h('a', props, button.text, icon('link'));
  }
  if (button.kind === 'copy') {
    const props = { type: 'button', class: `key${style}`, onclick: () => void copy(button.copyText) };
    return h('button', props, button.text, icon('copy'));
  }
  const isPressed = actions.isPressed(message, button);
  return h(
    'button',
    {
      type: 'button',
      class: `key${style}${isPressed ? ' pressed' : ''}`,
      'aria-busy': isPressed ? 'true' : undefined,
      onclick: () => actions.tap(message, button),
    },
    button.text,
  );
}
