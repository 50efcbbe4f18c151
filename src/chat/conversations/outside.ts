import { type Conversation, type ConversationBuilder, createConversation } from '@grammyjs/conversations';
import { Composer, type Context } from 'grammy';
import type { Update } from 'grammy/types';
import type { KonterContext } from '../context.ts';

export type Talk = Conversation<KonterContext, Context>;

/** The step that the conversation has come to by an update: it begins again there. */
const comeTo = new WeakMap<Update, object>();
/** Where a conversation begins that was underway. */
const resumed = new WeakMap<Talk, object>();

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

/**
 * A conversation under `name`. What it lets through goes on to the features behind it. From each step it begins anew: otherwise all
 * that was ever answered would be kept, and gone through again at each tap.
 */
export function talk(
  name: string,
  builder: ConversationBuilder<KonterContext, Context>,
): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  const handle = createConversation<KonterContext, Context>((conversation, ctx, ...args: unknown[]) => {
    const step = stepOf(args[0]);
    if (step === undefined) return builder(conversation, ctx, ...args);
    resumed.set(conversation, step);
    return builder(conversation, ctx);
  }, name);
  composer.use(async (ctx, next) => {
    // A repetition may have the same update object.
    comeTo.delete(ctx.update);
    await handle(ctx, next);
    await beginFromStep(ctx, name);
  });
  composer.use((ctx, next) => {
    throwFailure(ctx);
    return next();
  });
  return composer;
}

/** Both ends of the conversation are written at once, when the update has been handled: nothing can come between them. */
async function beginFromStep(ctx: KonterContext, name: string): Promise<void> {
  const { update } = ctx;
  const step = comeTo.get(update);
  if (step === undefined) return;
  comeTo.delete(update);
  // What a conversation begins with is kept, and what was typed may be anything.
  Object.assign(ctx, { update: { update_id: update.update_id } });
  try {
    await ctx.conversation.enter(name, { step });
  } finally {
    Object.assign(ctx, { update });
  }
}

function stepOf(argument: unknown): object | undefined {
  if (typeof argument !== 'object' || argument === null || !('step' in argument)) return undefined;
  return typeof argument.step === 'object' && argument.step !== null ? argument.step : undefined;
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
 * Walks from step to step. All that happens happens in `begin` and `advance`, outside, once for each update. Steps are kept as JSON,
 * the last one only.
 */
export async function walk<Step extends object>(
  conversation: Talk,
  begin: (ctx: KonterContext) => Promise<Step | undefined>,
  advance: (ctx: KonterContext, step: Step) => Promise<Move<Step>>,
): Promise<void> {
  // Nobody else puts one there: it was this function's `move.step`.
  const kept = resumed.get(conversation) as Step | undefined;
  const step = kept ?? (await outside(conversation, begin));
  if (step === undefined) return;
  await conversation.wait();
  const { kind } = await outside(conversation, async (ctx) => {
    const move = await advance(ctx, step);
    if (move.kind === 'step') comeTo.set(ctx.update, move.step);
    return { kind: move.kind };
  });
  // What is skipped is not remembered: it may be anything.
  if (kind === 'pass') await conversation.skip({ next: true });
  if (kind === 'stay') await conversation.skip({ next: false });
  if (kind === 'leave') await conversation.halt({ next: true });
}
