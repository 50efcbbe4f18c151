import { readdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { PassThrough } from 'node:stream';
import { expect, onTestFinished, test, vi } from 'vitest';
import { makeCredentials } from '../../src/sandbox/klikoo/credentials.ts';
import { type Sandbox, type SandboxOptions, startSandbox } from '../../src/sandbox/sandbox.ts';
import { createScreen } from '../../src/sandbox/terminal/screen.ts';
import { createStyle } from '../../src/sandbox/terminal/style.ts';
import { runTerminal } from '../../src/sandbox/terminal/terminal.ts';
import { ownDirectory, processesOf, runSandbox } from './sandbox-process.ts';

const BUDI = 1001;
const NOBODY = { bots: [], databases: [] };
const TOKEN = /SUKSES\. SN: \d{4}(-\d{4}){4}\/BAHARRUDIN1/;
/** For whole starts on a machine that is busy with other tests. */
const PATIENCE = { timeout: 120_000 };

async function start(options: SandboxOptions): Promise<Sandbox> {
  const sandbox = await startSandbox({ env: {}, ...options });
  onTestFinished(() => sandbox.stop());
  return sandbox;
}

/** What a terminal without colours shows when these lines come from a pipe. */
async function typed(sandbox: Sandbox, lines: readonly string[]): Promise<string> {
  const output = new PassThrough({ encoding: 'utf8' });
  let shown = '';
  output.on('data', (text: string) => {
    shown += text;
  });
  const input = new PassThrough();
  input.end(lines.map((line) => `${line}\n`).join(''));
  await runTerminal({
    sandbox,
    input,
    screen: createScreen(output),
    style: createStyle(false),
    editorOutput: undefined,
    signal: new AbortController().signal,
  });
  return shown;
}

async function balanceOf(sandbox: Sandbox, telegramId: number): Promise<number | undefined> {
  return (await sandbox.standings()).find((one) => one.telegramId === telegramId)?.balance;
}

test('a token is bought through a pipe on one command, and nothing remains of it', PATIENCE, async () => {
  const temporary = await ownDirectory();
  const sandbox = runSandbox(['--terminal'], { TMPDIR: temporary });
  sandbox.type(['SAL', 'PLN20.01105691111.1234', ':[Beli]']);
  expect(await sandbox.ended, sandbox.output()).toBe(0);

  expect(sandbox.output()).toContain('You are Budi (K0001), PIN 1234, balance Rp500.000.');
  expect(sandbox.output()).toContain('pesan dihapus');
  expect(sandbox.output()).toMatch(TOKEN);
  expect(sandbox.output()).not.toContain('\x1b');
  expect(processesOf(temporary)).toEqual(NOBODY);
  expect(readdirSync(temporary)).toEqual([]);
});

test('the chat shows seats, numbered buttons, edits and what is typed', PATIENCE, async () => {
  const sandbox = await start({ dataDir: await ownDirectory() });
  const shown = await typed(sandbox, [
    'S10.081234569901.1234',
    ':99',
    ':1',
    '/as siti',
    'SAL',
    '/as Rina',
    '/as',
    ':Beli',
  ]);
  expect(shown).toMatch(/^ {2}:1 \[Beli\] {2}:2 \[Batal\]$/m);
  expect(shown).toContain('Budi has no button 99');
  expect(shown).toMatch(/^Konter \d\d:\d\d WIB ✎\n {2}#10001 S10\.081234569901 /m);
  expect(shown).toMatch(/#10001 S10\.081234569901 SUKSES\. SN: /);
  expect(shown).toMatch(/^Siti> SAL\nKonter \d\d:\d\d WIB\n {2}Saldo 250\.000$/m);
  expect(shown).toContain('You are Rina, new here. Begin with /start.');
  expect(shown).toMatch(/^ {2}Operator\n {2}Budi \(K0001\)\n {2}Siti \(K0002\)\n\* Rina$/m);
  expect(shown).toContain('A button is pressed by its number');
});

test('a bot killed with an order underway comes back, and the order ends once', PATIENCE, async () => {
  const sandbox = await start({ dataDir: await ownDirectory() });
  const { telegram, klikoo, bot } = sandbox;
  const budi = telegram.user(BUDI);
  budi.send('PLN20.01105691111.1234');
  const card = await telegram.waitFor(
    () => budi.chat.messages.find(({ keyboard }) => keyboard.flat().some(({ text }) => text === 'Beli')),
    { timeoutMs: 15_000 },
  );
  budi.tap(card, 'Beli');
  await klikoo.waitForCall('detail', undefined, { timeoutMs: 15_000 });
  // Having answered this, it is between two looks at the order. Killed amid one, it would leave the order to rest for a minute.
  const { id: askedBy } = budi.send('SAL');
  await telegram.waitFor(() => budi.chat.messages.some(({ id, from }) => from === 'bot' && id > askedBy));
  const killedPid = bot.pid;
  await bot.kill9();
  expect(bot.state).toBe('starting');

  await bot.whenReady();
  expect(bot.pid).not.toBe(killedPid);
  const isDone = () => budi.chat.messages.some(({ text }) => TOKEN.test(text));
  await telegram.waitFor(isDone, { timeoutMs: 90_000 });
  expect(klikoo.transactions).toHaveLength(1);
  await bot.stop();
  expect(bot.state).toBe('stopped');
  expect(processesOf(sandbox.dataDir).bots).toEqual([]);
});

test('killed, it leaves no bot behind, and the next one goes on with its data', PATIENCE, async () => {
  const dataDir = await ownDirectory();
  const killed = runSandbox(['--data', dataDir]);
  killed.type(['S10.081234569901.1234', ':[Beli]'], { hasMore: true });
  await killed.prints('SUKSES. SN:');
  expect(processesOf(dataDir).bots).toHaveLength(1);
  killed.kill('SIGKILL');
  await killed.ended;
  await vi.waitFor(() => expect(processesOf(dataDir).bots).toEqual([]), { timeout: 10_000 });

  const sandbox = await start({ dataDir });
  expect(sandbox.isNew).toBe(false);
  expect(await balanceOf(sandbox, BUDI)).toBe(500_000 - 10_550);
  // What the kill interrupted may be told first.
  expect(await typed(sandbox, ['SAL'])).toMatch(
    /^Budi> SAL\n(?:[\s\S]*\n)?Konter \d\d:\d\d WIB\n {2}Saldo 489\.450$/m,
  );
  await expect(startSandbox({ env: {}, dataDir })).rejects.toThrow('in use by another sandbox');
  await sandbox.stop();
  expect(processesOf(dataDir)).toEqual(NOBODY);

  const fresh = await start({ dataDir, isFresh: true });
  expect(fresh.isNew).toBe(true);
  expect(await balanceOf(fresh, BUDI)).toBe(500_000);
});

test('SIGTERM ends everything within seconds', PATIENCE, async () => {
  const dataDir = await ownDirectory();
  const sandbox = runSandbox(['--data', dataDir]);
  await sandbox.prints('Things to try');
  expect(processesOf(dataDir).databases).not.toEqual([]);
  const askedAtMs = performance.now();
  sandbox.kill('SIGTERM');
  expect(await sandbox.ended).toBe(0);
  expect(performance.now() - askedAtMs).toBeLessThan(10_000);
  expect(processesOf(dataDir)).toEqual(NOBODY);
});

test('a bot that does not come up is shown with the end of its log', PATIENCE, async () => {
  const dataDir = await ownDirectory();
  const klikoo = makeCredentials();
  const settings = { version: 1, botToken: '4242:sandbox-token', pinPepper: 'ab', klikoo };
  writeFileSync(join(dataDir, 'settings.json'), JSON.stringify(settings));

  await expect(startSandbox({ env: {}, dataDir })).rejects.toThrow(
    /did not start: exit code 78\.[\s\S]*PIN_PEPPER is shorter than 32 bytes/,
  );
  expect(processesOf(dataDir)).toEqual(NOBODY);
});

test('it refuses to start beside what belongs to a real bot', async () => {
  for (const name of ['BOT_TOKEN', 'KLIKOO_BASE_URL', 'KLIKOO_CLIENT_SECRET', 'KLIKOO_PRIVATE_KEY']) {
    const starting = startSandbox({ env: { [name]: 'https://real.example/' } });
    await expect(starting).rejects.toThrow(`${name} is set, as for a real bot.`);
  }
  const sandbox = runSandbox([], { BOT_TOKEN: '1:real' });
  expect(await sandbox.ended).toBe(78);
  expect(sandbox.output()).toContain('BOT_TOKEN is set');
  expect(sandbox.output()).not.toContain('1:real');
});

test('what it does not understand it refuses, with what it does', async () => {
  const wrong = [['--wat'], ['--data'], ['--data='], ['extra']].map((args) => runSandbox(args));
  for (const sandbox of wrong) {
    expect(await sandbox.ended).toBe(64);
    expect(sandbox.output()).toContain('--data DIR');
  }
  const help = runSandbox(['--help']);
  expect(await help.ended).toBe(0);
  expect(help.output()).toContain('--fresh');
});

test('a folder with other things in it is left alone, with --fresh too', async () => {
  const dataDir = await ownDirectory();
  writeFileSync(join(dataDir, 'thesis.txt'), 'years of work');
  for (const isFresh of [false, true]) {
    await expect(startSandbox({ env: {}, dataDir, isFresh })).rejects.toThrow('holds other things');
  }
  expect(readdirSync(dataDir)).toEqual(['thesis.txt']);
});
