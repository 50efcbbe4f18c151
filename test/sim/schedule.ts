import type { Faults } from './faults.ts';
import type { Random } from './random.ts';

/** The connection to the database was lost: the statement may have been executed or not. */
export class DatabaseCutError extends Error {
  override name = 'DatabaseCutError';
}

/** What a call of a port touches: the faults that can strike it follow from that. */
export type EffectKind = 'database' | 'supplier' | 'telegram' | 'alarm' | 'other';

/** One process of the program: what it has in memory is gone when it dies. */
export type Process = {
  readonly name: string;
  isAlive: boolean;
  /** Until then it does not run at all (SIGSTOP, a machine that sleeps); in milliseconds of the simulated clock. */
  pausedUntilMs: number;
  /** Its clock against the true one. */
  readonly skewMs: number;
};

/** A call that a task is waiting for: not made yet, or made and not answered yet. */
export type Effect = {
  process: Process;
  kind: EffectKind;
  name: string;
  args: readonly unknown[];
  askedAtMs: number;
  run: () => unknown;
  answer?: { isError: boolean; value: unknown };
  settle: (answer: { isError: boolean; value: unknown }) => void;
};

export type Schedule = {
  /** Calls that wait, of processes that live. */
  readonly waiting: readonly Effect[];
  /** Makes every call of a function of `port` named in `names` an effect of `process`; without `names`, of all its functions. */
  wrap<T extends object>(
    process: Process,
    kind: EffectKind,
    port: T,
    names?: readonly (keyof T & string)[],
  ): T;
  effect(
    process: Process,
    kind: EffectKind,
    name: string,
    args: readonly unknown[],
    run: () => unknown,
  ): Promise<unknown>;
  /** Does something to one of the calls that wait: makes it, answers it, or both, or kills or cuts it off instead. False: none can go on. */
  advance(): Promise<boolean>;
  kill(process: Process): void;
};

export type ScheduleOptions = {
  random: Random;
  faults: Faults;
  nowMs: () => number;
  trace: (line: () => string) => void;
  /** After a call has been made, before its answer goes anywhere. */
  onMade: (effect: Effect, value: unknown) => Promise<void>;
  onKilled: (process: Process) => void;
};

/** Lets tasks run until each waits for a call again: between two calls they only compute. */
export function tasksWait(): Promise<void> {
  return new Promise((resolve) => {
    setImmediate(resolve);
  });
}

/**
 * Decides in which sequence the calls of all tasks of all processes are made and answered. A call is made as a whole, one at a time;
 * between its making and its answer, and between any two calls, anything may come.
 */
export function createSchedule(options: ScheduleOptions): Schedule {
  const { random, faults, nowMs, trace, onMade, onKilled } = options;
  let waiting: Effect[] = [];

  function effect(
    process: Process,
    kind: EffectKind,
    name: string,
    args: readonly unknown[],
    run: () => unknown,
  ): Promise<unknown> {
    return new Promise((resolve, reject) => {
      // A task of a dead process never goes on: nobody is there any more who could.
      if (!process.isAlive) return;
      waiting.push({
        process,
        kind,
        name,
        args,
        askedAtMs: nowMs(),
        run,
        settle: ({ isError, value }) => (isError ? reject(value) : resolve(value)),
      });
    });
  }

  function kill(process: Process): void {
    process.isAlive = false;
    waiting = waiting.filter((each) => each.process !== process);
    onKilled(process);
  }

  async function make(each: Effect): Promise<void> {
    if (faults.strikes('crash_before')) {
      trace(() => `${each.process.name} dies before ${each.name}`);
      kill(each.process);
      return;
    }
    if (each.kind === 'database' && faults.strikes('database_cut_before')) {
      each.answer = { isError: true, value: new DatabaseCutError('before') };
      trace(() => `${each.process.name} loses the database before ${each.name}`);
      return;
    }
    try {
      const value = await each.run();
      each.answer = { isError: false, value };
    } catch (error) {
      each.answer = { isError: true, value: error };
    }
    const { answer } = each;
    trace(() => `${each.process.name} ${each.name}(${shown(each.args)}) → ${shown([answer.value])}`);
    await onMade(each, answer.isError ? undefined : answer.value);
    if (each.kind === 'database' && faults.strikes('database_cut_after')) {
      each.answer = { isError: true, value: new DatabaseCutError('after') };
      trace(() => `${each.process.name} loses the answer to ${each.name}`);
    }
    if (faults.strikes('crash_after')) {
      trace(() => `${each.process.name} dies after ${each.name}`);
      kill(each.process);
    }
  }

  async function answer(each: Effect): Promise<void> {
    if (each.answer === undefined) return;
    waiting = waiting.filter((other) => other !== each);
    each.settle(each.answer);
    await tasksWait();
  }

  return {
    get waiting() {
      return waiting;
    },
    effect,
    kill,
    wrap(process, kind, port, names) {
      return new Proxy(port, {
        get(target, property) {
          const value: unknown = Reflect.get(target, property);
          if (typeof value !== 'function' || typeof property !== 'string') return value;
          if (names !== undefined && !names.some((name) => name === property)) return value;
          return (...args: unknown[]) =>
            effect(process, kind, property, args, () => Reflect.apply(value, target, args));
        },
      });
    },
    async advance() {
      const ready = waiting.filter(({ process }) => process.pausedUntilMs <= nowMs());
      if (ready.length === 0) return false;
      const each = random.pick(ready);
      if (each.answer === undefined) {
        await make(each);
        if (!each.process.isAlive || faults.strikes('answer_late')) return true;
      }
      await answer(each);
      return true;
    },
  };
}

/** A value in a line of a trace. */
export function shown(values: readonly unknown[]): string {
  const text = values
    .map((value) =>
      value instanceof Error ? `${value.name}: ${value.message}` : (JSON.stringify(value) ?? 'nothing'),
    )
    .join(', ');
  return text.length > 300 ? `${text.slice(0, 300)}…` : text;
}
