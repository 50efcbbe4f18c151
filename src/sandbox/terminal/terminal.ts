import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Sandbox, Standing } from '../sandbox.ts';
import { SEED_RESELLERS } from '../seed.ts';
import type { TelegramEvent } from '../telegram/events.ts';
import type { TelegramUser } from '../telegram/user.ts';
import type { MessageView } from '../telegram/view.ts';
import { Buttons } from './buttons.ts';
import { readCommand, type TerminalCommand } from './command.ts';
import { HELP, renderIntro } from './intro.ts';
import { printable, renderMessage, timeLabel } from './message.ts';
import { untilAnswered } from './pace.ts';
import type { Screen } from './screen.ts';
import type { Style } from './style.ts';

export type TerminalOptions = {
  sandbox: Sandbox;
  screen: Screen;
  style: Style;
  input: Readable;
  /** For the line editor alone. `undefined`: lines come from a pipe and are worked through one after another. */
  editorOutput: Writable | undefined;
  /** Ends it. */
  signal: AbortSignal;
};

const BUTTON_WITHIN_MS = 10_000;
/** Longer than any outcome takes that ends by itself within a minute. */
const ORDERS_END_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 500;
/** Of what was said before. */
const SHOWN_AT_FIRST = 3;
const SHOWN_AT_MOST = 10;

/**
 * A chat in the terminal, until its user leaves. From a pipe, each line waits for the bot's answer to the one before, and at the end of
 * input orders may end before it resolves.
 */
export async function runTerminal(options: TerminalOptions): Promise<void> {
  const terminal = new Terminal(options);
  const aborted = new Promise<void>((resolve) => {
    if (options.signal.aborted) resolve();
    options.signal.addEventListener('abort', () => resolve(), { once: true });
  });
  try {
    await Promise.race([terminal.run(), aborted]);
  } finally {
    terminal.close();
  }
}

class Terminal {
  readonly #options: TerminalOptions;
  readonly #sandbox: Sandbox;
  readonly #buttons: Buttons;
  readonly #line: ReturnType<typeof createInterface>;
  readonly #unsubscribe: () => void;
  #seat: TelegramUser;
  /** By chat, the newest message that was on the screen. */
  readonly #lastShown = new Map<number, number>();
  /** Chats of others of which it was said that there is something new. */
  readonly #announced = new Set<number>();
  #lastKeyboard = '';

