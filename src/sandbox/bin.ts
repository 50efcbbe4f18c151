import { parseArgs } from 'node:util';
import { DataDirError } from './data-dir.ts';
import { RealEnvironmentError } from './environment.ts';
import { type Sandbox, startSandbox } from './sandbox.ts';
import { createScreen } from './terminal/screen.ts';
import { createStyle } from './terminal/style.ts';
import { runTerminal } from './terminal/terminal.ts';

/** As in sysexits.h. */
const EXIT_USAGE = 64;
const EXIT_CONFIG = 78;

const USAGE = `npm run sandbox -- [options]

Starts Konter with a Klikoo, a Telegram and a database that exist on this machine only, and chats with it.

  --terminal   chat in the terminal (the default)
  --data DIR   keep everything in DIR and go on with it next time; without it nothing is kept
  --fresh      throw away what a sandbox has left in DIR
  --help       this text
`;

class UsageError extends Error {
  override readonly name = 'UsageError';
}

type Arguments = { dataDir: string | undefined; isFresh: boolean };

/** `undefined`: help was asked for. @throws {UsageError} for what is not understood. */
function readArguments(args: string[]): Arguments | undefined {
  const { values } = parsed(args);
  if (values.help) return undefined;
  if (values.data === '') throw new UsageError("Option '--data <value>' argument missing");
  return { dataDir: values.data, isFresh: values.fresh };
}

function parsed(args: string[]) {
  try {
    return parseArgs({
      args,
      options: {
        terminal: { type: 'boolean' },
        data: { type: 'string' },
        fresh: { type: 'boolean', default: false },
        help: { type: 'boolean' },
      },
    });
  } catch (error) {
    // Node says what is wrong with which argument.
    throw error instanceof TypeError ? new UsageError(error.message) : error;
  }
}

async function run({ dataDir, isFresh }: Arguments): Promise<void> {
  const { stdin, stdout, env } = process;
  const isInteractive = stdin.isTTY && stdout.isTTY;
  const hasColours = stdout.isTTY && !env.NO_COLOR;
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
    await runTerminal({
      sandbox,
      screen,
      style: createStyle(hasColours),
      input: stdin,
      editorOutput: isInteractive ? stdout : undefined,
      signal,
    });
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

function complain(message: string, exitCode: number): void {
  process.stderr.write(`${message}\n`);
  process.exitCode = exitCode;
}

try {
  const given = readArguments(process.argv.slice(2));
  if (given) await run(given);
  else process.stdout.write(USAGE);
} catch (error) {
  if (error instanceof UsageError) complain(`${error.message}\n\n${USAGE}`, EXIT_USAGE);
  else if (error instanceof RealEnvironmentError) complain(error.message, EXIT_CONFIG);
  else if (error instanceof DataDirError) complain(error.message, 1);
  else complain(error instanceof Error ? (error.stack ?? error.message) : String(error), 1);
}
