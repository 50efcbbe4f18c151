import type { ReplyKeyboard } from '../../telegram/state.ts';
import type { PageChat, PageEvent, PageMessage } from '../protocol.ts';
import { act, fetchChat, RefusedError } from './api.ts';
import { alertDialog, openMenu, toast } from './dialogs.ts';
import { announce, h } from './dom.ts';
import { copy } from './entities.ts';
import { dayLabel } from './format.ts';
import { icon } from './icons.ts';
import { type MessageActions, renderMessage } from './message.ts';
import { changed, nameOf, noteSeen, now, onChange, shared } from './store.ts';
import { TEXTS } from './texts.ts';

/** A tap shows so long that it has no answer yet. Telegram's clients give up sooner or later, too. */
const PRESSED_AT_MOST_MS = 15_000;
const TYPING_MS = 5_500;
const NEAR_PX = 150;

export type ChatHooks = {
  /** The composer shows what belongs to the chat below the messages. */
  onKeyboard(keyboard: ReplyKeyboard | null): void;
  onCommands(commands: PageChat['commands']): void;
  /** Asks the composer to reply, or to edit. */
  onReply(message: PageMessage): void;
  onEdit(message: PageMessage): void;
};

export type Chat = {
  element: HTMLElement;
  /** Fetches the chat of the person who is chosen. */
  load(): Promise<void>;
  handle(event: PageEvent): void;
  /** Does something as the chosen person, and says so when it cannot be done. */
  send: (text: string, replyTo?: number) => Promise<void>;
  /** The texts this person has sent, oldest first. */
  sentTexts: () => string[];
};

