import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { parseArgs } from 'node:util';
import { DataDirError } from './data-dir.ts';
import { RealEnvironmentError } from './environment.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';
import { createScreen, type Screen } from './terminal/screen.ts';
import { createStyle } from './terminal/style.ts';
import { runTerminal } from './terminal/terminal.ts';
import { type SandboxPage, startPage } from './web/server.ts';

const DEFAULT_PORT = 8021;
/** As in sysexits.h. */
const EXIT_USAGE = 64;
const EXIT_CONFIG = 78;

const USAGE = `npm run sandbox -- [options]

Starts Konter with a Klikoo, a Telegram and a database that exist on this machine only, and chats with it on a page in the browser.

  --port N     serve the page on this port (default ${DEFAULT_PORT}, or any that is free)
  --open       open the page in the browser
  --terminal   chat in the terminal instead; also what happens when the input is no terminal and no page is asked for
  --page       serve the page even then
  --data DIR   keep everything in DIR and go on with it next time; without it nothing is kept
  --fresh      throw away what a sandbox has left in DIR
  --help       this text
`;

class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Arguments = {
  dataDir: string | undefined;
  isFresh: boolean;
  isPage: boolean;
  /** `undefined`: the usual one, or any. */
  port: number | undefined;
  isOpened: boolean;
};

/** `undefined`: help was asked for. @throws {UsageError} for what is not understood. */
function readArguments(args: string[], isTerminalInput: boolean): Arguments | undefined {
  const { terminal, page, port, open, data, fresh, help } = parsed(args);
  if (help) return undefined;
  if (data === '') throw new UsageError("Option '--data <value>' argument missing");
  const asksForPage = page || open || port !== undefined;
  if (terminal && asksForPage) throw new UsageError('--terminal and a page are two ways: choose one');
  return {
    dataDir: data,
    isFresh: fresh,
    isPage: asksForPage || (isTerminalInput && !terminal),
    port: port === undefined ? undefined : portOf(port),
    isOpened: open,
  };
}

function parsed(args: string[]) {
  const flag = { type: 'boolean', default: false } as const;
  try {
    return parseArgs({
      args,
      options: {
        terminal: flag,
        page: flag,
        port: { type: 'string' },
        open: flag,
        data: { type: 'string' },
        fresh: flag,
        help: flag,
      },
    }).values;
  } catch (error) {
    // Node says what is wrong with which argument.
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  }
}

function portOf(text: string): number {
  const port = /^\d{1,5}$/.test(text) ? Number(text) : Infinity;
  if (port > 65_535) throw new UsageError(`--port is a number up to 65535, not ${text}`);
  return port;
}

async function run(given: Arguments): Promise<void> {
  const { dataDir, isFresh } = given;
  const { stdout, env } = process;
  const screen = createScreen(stdout);
  const leaving = new AbortController();
  const { signal } = leaving;
  // Once each: whoever asks a second time does not want to wait.
  for (const name of ['SIGINT', 'SIGTERM', 'SIGHUP'] as const) process.once(name, () => leaving.abort());
  // Whoever read us has gone.
  stdout.on('error', () => leaving.abort());

  let sandbox: Sandbox | undefined;
  try {
    screen.print('Starting Konter, its Klikoo, its Telegram and its database …');
    sandbox = await startSandbox({ dataDir, isFresh, env, say: (line) => screen.print(`· ${line}`), signal });
    await (given.isPage ? servePage(sandbox, screen, given, signal) : chat(sandbox, screen, signal));
    screen.print(
      dataDir === undefined
        ? 'Stopping; nothing is kept.'
        : `Stopping; everything is kept in ${sandbox.dataDir}.`,
    );
  } catch (error) {
    if (!signal.aborted) throw error;
  } finally {
    await sandbox?.stop();
  }
}

function chat(sandbox: Sandbox, screen: Screen, signal: AbortSignal): Promise<void> {
  const { stdin, stdout, env } = process;
  const isInteractive = stdin.isTTY && stdout.isTTY;
  const hasColours = stdout.isTTY && !env.NO_COLOR;
  return runTerminal({
    sandbox,
    screen,
    style: createStyle(hasColours),
    input: stdin,
    editorOutput: isInteractive ? stdout : undefined,
    signal,
  });
}

/** Resolves when it is told to leave. */
async function servePage(
  sandbox: Sandbox,
  screen: Screen,
  { port, isOpened }: Arguments,
  signal: AbortSignal,
): Promise<void> {
  const page = await pageOn(sandbox, port);
  try {
    screen.print(`\n  ${page.url}\n\nOpen it in a browser. Leave with Ctrl+C.`);
    if (isOpened)
      openBrowser(page.url, () => screen.print('· The browser could not be opened: go there yourself.'));
    if (!signal.aborted) await once(signal, 'abort');
  } finally {
    await page.close();
  }
}

/** @throws {UsageError} when the port that was asked for is taken. */
async function pageOn(sandbox: Sandbox, port: number | undefined): Promise<SandboxPage> {
  try {
    return await startPage({ sandbox, port: port ?? DEFAULT_PORT });
  } catch (error) {
    const isTaken = error instanceof Error && 'code' in error && error.code === 'EADDRINUSE';
    if (!isTaken) throw error;
    if (port !== undefined) throw new UsageError(`Port ${port} is in use: choose another`);
    return startPage({ sandbox, port: 0 });
  }
}

function openBrowser(url: string, onFailure: () => void): void {
  const opener = spawn('xdg-open', [url], { stdio: 'ignore', detached: true });
  opener.once('error', onFailure);
  opener.once('exit', (code) => code !== 0 && onFailure());
  opener.unref();
}

function complain(message: string, exitCode: number): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = exitCode;
}

try {
  const given = readArguments(process.argv.slice(2), process.stdin.isTTY);
  if (given) await run(given);
  else process.stdout.write(USAGE);
} catch (error) {
  if (error instanceof UsageError) complain(`${error.message}\n\n${USAGE}`, EXIT_USAGE);
  else if (error instanceof RealEnvironmentError) complain(error.message, EXIT_CONFIG);
  else if (error instanceof DataDirError) complain(error.message, 1);
  else complain(error instanceof Error ? (error.stack ?? error.message) : String(error), 1);
}
