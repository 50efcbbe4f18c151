import { createInterface } from 'node:readline';
import type { Readable, Writable } from 'node:stream';
import type { Sandbox, Standing } from '../sandbox.ts';
import { SEED_RESELLERS } from '../seed.ts';
import type { TelegramUser } from '../telegram/user.ts';
import { readCommand, type TerminalCommand } from './command.ts';
import { HELP, renderIntro } from './intro.ts';
import { printable } from './message.ts';
import { untilAnswered } from './pace.ts';
import type { Screen } from './screen.ts';
import type { Style } from './style.ts';
import { ChatWindow } from './window.ts';

export type TerminalOptions = {
  sandbox: Sandbox;
  screen: Screen;
  style: Style;
  input: Readable;
  /** For the line editor. `undefined`: lines come from a pipe and are worked through one after another. */
  editorOutput: Writable | undefined;
  /** Ends it. */
  signal: AbortSignal;
};

/** What a script presses may still be on its way. */
const BUTTON_WITHIN_MS = 10_000;
/** Longer than any outcome takes that comes within a minute. */
const ORDERS_END_WITHIN_MS = 90_000;
const LOOK_EVERY_MS = 500;
const SHOWN_AT_FIRST = 3;
const NEWS_AT_MOST = 10;

/**
 * A chat in the terminal, until its user leaves. From a pipe, each line waits for the bot's answer to the one before, and at the end
 * of input it resolves when all orders have ended, or after a good while.
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
  readonly #isPiped: boolean;
  readonly #window: ChatWindow;
  readonly #line: ReturnType<typeof createInterface>;

  constructor(options: TerminalOptions) {
    const { sandbox, screen, style, input, editorOutput } = options;
    this.#options = options;
    this.#isPiped = editorOutput === undefined;
    this.#window = new ChatWindow(sandbox.telegram, firstSeat(sandbox), screen, style);
    const editor = { output: editorOutput, terminal: true, historySize: 500, removeHistoryDuplicates: true };
    this.#line = createInterface({ input, ...(!this.#isPiped && editor) });
    this.#line.on('SIGINT', () => this.#line.close());
  }

  async run(): Promise<void> {
    const { sandbox, screen, style } = this.#options;
    // Asked for at once: a line that comes before somebody listens is lost.
    const lines = this.#line[Symbol.asyncIterator]();
    const standings = await sandbox.standings();
    const seat = standings.find(({ telegramId }) => telegramId === this.#window.seat.id);
    if (seat) screen.print(`${renderIntro(standings, seat, sandbox.isNew, style)}\n`);
    this.#window.turnTo(this.#window.seat, SHOWN_AT_FIRST);

    if (!this.#isPiped) screen.attach(this.#line);
    this.#prompt();
    for (let next = await lines.next(); next.done !== true; next = await lines.next()) {
      if (this.#isPiped) screen.print(this.#promptText() + printable(next.value));
      const command = readCommand(next.value);
      if (command.kind === 'quit') return;
      await this.#obey(command).catch((error: unknown) => {
        this.#window.notice(error instanceof Error ? error.message : String(error));
      });
      this.#prompt();
    }
    if (this.#isPiped) await this.#ordersEnded();
  }

  close(): void {
    this.#window.close();
    this.#options.screen.detach();
    this.#line.close();
  }

  async #obey(command: Exclude<TerminalCommand, { kind: 'quit' }>): Promise<void> {
    switch (command.kind) {
      case 'nothing':
        break;
      case 'help':
        this.#options.screen.print(HELP);
        break;
      case 'wrong':
        this.#window.notice(command.hint);
        break;
      case 'seat':
        if (command.name === undefined) await this.#listSeats();
        else this.#takeSeat(command.name);
        break;
      case 'send': {
        const send = () => {
          this.#window.send(command.text);
          return true;
        };
        if (this.#isPiped) await this.#paced(send);
        else send();
        break;
      }
      case 'press':
        await this.#press(command.buttons);
    }
  }

  /** Several follow each other at the bot's pace: what the first does decides what the second finds. */
  async #press(buttons: readonly (number | string)[]): Promise<void> {
    const { telegram } = this.#options.sandbox;
    const [only, ...others] = buttons;
    if (!this.#isPiped && only !== undefined && others.length === 0) {
      this.#window.press(only);
      return;
    }
    for (const button of buttons) {
      const isThere = () => this.#window.hasButton(button);
      await telegram.waitFor(isThere, { timeoutMs: BUTTON_WITHIN_MS }).catch(() => {});
      await this.#paced(() => this.#window.press(button));
    }
  }

  #paced(act: () => boolean): Promise<void> {
    const { sandbox, signal } = this.#options;
    return untilAnswered(sandbox.telegram, this.#window.seat.id, act, signal);
  }

  async #listSeats(): Promise<void> {
    const { sandbox, screen } = this.#options;
    const line = ({ name, code, telegramId }: Standing) =>
      `${telegramId === this.#window.seat.id ? '* ' : '  '}${name}${code === undefined ? '' : ` (${code})`}`;
    screen.print((await sandbox.standings()).map(line).join('\n'));
  }

  #takeSeat(name: string): void {
    const { telegram } = this.#options.sandbox;
    const users = telegram.users();
    const known = users.find(({ firstName }) => firstName.toLowerCase() === name.toLowerCase());
    const id = Math.max(...users.map((user) => user.id)) + 1;
    const seat = known ?? telegram.addUser({ id, firstName: name, languageCode: 'id' });
    this.#window.notice(
      known ? `You are ${seat.firstName}.` : `You are ${name}, new here. Begin with /start.`,
    );
    this.#window.turnTo(seat, NEWS_AT_MOST);
  }

  #promptText(): string {
    return `${this.#options.style.name(this.#window.seat.firstName)}> `;
  }

  #prompt(): void {
    if (this.#isPiped) return;
    this.#line.setPrompt(this.#promptText());
    this.#line.prompt(true);
  }

  async #ordersEnded(): Promise<void> {
    const { sandbox, signal } = this.#options;
    const deadlineMs = performance.now() + ORDERS_END_WITHIN_MS;
    while (!signal.aborted && (await sandbox.ordersUnderway()) > 0) {
      if (performance.now() > deadlineMs) {
        this.#window.notice('Not all orders have ended yet.');
        return;
      }
      await sandbox.telegram.waitForEvent(() => true, { timeoutMs: LOOK_EVERY_MS }).catch(() => {});
    }
  }
}

function firstSeat({ telegram }: Sandbox): TelegramUser {
  const [first] = SEED_RESELLERS;
  const user = telegram.users().find(({ id }) => id === first?.telegramId);
  if (!user) throw new Error('nobody is there to type as');
  return user;
}