export function createChat(hooks: ChatHooks): Chat {
  let messages: PageMessage[] = [];
  let hasMore = false;
  let loading: Promise<void> | undefined;
  /** What happens while the chat is fetched: nobody knows yet whether that has it or not. */
  let meanwhile: PageEvent[] | undefined;
  let typingTimer: ReturnType<typeof setTimeout> | undefined;
  /** The end is in sight, and stays so whatever grows. */
  let isStuck = true;
  /** By tap id: which button waits for an answer. */
  const taps = new Map<string, { messageId: number; data: string }>();

  const older = h('p', { class: 'older', hidden: true }, TEXTS.chat.olderLoading);
  const list = h('div', { class: 'list' });
  const log = h(
    'div',
    { class: 'log', role: 'log', 'aria-live': 'off', tabindex: 0, onscroll: scrolled },
    older,
    list,
  );
  const toBottom = h(
    'button',
    {
      type: 'button',
      class: 'to-bottom round',
      'aria-label': TEXTS.chat.toBottom,
      hidden: true,
      onclick: scrollToEnd,
    },
    icon('down'),
  );
  const startButton = h('button', { type: 'button', class: 'start', onclick: start }, TEXTS.chat.start);
  const empty = h('div', { class: 'empty', hidden: true }, h('p', {}, TEXTS.chat.startHint), startButton);
  const typing = h('div', { class: 'typing', hidden: true, 'aria-hidden': 'true' }, h('i'), h('i'), h('i'));
  const element = h('div', { class: 'chat' }, log, empty, typing, toBottom);

  const actions: MessageActions = {
    find: (id) => messages.find((message) => message.id === id),
    isPressed: (message, button) =>
      button.kind === 'callback' &&
      [...taps.values()].some(({ messageId, data }) => messageId === message.id && data === button.data),
    tap(message, button) {
      if (button.kind !== 'callback' || actions.isPressed(message, button)) return;
      void doAs({ do: 'tap', messageId: message.id, data: button.data });
    },
    command: (text) => void send(text),
    menu: openMessageMenu,
    goTo(id) {
      const target = list.querySelector<HTMLElement>(`[data-id="${id}"]`);
      if (!target) return;
      target.scrollIntoView({ block: 'center', behavior: 'smooth' });
      target.classList.add('found');
      setTimeout(() => target.classList.remove('found'), 1_500);
    },
  };

  type OwnAction =
    | { do: 'send'; text: string; replyTo?: number | undefined }
    | { do: 'start' }
    | { do: 'tap'; messageId: number; data: string }
    | { do: 'delete'; messageId: number };
  function doAs(action: OwnAction): Promise<void> {
    return act({ ...action, personId: shared.personId }).then(
      () => {},
      (error: unknown) => toast(error instanceof RefusedError ? error.message : String(error)),
    );
  }

  function send(text: string, replyTo?: number): Promise<void> {
    scrollToEnd();
    return doAs({ do: 'send', text, ...(replyTo !== undefined && { replyTo }) });
  }

  function start(): void {
    void doAs({ do: 'start' });
  }

  function openMessageMenu(message: PageMessage, opener: HTMLElement): void {
    const isText = message.text !== '' && message.file === undefined;
    const items = [
      { text: TEXTS.chat.reply, choose: () => hooks.onReply(message) },
      ...(message.text === '' ? [] : [{ text: TEXTS.chat.copyText, choose: () => void copy(message.text) }]),
      ...(message.isFromBot || !isText
        ? []
        : [{ text: TEXTS.chat.edit, choose: () => hooks.onEdit(message) }]),
      { text: TEXTS.chat.remove, choose: () => void doAs({ do: 'delete', messageId: message.id }) },
    ];
    openMenu(opener, TEXTS.chat.actions, items);
  }

  function isAtEnd(): boolean {
    return log.scrollHeight - log.scrollTop - log.clientHeight < NEAR_PX;
  }

  function scrollToEnd(): void {
    isStuck = true;
    log.scrollTo({ top: log.scrollHeight });
  }

  function scrolled(): void {
    isStuck = isAtEnd();
    toBottom.hidden = isStuck;
    if (log.scrollTop < 4 * NEAR_PX && hasMore) void loadOlder();
    if (isAtEnd()) markSeen();
  }

  function markSeen(): void {
    const last = messages.at(-1);
    if (last && !document.hidden) noteSeen(shared.personId, last.id);
  }

  /** The date above the first message of a day. */
  function dayBefore(index: number): HTMLElement | undefined {
    const message = messages[index];
    if (!message) return undefined;
    const before = messages[index - 1];
    const label = dayLabel(message.at, now());
    if (before && dayLabel(before.at, now()) === label) return undefined;
    return h('p', { class: 'day' }, h('span', {}, label));
  }

  function nodesFor(from: number, to: number): HTMLElement[] {
    const nodes: HTMLElement[] = [];
    for (let index = from; index < to; index++) {
      const message = messages[index];
      if (!message) continue;
      const day = dayBefore(index);
      if (day) nodes.push(day);
      nodes.push(renderMessage(message, actions));
    }
    return nodes;
  }

  function drawAll(): void {
    list.replaceChildren(...nodesFor(0, messages.length));
    empty.hidden = messages.length > 0;
    startButton.disabled = false;
  }

  async function load(): Promise<void> {
    const { personId } = shared;
    taps.clear();
    showTyping(false);
    log.setAttribute('aria-label', TEXTS.chat.log(nameOf(personId)));
    const missed: PageEvent[] = [];
    meanwhile = missed;
    const page = await fetchChat(personId).catch((error: unknown) => {
      if (meanwhile === missed) meanwhile = undefined;
      throw error;
    });
    // Somebody else may have been chosen in that time.
    if (personId !== shared.personId) return;
    messages = page.messages;
    hasMore = page.hasMore;
    drawAll();
    hooks.onKeyboard(page.keyboard);
    hooks.onCommands(page.commands);
    meanwhile = undefined;
    for (const event of missed) handle(event);
    scrollToEnd();
    toBottom.hidden = true;
    markSeen();
  }

  function loadOlder(): Promise<void> {
    loading ??= fetchOlder().finally(() => {
      loading = undefined;
      older.hidden = true;
    });
    return loading;
  }

  async function fetchOlder(): Promise<void> {
    const { personId } = shared;
    older.hidden = false;
    const page = await fetchChat(personId, messages[0]?.id);
    if (personId !== shared.personId) return;
    const fromEnd = log.scrollHeight - log.scrollTop;
    hasMore = page.hasMore;
    messages = [...page.messages, ...messages];
    // The date that stood above the oldest message may have moved up.
    if (list.firstElementChild?.classList.contains('day')) list.firstElementChild.remove();
    const day = dayBefore(page.messages.length);
    list.prepend(...nodesFor(0, page.messages.length), ...(day ? [day] : []));
    log.scrollTop = log.scrollHeight - fromEnd;
  }

  function showMessage(message: PageMessage): void {
    const known = messages.findIndex(({ id }) => id === message.id);
    if (known >= 0) {
      messages[known] = message;
      redraw(message);
      if (isStuck) scrollToEnd();
      return;
    }
    const newest = messages.at(-1);
    if (newest && message.id < newest.id) return;
    const goesToEnd = isStuck || !message.isFromBot;
    messages.push(message);
    empty.hidden = true;
    const nodes = nodesFor(messages.length - 1, messages.length);
    for (const node of nodes) node.classList.add('new');
    list.append(...nodes);
    if (message.isFromBot) {
      showTyping(false);
      announce(TEXTS.chat.said(message.text));
    }
    if (goesToEnd) {
      scrollToEnd();
      markSeen();
    } else toBottom.hidden = false;
  }

  function redraw(message: PageMessage): void {
    const old = list.querySelector(`[data-id="${message.id}"]`);
    if (!old) return;
    const inside: (Element | null)[] = [...old.querySelectorAll('button, a')];
    const focused = inside.indexOf(document.activeElement);
    const fresh = renderMessage(message, actions);
    old.replaceWith(fresh);
    // Whoever works by keyboard does not lose his place because a message was edited.
    const again = fresh.querySelectorAll<HTMLElement>('button, a');
    if (focused >= 0) (again[focused] ?? again[0])?.focus({ preventScroll: true });
  }

  function redrawById(id: number): void {
    const message = actions.find(id);
    if (message) redraw(message);
  }

  function showTyping(isTyping: boolean): void {
    clearTimeout(typingTimer);
    typing.hidden = !isTyping;
    if (isTyping) typingTimer = setTimeout(() => showTyping(false), TYPING_MS);
    shared.isTyping = isTyping;
    changed('typing');
  }

  function endTap(tapId: string): void {
    const tap = taps.get(tapId);
    taps.delete(tapId);
    if (tap) redrawById(tap.messageId);
  }

  function handle(event: PageEvent): void {
    if (meanwhile) {
      meanwhile.push(event);
      return;
    }
    if (event.type === 'message' && event.message.chatId === shared.personId) showMessage(event.message);
    if (!('chatId' in event) || event.chatId !== shared.personId) return;
    switch (event.type) {
      case 'fetched':
        for (const id of event.messageIds) {
          const message = actions.find(id);
          if (message) message.isFetched = true;
          redrawById(id);
        }
        break;
      case 'keyboard':
        hooks.onKeyboard(event.keyboard);
        break;
      case 'tapped': {
        const { tapId, messageId, data } = event;
        taps.set(tapId, { messageId, data });
        redrawById(messageId);
        setTimeout(() => endTap(tapId), PRESSED_AT_MOST_MS);
        break;
      }
      case 'answered':
        endTap(event.tapId);
        if (event.text !== undefined && event.isAlert) alertDialog(event.text);
        else if (event.text !== undefined) toast(event.text);
        break;
      case 'action':
        showTyping(true);
        break;
    }
  }

  onChange(['ghosts'], () => {
    element.classList.toggle('without-ghosts', !shared.showsGhosts);
  });
  element.classList.toggle('without-ghosts', !shared.showsGhosts);
  document.addEventListener('visibilitychange', () => isAtEnd() && markSeen());
  const sizes = new ResizeObserver(() => isStuck && scrollToEnd());
  sizes.observe(log);
  sizes.observe(list);

  return {
    element,
    load,
    handle,
    send,
    sentTexts: () =>
      messages.filter(({ isFromBot, text }) => !isFromBot && text !== '').map(({ text }) => text),
  };
}