  constructor(options: TerminalOptions) {
    const { sandbox, input, editorOutput } = options;
    this.#options = options;
    this.#sandbox = sandbox;
    this.#buttons = new Buttons(sandbox.telegram);
    this.#seat = firstSeat(sandbox);
    this.#line = createInterface({
      input,
      ...(editorOutput && {
        output: editorOutput,
        terminal: true,
        historySize: 500,
        removeHistoryDuplicates: true,
      }),
    });
    this.#unsubscribe = sandbox.telegram.subscribe((event) => this.#onEvent(event));
  }

  async run(): Promise<void> {
    const { screen, style, editorOutput } = this.#options;
    // Asked for at once: lines that come before somebody listens are lost.
    const lines = this.#line[Symbol.asyncIterator]();
    const standings = await this.#sandbox.standings();
    const seat = standings.find(({ telegramId }) => telegramId === this.#seat.id);
    if (seat) screen.print(`${renderIntro(standings, seat, this.#sandbox.isNew, style)}\n`);
    this.#showNews(SHOWN_AT_FIRST);

    this.#line.on('SIGINT', () => this.#line.close());
    if (editorOutput) screen.attach(this.#line);
    this.#prompt();
    for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
      if (!editorOutput) screen.print(this.#promptText() + next.value);
      const command = readCommand(next.value);
      if (command.kind === 'quit') return;
      await this.#obey(command).catch((error: unknown) => {
        this.#notice(error instanceof Error ? error.message : String(error));
      });
      this.#prompt();
    }
    if (!editorOutput) await this.#ordersEnded();
  }

  close(): void {
    this.#unsubscribe();
    this.#options.screen.detach();
    this.#line.close();
  }

  async #obey(command: Exclude<TerminalCommand, { kind: 'quit' }>): Promise<void> {
    const { screen } = this.#options;
    switch (command.kind) {
      case 'nothing':
        return;
      case 'help':
        return screen.print(HELP);
      case 'wrong':
        return this.#notice(command.hint);
      case 'seat':
        return command.name === undefined ? this.#listSeats() : this.#takeSeat(command.name);
      case 'send': {
        const seat = this.#seat;
        const send = () => {
          this.#lastShown.set(seat.id, seat.send(command.text).id);
        };
        return this.#isPiped ? this.#pace(send) : send();
      }
      case 'press': {
        const isOne = command.buttons.length === 1;
        for (const button of command.buttons) await this.#press(button, this.#isPiped || !isOne);
      }
    }
  }

  get #isPiped(): boolean {
    return this.#options.editorOutput === undefined;
  }

  #pace(act: () => void): Promise<void> {
    return untilAnswered(this.#sandbox.telegram, this.#seat.id, act, this.#options.signal);
  }

  async #press(which: number | string, waits: boolean): Promise<void> {
    const { id } = this.#seat;
    if (!waits) return this.#pressNow(which);
    // Whoever writes a script cannot see when the button comes.
    const isThere = () => this.#buttons.has(id, which);
    await this.#sandbox.telegram.waitFor(isThere, { timeoutMs: BUTTON_WITHIN_MS }).catch(() => {});
    if (isThere()) await this.#pace(() => this.#pressNow(which));
    else this.#pressNow(which);
  }

  #pressNow(which: number | string): void {
    const { style, screen } = this.#options;
    const press = this.#buttons.press(this.#seat.id, which);
    switch (press.kind) {
      case 'tapped':
        return screen.print(style.dim(`  [${printable(press.label)}]`));
      case 'sent':
        return screen.print(style.dim(`  [${printable(press.label)}] sent`));
      case 'link':
        return this.#notice(`opens ${printable(press.url)}`);
      case 'copied':
        return this.#notice(`copied: ${printable(press.text)}`);
      case 'gone':
        return this.#notice(`${this.#seat.firstName} has no button ${which} (any more).`);
    }
  }

  async #listSeats(): Promise<void> {
    const standings = await this.#sandbox.standings();
    const line = ({ name, code, telegramId }: Standing) =>
      `  ${telegramId === this.#seat.id ? '*' : ' '} ${name}${code === undefined ? '' : ` (${code})`}`;
    this.#options.screen.print(standings.map(line).join('\n'));
  }

  #takeSeat(name: string): void {
    const { telegram } = this.#sandbox;
    const known = telegram.users().find(({ firstName }) => firstName.toLowerCase() === name.toLowerCase());
    this.#seat =
      known ?? telegram.addUser({ id: nextId(telegram.users()), firstName: name, languageCode: 'id' });
    this.#announced.delete(this.#seat.id);
    this.#notice(known ? `You are ${known.firstName}.` : `You are ${name}, new here: begin with /start.`);
    this.#showNews(SHOWN_AT_MOST);
  }

  /** What came while nobody looked, at most `count`. */
  #showNews(count: number): void {
    const { messages } = this.#seat.chat;
    const lastShown = this.#lastShown.get(this.#seat.id) ?? 0;
    const news = messages.filter(({ id, isDeleted }) => id > lastShown && !isDeleted).slice(-count);
    for (const message of news) this.#show(message, false);
    this.#showKeyboard();
  }

  #show(message: MessageView, isEdit: boolean): void {
    const { screen, style } = this.#options;
    const { messages } = this.#seat.chat;
    const quoted = messages.find(({ id, isDeleted }) => id === message.replyTo && !isDeleted);
    const name = message.from === 'bot' ? 'Konter' : this.#seat.firstName;
    const buttons = this.#buttons.under(message);
    this.#lastShown.set(message.chatId, Math.max(message.id, this.#lastShown.get(message.chatId) ?? 0));
    screen.print(renderMessage(message, { name, isEdit, buttons, quoted }, style));
  }

  #onEvent(event: TelegramEvent): void {
    switch (event.type) {
      case 'message_sent':
      case 'message_edited':
        if (event.by !== 'bot') return;
        if (event.chatId !== this.#seat.id) return this.#announce(event.chatId);
        return this.#showById(event.messageId, event.type === 'message_edited');
      case 'message_deleted':
        if (event.chatId === this.#seat.id) this.#showDeletion(event.messageId);
        return;
      case 'callback_answered': {
        const { text } = event.answer;
        if (event.userId === this.#seat.id && text) this.#notice(printable(text));
        return;
      }
      case 'call':
        if (event.call.chatId === this.#seat.id) this.#showKeyboard();
        return;
      default:
    }
  }

  #showById(messageId: number, isEdit: boolean): void {
    const message = this.#seat.chat.messages.findLast(({ id }) => id === messageId);
    if (message) this.#show(message, isEdit);
  }

  #showDeletion(messageId: number): void {
    const message = this.#seat.chat.messages.findLast(({ id }) => id === messageId);
    if (message) this.#notice(`pesan dihapus (${timeLabel(message.date)})`);
  }

  /** The bot's keyboard below the input field, when it is another than before. */
  #showKeyboard(): void {
    const { screen, style } = this.#options;
    const rows = this.#buttons.below(this.#seat.id);
    const button = ({ number, text }: { number: number; text: string }) =>
      `${style.button(`:${number}`)} [${printable(text)}]`;
    const keyboard = rows.map((row) => `  ${row.map(button).join('  ')}`).join('\n');
    if (keyboard !== this.#lastKeyboard && keyboard !== '')
      screen.print(`${style.dim('Keyboard')}\n${keyboard}`);
    this.#lastKeyboard = keyboard;
  }

  #announce(chatId: number): void {
    const other = this.#sandbox.telegram.users().find(({ id }) => id === chatId);
    if (!other || this.#announced.has(chatId)) return;
    this.#announced.add(chatId);
    this.#notice(`${other.firstName} has a message: /as ${other.firstName.toLowerCase()}`);
  }

  #notice(text: string): void {
    const { screen, style } = this.#options;
    screen.print(style.notice(`· ${text}`));
  }

  #promptText(): string {
    return `${this.#options.style.name(this.#seat.firstName)}> `;
  }

  #prompt(): void {
    if (this.#isPiped) return;
    this.#line.setPrompt(this.#promptText());
    this.#line.prompt(true);
  }

  async #ordersEnded(): Promise<void> {
    const { telegram } = this.#sandbox;
    const deadlineMs = performance.now() + ORDERS_END_WITHIN_MS;
    while (!this.#options.signal.aborted && (await this.#sandbox.ordersUnderway()) > 0) {
      if (performance.now() > deadlineMs) return this.#notice('Not all orders have ended yet.');
      await telegram.waitForEvent(() => true, { timeoutMs: LOOK_EVERY_MS }).catch(() => {});
    }
  }
}

function firstSeat({ telegram }: Sandbox): TelegramUser {
  const [first] = SEED_RESELLERS;
  const user = telegram.users().find(({ id }) => id === first?.telegramId);
  if (!user) throw new Error('nobody is there to type as');
  return user;
}

function nextId(users: readonly TelegramUser[]): number {
  return Math.max(...users.map(({ id }) => id)) + 1;
}
