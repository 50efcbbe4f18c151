import { type Conversation, type ConversationBuilder, createConversation } from '@grammyjs/conversations';
import { Composer, type Context } from 'grammy';
import type { Update } from 'grammy/types';
import type { KonterContext } from '../context.ts';

export type Talk = Conversation<KonterContext, Context>;

/** What went wrong outside while an update was handled inside a conversation. */
const failures = new WeakMap<Update, { error: unknown }>();

/**
 * `external`, made safe to repeat: should `task` fail, the conversation stays where it was and the update fails with the error
 * itself, so that it comes again. Left to itself, the plugin would forget the conversation and hand on a copy of the error that has
 * lost its class.
 */
export async function outside<T>(conversation: Talk, task: (ctx: KonterContext) => Promise<T>): Promise<T> {
  const result = await conversation.external(async (ctx) => {
    try {
      return { isDone: true as const, value: await task(ctx) };
    } catch (error) {
      failures.set(ctx.update, { error });
      return { isDone: false as const };
    }
  });
  return result.isDone ? result.value : conversation.skip({ next: true });
}

/** A conversation under `name`. What it lets through goes on to the features behind it. */
export function talk(
  name: string,
  builder: ConversationBuilder<KonterContext, Context>,
): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  composer.use(createConversation<KonterContext, Context>(builder, name));
  composer.use((ctx, next) => {
    throwFailure(ctx);
    return next();
  });
  return composer;
}

/** Begins a conversation; one that is underway in this chat is left. */
export async function enterTalk(ctx: KonterContext, name: string, ...args: unknown[]): Promise<void> {
  await ctx.conversation.exitAll();
  await ctx.conversation.enter(name, ...args);
  if (failures.has(ctx.update)) await ctx.conversation.exitAll();
  throwFailure(ctx);
}

function throwFailure(ctx: KonterContext): void {
  const failure = failures.get(ctx.update);
  if (failure === undefined) return;
  // A repetition may have the same update object.
  failures.delete(ctx.update);
  throw failure.error;
}

/** What an update means for a conversation. */
export type Move<Step> =
  /** It is not about this conversation, which goes on. */
  | { kind: 'pass' }
  /** It has been answered, and changes nothing. */
  | { kind: 'stay' }
  /** It is a command of its own: the conversation is left, and the command carried out. */
  | { kind: 'leave' }
  | { kind: 'step'; step: Step }
  | { kind: 'done' };

/**
 * Walks from step to step. All that happens happens in `begin` and `advance`, outside, once for each update; a replay only walks the
 * same steps again. Steps are kept as JSON.
 */
export async function walk<Step extends object>(
  conversation: Talk,
  begin: (ctx: KonterContext) => Promise<Step | undefined>,
  advance: (ctx: KonterContext, step: Step) => Promise<Move<Step>>,
): Promise<void> {
  let step: Step | undefined = await outside(conversation, begin);
  while (step !== undefined) {
    await conversation.wait();
    const here = step;
    const move: Move<Step> = await outside(conversation, (ctx) => advance(ctx, here));
    // What is skipped is not remembered: it may be anything.
    if (move.kind === 'pass') await conversation.skip({ next: true });
    if (move.kind === 'stay') await conversation.skip({ next: false });
    if (move.kind === 'leave') await conversation.halt({ next: true });
    step = move.kind === 'step' ? move.step : undefined;
  }
}
