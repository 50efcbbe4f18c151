import type { Composer } from 'grammy';
import { DEFAULT_PREFIXES, isPrefix, OPERATORS, readOperator } from '../../domain/operator.ts';
import type { KonterContext } from '../context.ts';
import { reply } from '../reply.ts';
import { wordsOf } from './operator-arguments.ts';
import { ask } from './operator-ask.ts';

/** `/prefiks`, `/prefiks 0859 xl`, `/prefiks 0859 -`: whose mobile numbers begin how. */
export function addOperatorPrefixes(desk: Composer<KonterContext>): void {
  desk.command('prefiks', async (ctx) => {
    const [prefix, ...rest] = wordsOf(ctx.match);
    return prefix === undefined ? list(ctx) : change(ctx, prefix, rest.join(' '));
  });
}

async function list(ctx: KonterContext): Promise<void> {
  const { prefixes } = ctx.parts;
  const [known, changes] = await Promise.all([prefixes.get(), prefixes.changes()]);
  const operators = OPERATORS.map((operator) => ({
    operator,
    prefixes: [...known].flatMap(([prefix, each]) => (each === operator ? [prefix] : [])).toSorted(),
  }));
  const changed = [...changes].filter(([prefix, operator]) => DEFAULT_PREFIXES.get(prefix) !== operator);
  await reply(
    ctx,
    ctx.texts.prefixes.list({ operators, changed: new Set(changed.map(([prefix]) => prefix)) }),
  );
}

async function change(ctx: KonterContext, prefix: string, typed: string): Promise<void> {
  const texts = ctx.texts.prefixes;
  const to = readOperator(typed);
  if (!isPrefix(prefix) || (to === undefined && typed !== '-')) {
    await reply(ctx, texts.usage(OPERATORS));
    return;
  }
  const from = (await ctx.parts.prefixes.get()).get(prefix);
  if (from === to) {
    await reply(ctx, texts.same({ prefix, operator: to }));
    return;
  }
  const token = await ask(ctx, { kind: 'prefix', prefix, operator: to ?? null });
  await reply(ctx, texts.ask({ prefix, from, to }, token));
}
