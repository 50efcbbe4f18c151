import type {
  ArmedFault,
  BotState,
  Example,
  PageClock,
  PageMessage,
  PageState,
  Person,
} from '../protocol.ts';

/** What the whole page shares. It says what kind of thing has changed; whoever shows it looks again. */
type Change = 'people' | 'person' | 'bot' | 'faults' | 'clock' | 'last' | 'ghosts' | 'typing';

export type Shared = {
  people: Person[];
  /** Whose chat is shown. */
  personId: number;
  /** The newest message of each chat. */
  last: Map<number, PageMessage>;
  /** The newest message somebody has looked at, by chat. */
  seen: Map<number, number>;
  examples: Example[];
  bot: BotState;
  faults: ArmedFault[];
  /** Of the sandbox, as ms to add to the clock of this machine. */
  aheadMs: number;
  showsGhosts: boolean;
  /** The bot shows that it writes to the chosen person. */
  isTyping: boolean;
};

export const shared: Shared = {
  people: [],
  personId: 0,
  last: new Map(),
  seen: readSeen(),
  examples: [],
  bot: { state: 'starting', at: 0 },
  faults: [],
  aheadMs: 0,
  showsGhosts: localStorage.getItem('ghosts') !== 'no',
  isTyping: false,
};

const listeners = new Map<Change, (() => void)[]>();

export function onChange(changes: readonly Change[], listener: () => void): void {
  for (const change of changes) listeners.set(change, [...(listeners.get(change) ?? []), listener]);
}

export function changed(change: Change): void {
  for (const listener of listeners.get(change) ?? []) listener();
}

export function person(id = shared.personId): Person | undefined {
  return shared.people.find((one) => one.id === id);
}

export function nameOf(id: number): string {
  return person(id)?.name ?? '?';
}

/** The time in the sandbox, ms since 1970. */
export function now(): number {
  return Date.now() + shared.aheadMs;
}

export function setClock(clock: PageClock): void {
  shared.aheadMs = clock.now - Date.now();
  changed('clock');
}

export function adopt(state: PageState): void {
  shared.people = state.people;
  shared.examples = state.examples;
  shared.bot = state.bot;
  shared.faults = state.faults;
  shared.last = new Map(state.last.map((message) => [message.chatId, message]));
  setClock(state.clock);
  for (const change of ['people', 'bot', 'faults', 'last'] as const) changed(change);
}

export function choosePerson(id: number): void {
  shared.personId = id;
  localStorage.setItem('person', String(id));
  changed('person');
}

/** Of messages that changed, only the newest matters here. */
export function noteLast(message: PageMessage): void {
  const known = shared.last.get(message.chatId);
  if (known && known.id > message.id) return;
  if (message.isDeleted && !known) return;
  shared.last.set(message.chatId, message);
  changed('last');
}

export function noteSeen(chatId: number, messageId: number): void {
  if ((shared.seen.get(chatId) ?? 0) >= messageId) return;
  shared.seen.set(chatId, messageId);
  localStorage.setItem('seen', JSON.stringify([...shared.seen]));
  changed('last');
}

function readSeen(): Map<number, number> {
  try {
    return new Map(JSON.parse(localStorage.getItem('seen') ?? '[]'));
  } catch {
    return new Map();
  }
}
