import { readFileSync } from 'node:fs';
import { type AliasesRead, readAliases } from './domain/command/aliases.ts';
import { readMessage } from './domain/command/intent.ts';
import { DEFAULT_WORDS } from './domain/command/words.ts';
import { commandsDocument } from './text/commands/document.ts';

// `npm run --silent konter -- parse`: how messages are read, for whoever tries his words out. Needs no configuration and no database.

const USAGE = `konter parse [--aliases FILE]   read messages from standard input, one a line, and print one JSON object a line:
                                {"input","intent","fields","candidates"}; a line that is a JSON string ("…") may hold line breaks
konter commands                 print all commands as Markdown

FILE: words of your own, as JSON {"WORD":"meaning"} or one "WORD meaning" a line; meanings are transfer, balance, … or intents
`;

/** As sysexits.h names them. */
const EXIT = { usage: 64, data: 65, noInput: 66 } as const;

/** Written in pieces: a system call for each line would be most of the work. */
const PIECE = 64 * 1024;

class UsageError extends Error {
  override name = 'UsageError';
}

async function main(args: readonly string[]): Promise<number> {
  if (args.includes('--help') || args.includes('-h')) return write(USAGE).then(() => 0);
  const [command, ...options] = args;
  switch (command) {
    case 'parse':
      return parse(options);
    case 'commands':
      if (options.length > 0) throw new UsageError(`unknown option: ${options[0]}`);
      return write(commandsDocument()).then(() => 0);
    case undefined:
      throw new UsageError('what is to be done?');
    default:
      throw new UsageError(`unknown ${command.startsWith('-') ? 'option' : 'command'}: ${command}`);
  }
}

async function parse(options: readonly string[]): Promise<number> {
  const file = aliasesFile(options);
  const aliases = file === undefined ? { words: DEFAULT_WORDS, faults: [] } : loadAliases(file);
  if (aliases === undefined) return EXIT.noInput;
  for (const { line, fault } of aliases.faults) process.stderr.write(`${file}:${line}: ${fault}\n`);
  if (aliases.faults.length > 0) return EXIT.data;
  let piece = '';
  for await (const line of linesOf(process.stdin)) {
    piece += `${JSON.stringify(readMessage(messageIn(line), aliases.words))}\n`;
    if (piece.length < PIECE) continue;
    await write(piece);
    piece = '';
  }
  await write(piece);
  return 0;
}

function aliasesFile(options: readonly string[]): string | undefined {
  let file: string | undefined;
  for (let i = 0; i < options.length; i += 1) {
    const option = options[i] ?? '';
    if (option !== '--aliases' && !option.startsWith('--aliases='))
      throw new UsageError(`unknown option: ${option}`);
    file = option === '--aliases' ? options[++i] : option.slice('--aliases='.length);
    if (file === undefined || file === '') throw new UsageError('--aliases needs a file');
  }
  return file;
}

function loadAliases(file: string): AliasesRead | undefined {
  try {
    return readAliases(readFileSync(file, 'utf8'), DEFAULT_WORDS);
  } catch (error) {
    process.stderr.write(`${file}: ${error instanceof Error ? error.message : String(error)}\n`);
    return undefined;
  }
}

/** Lines as they stand: only line feeds end one, since messages may hold other line ends. */
async function* linesOf(input: NodeJS.ReadStream): AsyncGenerator<string> {
  input.setEncoding('utf8');
  let rest = '';
  for await (const chunk of input) {
    const lines = `${rest}${String(chunk)}`.split('\n');
    rest = lines.pop() ?? '';
    for (const line of lines) yield line.endsWith('\r') ? line.slice(0, -1) : line;
  }
  if (rest !== '') yield rest;
}

function messageIn(line: string): string {
  if (!line.startsWith('"')) return line;
  try {
    const text: unknown = JSON.parse(line);
    return typeof text === 'string' ? text : line;
  } catch {
    return line;
  }
}

/** Waits where the reader is slower than we are, so that nothing piles up. */
function write(text: string): Promise<void> {
  return new Promise((resolve, reject) => {
    process.stdout.write(text, (error) => (error ? reject(error) : resolve()));
  });
}

// Whoever reads may stop, as `head` does.
process.stdout.on('error', (error) => {
  process.exit('code' in error && error.code === 'EPIPE' ? 0 : 1);
});

try {
  process.exitCode = await main(process.argv.slice(2));
} catch (error) {
  if (!(error instanceof UsageError)) throw error;
  process.stderr.write(`konter: ${error.message}\n\n${USAGE}`);
  process.exitCode = EXIT.usage;
}
