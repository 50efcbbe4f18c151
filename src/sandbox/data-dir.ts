import { randomBytes } from 'node:crypto';
import { existsSync } from 'node:fs';
import {
  type FileHandle,
  mkdir,
  mkdtemp,
  readdir,
  readFile,
  rename,
  rm,
  stat,
  writeFile,
} from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { z } from 'zod';
import { placesIn } from '../store/embedded/cluster.ts';
import { tryLock } from '../store/embedded/lock.ts';
import { stopPostmaster } from '../store/embedded/postmaster.ts';
import { makeCredentials } from './klikoo/credentials.ts';

/** What a sandbox makes up once and must know again when it is started on the same data. */
const settingsSchema = z.object({
  version: z.literal(1),
  botToken: z.string(),
  /** Hex. */
  pinPepper: z.string(),
  klikoo: z.object({
    clientId: z.string(),
    clientSecret: z.string(),
    privateKeyPem: z.string(),
    publicKeyPem: z.string(),
  }),
});
export type SandboxSettings = z.infer<typeof settingsSchema>;

/** What both fakes remembered; checked by themselves. */
const memorySchema = z.object({ telegram: z.unknown(), klikoo: z.unknown() });
export type FakesMemory = z.infer<typeof memorySchema>;

export type DataDir = {
  readonly path: string;
  /** False: it is removed at the end. */
  readonly isKept: boolean;
  readonly settings: SandboxSettings;
  /** `undefined`: this is a new sandbox. */
  readonly memory: FakesMemory | undefined;
  readonly places: { database: string; bot: string; botLog: string };
  /** In one piece, or the one before stays. */
  saveMemory(memory: FakesMemory): Promise<void>;
  /** Lets others use it, or removes it. Nothing may run in it any more. */
  close(): Promise<void>;
};

/** The directory cannot be used; the message says what to do. */
export class DataDirError extends Error {
  override readonly name = 'DataDirError';
}

const PREFIX = 'konter-sandbox-';
const SETTINGS = 'settings.json';
const LOCK = 'sandbox.lock';

/**
 * @param given kept; made if it is not there. `undefined`: a new temporary directory.
 * @param isFresh throws away what a sandbox has left in `given`, and nothing else.
 * @throws {DataDirError} when it is used by another sandbox, or holds something else.
 */
export async function openDataDir(given: string | undefined, isFresh: boolean): Promise<DataDir> {
  await removeLeftovers();
  const path = given === undefined ? await makeTemporary() : resolve(given);
  const isKept = given !== undefined;
  if (isKept) await checkOurs(path);
  const lock = await lockOf(path);
  try {
    if (isFresh) await empty(path);
    const settings = await settingsIn(path);
    return {
      path,
      isKept,
      settings,
      memory: await memoryIn(path),
      places: placesOf(path),
      saveMemory: (memory) => writeWhole(placesOf(path).memory, memory),
      async close() {
        await lock.close();
        if (!isKept) await rm(path, { recursive: true, force: true });
      },
    };
  } catch (error) {
    await lock.close();
    if (!isKept) await rm(path, { recursive: true, force: true });
    throw error;
  }
}

function placesOf(path: string) {
  return {
    database: join(path, 'database'),
    /** `DATA_DIR` of the bot. */
    bot: join(path, 'bot'),
    botLog: join(path, 'bot.log'),
    memory: join(path, 'fakes.json'),
    settings: join(path, SETTINGS),
  };
}

function makeTemporary(): Promise<string> {
  return mkdtemp(join(tmpdir(), `${PREFIX}${process.pid}-`));
}

/** A sandbox that was killed leaves its directory behind, with a database server at work in it. */
async function removeLeftovers(): Promise<void> {
  for (const name of await readdir(tmpdir())) {
    const pid = Number(new RegExp(`^${PREFIX}(\\d+)-`).exec(name)?.[1]);
    if (!(pid > 0) || existsSync(`/proc/${pid}`)) continue;
    const path = join(tmpdir(), name);
    const found = await stat(path).catch(() => undefined);
    if (!found?.isDirectory() || found.uid !== process.getuid?.()) continue;
    await stopPostmaster(placesIn(placesOf(path).database).cluster);
    await rm(path, { recursive: true, force: true });
  }
}

/** So that `--data .` in the wrong folder neither litters nor, with `--fresh`, removes anything. */
async function checkOurs(path: string): Promise<void> {
  await mkdir(path, { recursive: true, mode: 0o700 });
  const names = await readdir(path);
  if (names.length === 0 || names.includes(SETTINGS) || names.includes(LOCK)) return;
  throw new DataDirError(`${path} holds other things than a sandbox: choose a new or empty folder`);
}

async function lockOf(path: string): Promise<FileHandle> {
  const lock = await tryLock(join(path, LOCK));
  if (lock) return lock;
  throw new DataDirError(`${path} is in use by another sandbox: stop that one, or choose another folder`);
}

/** The caller holds the lock, which stays. */
async function empty(path: string): Promise<void> {
  const places = placesOf(path);
  await stopPostmaster(placesIn(places.database).cluster);
  await Promise.all(Object.values(places).map((place) => rm(place, { recursive: true, force: true })));
}

async function settingsIn(path: string): Promise<SandboxSettings> {
  const places = placesOf(path);
  const known = await readJson(places.settings, settingsSchema);
  if (known) return known;
  if (existsSync(places.database)) {
    throw new DataDirError(`${path} has lost its ${SETTINGS}: bring it back, or remove the folder`);
  }
  const made: SandboxSettings = {
    version: 1,
    botToken: `4242424242:${randomBytes(24).toString('base64url')}`,
    pinPepper: randomBytes(32).toString('hex'),
    klikoo: makeCredentials(),
  };
  await writeWhole(places.settings, made);
  return made;
}

function memoryIn(path: string): Promise<FakesMemory | undefined> {
  return readJson(placesOf(path).memory, memorySchema);
}

/** `undefined`: there is no such file. */
async function readJson<T>(file: string, schema: z.ZodType<T>): Promise<T | undefined> {
  if (!existsSync(file)) return undefined;
  try {
    const raw: unknown = JSON.parse(await readFile(file, 'utf8'));
    return schema.parse(raw);
  } catch (cause) {
    throw new DataDirError(`${file} cannot be read by this version: start anew with --fresh`, { cause });
  }
}

async function writeWhole(file: string, value: unknown): Promise<void> {
  await writeFile(`${file}.new`, JSON.stringify(value), { mode: 0o600 });
  await rename(`${file}.new`, file);
}
