import { readdirSync, readFileSync } from 'node:fs';
import { registerHooks } from 'node:module';
import { join, relative } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Sql } from '../../src/store/connect.ts';
import type { Defect } from './defects.ts';

const ROOT = join(import.meta.dirname, '../..');
const BREAKPOINT = '--> statement-breakpoint';

/**
 * @throws when `from` does not stand exactly once in the file, or the file is not the last that defines the function: the program has
 * moved on, and the defect must follow.
 */
export function readWith({ name, file, from, to }: Defect): { healthy: string; planted: string } {
  const healthy = readFileSync(join(ROOT, file), 'utf8');
  const times = healthy.split(from).length - 1;
  if (times !== 1)
    throw new Error(`the defect "${name}" does not fit ${file}: what it replaces is there ${times} times`);
  if (file.endsWith('.sql')) {
    const changed = healthy.split(BREAKPOINT).find((statement) => statement.includes(from)) ?? '';
    const last = lastWithFunction(nameOfFunction(changed));
    if (last !== file) throw new Error(`the defect "${name}" is in ${file}, and its function in ${last}`);
  }
  return { healthy, planted: healthy.replace(from, () => to) };
}

function nameOfFunction(statement: string): string {
  return /^create (?:or replace )?function (\w+)/m.exec(statement)?.[1] ?? '';
}

/** The migration that said last what a function does. */
function lastWithFunction(name: string): string | undefined {
  const files = readdirSync(join(ROOT, 'drizzle')).filter((each) => each.endsWith('.sql'));
  return files
    .toSorted()
    .map((each) => `drizzle/${each}`)
    .findLast((each) =>
      readFileSync(join(ROOT, each), 'utf8')
        .split(BREAKPOINT)
        .some((statement) => nameOfFunction(statement) === name),
    );
}

/** From here on `import('…?defect=N')` loads the program anew with the Nth of `defects` planted in its sources. */
export function plantInSources(defects: readonly Defect[]): void {
  registerHooks({
    resolve(specifier, context, nextResolve) {
      const resolved = nextResolve(specifier, context);
      const query = /\?defect=\d+$/.exec(context.parentURL ?? '')?.[0];
      const isOurs =
        resolved.url.startsWith('file:') &&
        !resolved.url.includes('/node_modules/') &&
        !resolved.url.includes('?');
      return query !== undefined && isOurs ? { ...resolved, url: resolved.url + query } : resolved;
    },
    load(url, context, nextLoad) {
      const loaded = nextLoad(url, context);
      const number = /\?defect=(\d+)$/.exec(url)?.[1];
      const defect = number === undefined ? undefined : defects[Number(number)];
      const file = url.startsWith('file:') ? relative(ROOT, fileURLToPath(url.replace(/\?.*/, ''))) : '';
      return defect?.file === file ? { ...loaded, source: readWith(defect).planted } : loaded;
    },
  });
}

/** Plants a defect in the functions of a database; what is returned takes it out again. */
export async function plantInDatabase(sql: Sql, defect: Defect): Promise<() => Promise<void>> {
  if (!defect.file.endsWith('.sql')) return async () => {};
  const { healthy, planted } = readWith(defect);
  const sound = healthy.split(BREAKPOINT);
  const broken = planted.split(BREAKPOINT);
  const at = sound.findIndex((statement, i) => statement !== broken[i]);
  const statement = (broken[at] ?? '').replace(/^create function/m, 'create or replace function');
  const name = nameOfFunction(statement);
  const [before] = await sql<{ source: string }[]>`
    select pg_get_functiondef(oid) as source from pg_proc where proname = ${name} and pronamespace = 'public'::regnamespace`;
  if (before === undefined) throw new Error(`the defect "${defect.name}" is in no function`);
  await sql.unsafe(statement);
  return async () => {
    await sql.unsafe(before.source);
  };
}
