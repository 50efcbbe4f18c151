import { readFile, stat } from 'node:fs/promises';
import { expect, test } from 'vitest';
import { createRandom } from './random.ts';
import { underLoad, type World } from './run.ts';

const SUFFIXES: [string, ...string[]] = ['9901', '7001', '9921'];
const LOAD = { people: 6, pauseMs: 800, suffixes: SUFFIXES, takeUpAfterSeconds: 4 };
const ROUNDS = Number(process.env.KONTER_ROUNDS ?? 2);
const WITHIN_MS = 120_000;

function message({ sandbox }: World): Promise<unknown> {
  return sandbox.telegram.waitForEvent((event) => event.type === 'message_sent' && event.by === 'bot', {
    timeoutMs: 60_000,
  });
}

/** What was written into the log beyond so many bytes. */
async function saidSince(log: string, bytes: number): Promise<string[]> {
  const lines = (await readFile(log)).toString('utf8', bytes).trim().split('\n');
  return lines.flatMap((line) => {
    const entry: { msg?: string } = line.startsWith('{') ? JSON.parse(line) : {};
    return entry.msg ?? [];
  });
}

test(
  'told to stop again and again under load, it loses nothing and repeats nothing',
  async () => {
    const truth = await underLoad({ ...LOAD, random: createRandom(17) }, async (world) => {
      for (let round = 0; round < ROUNDS; round++) {
        await message(world);
        await message(world);
        await world.bot.stop(20_000);
        await world.bot.start();
      }
    });
    expect(truth.differences).toEqual([]);
    expect(truth.duplicateEndings).toBe(0);
    expect(truth.delivered).toBeGreaterThan(0);
  },
  WITHIN_MS,
);

test(
  'F17: told to stop, and killed -9 five seconds later in the middle of what it waits for, it loses nothing',
  async () => {
    const truth = await underLoad(
      { ...LOAD, random: createRandom(18), logLevel: 'info' as const },
      async (world) => {
        const { sandbox, bot } = world;
        const { klikoo } = sandbox;
        await message(world);
        klikoo.nextFault({ call: 'buy', kind: 'slow' });
        await klikoo.waitForEvent((event) => event.type === 'call_held', { timeoutMs: 60_000 });
        const { size } = await stat(sandbox.botLog);
        await bot.stop(5_000);
        // It was about to stop, and did not come to its end by itself.
        const said = await saidSince(sandbox.botLog, size);
        expect(said).toContain('stopping');
        expect(said).not.toContain('stopped');
      },
    );
    expect(truth.differences).toEqual([]);
  },
  WITHIN_MS,
);
