import type { PageEvent } from '../protocol.ts';
import { fetchState } from './api.ts';
import { createBehind } from './behind.ts';
import { createChat } from './chat.ts';
import { createChatHead } from './chat-head.ts';
import { createChips } from './chips.ts';
import { createComposer } from './composer.ts';
import { toast } from './dialogs.ts';
import { byId, h } from './dom.ts';
import { icon } from './icons.ts';
import { createPeople } from './people.ts';
import { adopt, changed, choosePerson, noteLast, onChange, person, setClock, shared } from './store.ts';
import { openStream } from './stream.ts';
import { TEXTS } from './texts.ts';
import { applyTheme } from './theme.ts';

const NARROW = matchMedia('(max-width: 759px)');
/** There is no room for all three. */
const TIGHT = matchMedia('(max-width: 1079px)');
const RETRY_AFTER_MS = 2_000;

applyTheme();

const app = byId('app');
const peopleClose = roundButton('close', TEXTS.people.close, () => show('people', false));
const behindClose = roundButton('close', TEXTS.behind.close, () => show('behind', false));
const peopleOpen = roundButton('menu', TEXTS.people.open, () => show('people', true));
const behindToggle = roundButton('panel', TEXTS.behind.open, () => show('behind', !isShown('behind')));
peopleOpen.setAttribute('aria-controls', 'people');
behindToggle.setAttribute('aria-controls', 'behind');

const people = createPeople(() => {
  if (NARROW.matches) show('people', false);
  composer.focus();
}, peopleClose);
const behind = createBehind(behindClose);
const chips = createChips((text) => composer.send(text));
const chat = createChat({
  onKeyboard: (keyboard) => composer.setKeyboard(keyboard),
  onCommands: (commands) => composer.setCommands(commands),
  onReply: (message) => composer.reply(message),
  onEdit: (message) => composer.edit(message),
});
const composer = createComposer({ send: chat.send, sentTexts: chat.sentTexts, chips });
const lost = h('p', { class: 'lost-connection', role: 'alert', hidden: true }, TEXTS.connection.lost);
const scrim = h('div', { class: 'scrim', onclick: closeDrawers });
const phone = h(
  'main',
  { class: 'phone' },
  createChatHead(peopleOpen, behindToggle),
  lost,
  chat.element,
  composer.element,
);
app.replaceChildren(people, phone, behind.element, scrim);

function roundButton(name: Parameters<typeof icon>[0], label: string, press: () => void): HTMLButtonElement {
  return h(
    'button',
    { type: 'button', class: 'round', 'aria-label': label, title: label, onclick: press },
    icon(name),
  );
}

type Side = 'people' | 'behind';

function isShown(side: Side): boolean {
  return app.classList.contains(`with-${side}`);
}

function isDrawer(side: Side): boolean {
  return side === 'people' ? NARROW.matches : TIGHT.matches;
}

/** A side that is folded away is out of reach of Tab, too; one that lies over the chat has all the attention. */
function show(side: Side, isOpen: boolean): void {
  app.classList.toggle(`with-${side}`, isOpen);
  if (side === 'behind' && !TIGHT.matches) localStorage.setItem('behind', isOpen ? 'open' : 'folded');
  const element = side === 'people' ? people : behind.element;
  element.inert = !isOpen;
  const opener = side === 'people' ? peopleOpen : behindToggle;
  opener.setAttribute('aria-expanded', String(isOpen));
  phone.inert = (['people', 'behind'] as const).some((one) => isDrawer(one) && isShown(one));
  if (!isDrawer(side)) return;
  if (isOpen) (side === 'people' ? peopleClose : behindClose).focus();
  else opener.focus();
}

function closeDrawers(): void {
  for (const side of ['people', 'behind'] as const) if (isDrawer(side) && isShown(side)) show(side, false);
}

function layOut(): void {
  show('people', !NARROW.matches);
  show('behind', !TIGHT.matches && localStorage.getItem('behind') !== 'folded');
}

NARROW.addEventListener('change', layOut);
TIGHT.addEventListener('change', layOut);
document.addEventListener('keydown', ({ key }) => key === 'Escape' && closeDrawers());
layOut();

const stream = openStream({
  onEvent: handle,
  onReset: () => void begin(),
  onConnected(isConnected) {
    lost.hidden = isConnected;
  },
});

function handle(event: PageEvent): void {
  switch (event.type) {
    case 'message':
      noteLast(event.message);
      break;
    case 'people':
      shared.people = event.people;
      changed('people');
      break;
    case 'bot':
      shared.bot = event.bot;
      changed('bot');
      break;
    case 'faults':
      shared.faults = event.faults;
      changed('faults');
      break;
    case 'clock':
      setClock(event.clock);
      break;
    default:
  }
  chat.handle(event);
  behind.handle(event);
}

/** Reads everything anew, and follows from there. */
async function begin(): Promise<void> {
  try {
    const state = await fetchState();
    adopt(state);
    behind.adopt(state);
    const remembered = person(Number(localStorage.getItem('person')))?.id;
    const first = state.people.find(({ role }) => role === 'reseller')?.id ?? state.people[0]?.id ?? 0;
    if (shared.personId === 0) choosePerson(remembered ?? first);
    else await chat.load();
    stream.follow(state.cursor);
    if (!NARROW.matches) composer.focus();
  } catch {
    toast(TEXTS.connection.failed);
    setTimeout(() => void begin(), RETRY_AFTER_MS);
  }
}

onChange(['person'], () => {
  chat.load().catch((error: unknown) => toast(error instanceof Error ? error.message : String(error)));
});
await begin();
