import { Composer } from 'grammy';
import type { Reseller } from '../../app/resellers.ts';
import { resolveBillProduct } from '../../domain/bill.ts';
import type { Command } from '../../domain/command/command.ts';
import {
  type AnswerFault,
  type Answers,
  build,
  type Flow,
  isFlow,
  mayBeTarget,
  mayPass,
  nextQuestion,
  PASSED,
  type Question,
  questionsOf,
  readAnswer,
  stepBack,
} from '../../domain/command/flow.ts';
import { formsOf } from '../../domain/command/forms-in-force.ts';
import { normalise } from '../../domain/command/normalise.ts';
import { containsPinLike } from '../../domain/command/pin-like.ts';
import { readDestination } from '../../domain/destination.ts';
import { parseRupiah } from '../../domain/money.ts';
import { looksLikePin } from '../../domain/pin.ts';
import type { Product } from '../../domain/product.ts';
import { searchProducts } from '../../domain/search.ts';
import { withoutPins } from '../../domain/searched.ts';
import type { Message } from '../../text/message.ts';
import { CALLBACK, type KonterContext } from '../context.ts';
import { answerCommand } from '../features/answer-command.ts';
import { mayTrade } from '../features/may-trade.ts';
import { showMenu } from '../features/menu.ts';
import { findToProve } from '../features/proofs.ts';
import { isInMenu, withBack } from '../in-menu.ts';
import { answerInPlace } from '../in-place.ts';
import { deletePinMessage } from '../pin-message.ts';
import { answer, reply } from '../reply.ts';
import { ASK } from './enter-ask.ts';
import { type Lookup, type Option, offer } from './offers.ts';
import { answeredBy, hear, isAnswered, pageData, put, wasBefore } from './one-message.ts';
import { enterTalk, type Move, talk, walk } from './outside.ts';
import { readContactPhone } from './register.ts';

type Step = {
  flow: Flow;
  at: Question;
  answers: Answers;
  /** Answered by the button it began with. */
  given: Question[];
  lookup: Lookup;
  /** Counts what was shown: a second tap on a button that has been replaced must not choose something else. */
  no: number;
  messageId: number;
  /** The message that was answered with last, or what came before it began: delivered again, it answers nothing else. */
  answeredBy: number;
  /** What the numbered buttons stand for. */
  options: Option[];
  /** It began in the menu: that is where it leads back to. */
  isInMenu: boolean;
  /** It began with a button below a list or a person, which stood in the same message. */
  isFromList: boolean;
};

/** Showing a price or a balance needs no leave to trade. */
const ONLY_SHOWS: ReadonlySet<Flow> = new Set(['downline_balance', 'receipt']);

/** What was shown so far, where there is anything. */
type Shown = Pick<Step, 'no' | 'isInMenu' | 'isFromList' | 'given'> &
  Partial<Pick<Step, 'answeredBy'>> & { messageId: number | undefined };

/**
 * Commands that were given without what they need, asked for question by question (see `questionsOf`), in one message. It collects what
 * makes the command and hands that over as if it had been typed; it knows neither PIN nor money. Entered with the flow, and the answers
 * that are known already, by {@link ASK}; to be put before the features that answer typed commands.
 */
export function createAskConversation(): Composer<KonterContext> {
  const composer = new Composer<KonterContext>();
  composer.use(
    talk(ASK, (conversation, _ctx, flow?: unknown, downline?: unknown) =>
      walk(conversation, (ctx) => begin(ctx, flow, downline), advance),
    ),
  );
  composer.callbackQuery(
    new RegExp(`^${CALLBACK.ask}:([a-z_]{1,30})(?::([A-Za-z0-9]{1,20}))?$`),
    async (ctx, next) => {
      const [, flow = '', downline] = ctx.match;
      if (!isFlow(flow)) return next();
      if (ctx.reseller === undefined) return answer(ctx, ctx.texts.account.toasts.notValid);
      await answer(ctx);
      await enterTalk(ctx, ASK, flow, ...(downline === undefined ? [] : [downline]));
    },
  );
  return composer;
}

/** `undefined`: there is nothing to ask, and he has been told why. */
async function begin(ctx: KonterContext, flow: unknown, downline: unknown): Promise<Step | undefined> {
  const { reseller } = ctx;
  if (typeof flow !== 'string' || !isFlow(flow) || reseller === undefined) return undefined;
  const inMenu = isInMenu(ctx);
  const isFromList = ctx.callbackQuery?.data?.startsWith(`${CALLBACK.ask}:`) ?? false;
  const here = inMenu || isFromList ? ctx.callbackQuery?.message?.message_id : undefined;
  if (here !== undefined) answerInPlace(ctx, { messageId: here, back: inMenu ? 'always' : 'never' });
  if (!ONLY_SHOWS.has(flow) && !(await mayTrade(ctx, reseller))) return undefined;
  const shown: Shown = { no: 0, messageId: here, isInMenu: inMenu, isFromList, given: [] };
  if (typeof downline !== 'string') return ask(ctx, reseller, { flow, answers: {} }, shown);

  const [question] = questionsOf(flow, {});
  // No button of ours: a bill is nobody's name.
  if (question !== 'downline' && question !== 'whom') return undefined;
  const found = await ctx.parts.downlines.find(reseller.id, downline);
  if (found === undefined) {
    await reply(ctx, ctx.texts.downline.notFound(downline));
    return undefined;
  }
  const answers = { [question]: found.code };
  return ask(ctx, reseller, { flow, answers }, { ...shown, given: [question] });
}

async function advance(ctx: KonterContext, step: Step): Promise<Move<Step>> {
  const { reseller } = ctx;
  // Kept by a version that asked otherwise, or he is no reseller any more.
  if (reseller === undefined || !isFlow(step.flow) || !questionsOf(step.flow, step.answers).includes(step.at))
    return { kind: 'leave' };
  const { flow } = ctx.texts;
  const contact = isAboutPhone(step.at) ? ctx.message?.contact : undefined;
  if (isAnswered(ctx, step)) return { kind: 'stay' };
  if (contact !== undefined)
    return advanceByText(ctx, reseller, step, readContactPhone(contact.phone_number));
  const heard = await hear(ctx, CALLBACK.flow, step, (commands, text) => mayBeName(step.at, commands, text));
  switch (heard.kind) {
    case 'tap':
      return advanceByTap(ctx, reseller, step, heard.key);
    case 'text':
      return wasBefore(ctx, step) ? { kind: 'stay' } : advanceByText(ctx, reseller, step, heard.text);
    case 'cancel':
      return end(ctx, step, flow.cancelled(step.flow));
    case 'leave':
      await end(ctx, step, flow.left(step.flow));
      return heard;
    default:
      return heard;
  }
}

function isAboutPhone(question: Question): boolean {
  return question === 'phone' || question === 'buyer_phone';
}

/** What people and towns are called may begin like a command that only shows something: H. Ahmad Dahlan does not ask for prices. */
const LIKE_NAMES: ReadonlySet<Command['kind']> = new Set([
  'prices',
  'status',
  'token',
  'receipt',
  'recap',
  'ledger',
  'history',
  'complaint',
  'help',
  'downline_balance',
  'add_account',
  'remove_account',
  'register_downline',
]);

function mayBeName(at: Question, commands: readonly Command[], text: string): boolean {
  if (at !== 'name' && at !== 'town') return false;
  const isOneWord = !/\S\s+\S/.test(text);
  return !isOneWord && commands.every((command) => isLikeName(command));
}

function isLikeName(command: Command): boolean {
  if ('pin' in command && command.pin) return false;
  // M. Yusuf buys nothing, and Toko 1234567 tops nothing up; who names a product or a number does.
  if (command.kind === 'guided') return command.flow === 'buy' && !/[0-9]/.test(command.code ?? '');
  if (command.kind === 'order') return readDestination(command.destination)?.shape === 'other';
  return LIKE_NAMES.has(command.kind);
}

async function advanceByTap(
  ctx: KonterContext,
  reseller: Reseller,
  step: Step,
  key: string,
): Promise<Move<Step>> {
  const { lookup } = step;
  if (key === 'b') return back(ctx, reseller, step);
  if (key === 'n') return look(ctx, reseller, step, { ...lookup, page: lookup.page + 1 });
  if (key === 'p') return look(ctx, reseller, step, { ...lookup, page: Math.max(0, lookup.page - 1) });
  const chosen = /^[0-9]{1,2}$/.test(key) ? step.options[Number(key)] : undefined;
  if (chosen === undefined) return { kind: 'stay' };
  if ('category' in chosen) return look(ctx, reseller, step, { page: 0, category: chosen.category });
  return goOn(ctx, reseller, step, chosen.answer);
}

async function advanceByText(
  ctx: KonterContext,
  reseller: Reseller,
  step: Step,
  text: string,
): Promise<Move<Step>> {
  const { flow, answers, at } = step;
  const read = readAnswer(flow, answers, at, text);
  if (read.kind === 'bad') return askAgain(ctx, reseller, step, read.fault);
  if (at === 'retail_price' && (await isBelowPaid(ctx, reseller, step, text, read.value)))
    return askAgain(ctx, reseller, step, { kind: 'unclear_amount' });
  const known = await lookUp(ctx, reseller, step, read.value);
  switch (known.kind) {
    case 'known':
      return goOn(ctx, reseller, step, known.value);
    case 'several':
      return look(ctx, reseller, step, { page: 0, query: known.query });
    case 'bad':
      return askAgain(ctx, reseller, step, known.fault);
    default: {
      const unhandled: never = known;
      throw new Error(`unhandled answer: ${JSON.stringify(unhandled)}`);
    }
  }
}

/** A number alone that is less than what the order cost is rather a PIN than the price of a receipt. */
async function isBelowPaid(
  ctx: KonterContext,
  reseller: Reseller,
  { answers }: Step,
  typed: string,
  price: string,
): Promise<boolean> {
  if (!looksLikePin(normalise(typed))) return false;
  const order = await ctx.parts.orders.findByNumber(reseller.id, Number(answers.order));
  const asked = parseRupiah(price);
  return order !== undefined && asked !== undefined && asked < order.price;
}

type Known =
  | { kind: 'known'; value: string }
  /** To be chosen from: a few words may mean several things. */
  | { kind: 'several'; query: string }
  | { kind: 'bad'; fault: AnswerFault };

/** What the records say of an answer that was typed. */
async function lookUp(ctx: KonterContext, reseller: Reseller, { at }: Step, value: string): Promise<Known> {
  const { downlines, catalog } = ctx.parts;
  const bad = (kind: 'not_downline' | 'not_product' | 'not_bill' | 'no_order' | 'not_delivered'): Known => ({
    kind: 'bad',
    fault: { kind },
  });
  switch (at) {
    case 'downline':
    case 'whom': {
      const found = await downlines.find(reseller.id, value);
      return found === undefined ? bad('not_downline') : { kind: 'known', value: found.code };
    }
    case 'product': {
      const product = await catalog.find(value.toUpperCase());
      if (product !== undefined && mayBeTarget(product.code)) return { kind: 'known', value: product.code };
      const onSale = (await catalog.onSale()).filter(({ code }) => mayBeTarget(code));
      const query = await forgetPins(ctx, value, onSale);
      const [first] = searchProducts(query, onSale, 1);
      return first === undefined ? bad('not_product') : { kind: 'several', query };
    }
    case 'bill': {
      const bills = await catalog.bills();
      const resolved = resolveBillProduct(value.toUpperCase(), bills);
      if (resolved.kind === 'found') return { kind: 'known', value: resolved.product.code };
      const query = await forgetPins(ctx, value, bills);
      const [first] = searchProducts(query, bills, 1);
      return first === undefined && resolved.kind === 'unknown'
        ? bad('not_bill')
        : { kind: 'several', query };
    }
    case 'order': {
      const order = await findToProve(ctx, reseller, value);
      if (order === undefined) return bad('no_order');
      return order.state === 'delivered'
        ? { kind: 'known', value: String(order.number) }
        : bad('not_delivered');
    }
    default:
      return { kind: 'known', value };
  }
}

/** What is searched for, without what may be a PIN; with one, the message is deleted. */
async function forgetPins(ctx: KonterContext, typed: string, products: readonly Product[]): Promise<string> {
  const query = withoutPins(typed, products);
  if (query !== typed) await deletePinMessage(ctx);
  return query;
}

/** The answer is taken; the next question, or what was asked for. */
async function goOn(ctx: KonterContext, reseller: Reseller, step: Step, value: string): Promise<Move<Step>> {
  const { flow, at } = step;
  if (value === PASSED && !mayPass(at)) return { kind: 'stay' };
  const answers = { ...step.answers, [at]: value };
  if (nextQuestion(flow, answers) !== undefined)
    return moved(await ask(ctx, reseller, { flow, answers }, { ...step, no: step.no + 1 }));
  const command = build(flow, answers);
  if (command === undefined) throw new Error(`${flow} was asked for to the end and makes no command`);
  // A card is edited for hours: it must not stand where the menu comes back to.
  const back = command.kind === 'bill' ? 'bare' : 'always';
  answerInPlace(ctx, { messageId: step.messageId, back: step.isInMenu ? back : 'never' });
  await answerCommand(ctx, reseller, command, { origin: originOfAnswer(ctx), isPinKnown: false });
  return { kind: 'done' };
}

/** What gave the last answer: the same when the update comes again, another for each tap on a message that stays. */
function originOfAnswer({ chatId, message, callbackQuery }: KonterContext): string {
  return `${chatId ?? 0}:${message?.message_id ?? `tap:${callbackQuery?.id ?? 0}`}`;
}

/** [Kembali]: out of a list that was narrowed down, to the question before, or to where it began. */
async function back(ctx: KonterContext, reseller: Reseller, step: Step): Promise<Move<Step>> {
  const { flow, lookup } = step;
  if (lookup.category !== undefined || lookup.query !== undefined)
    return look(ctx, reseller, step, { page: 0 });
  const before = stepBack(flow, step);
  if (before !== undefined)
    return moved(await ask(ctx, reseller, { flow, ...before }, { ...step, no: step.no + 1 }));
  if (step.isFromList) {
    answerInPlace(ctx, { messageId: step.messageId, back: step.isInMenu ? 'always' : 'never' });
    await answerCommand(ctx, reseller, listOf(step), { origin: originOfAnswer(ctx), isPinKnown: false });
    return { kind: 'done' };
  }
  if (!step.isInMenu) return { kind: 'stay' };
  await showMenu(ctx, reseller);
  return { kind: 'done' };
}

/** Where a flow began that a button in a list has begun. */
function listOf({ flow, answers, given }: Step): Parameters<typeof answerCommand>[2] {
  const [question] = given;
  const id = question === undefined ? undefined : answers[question];
  if (id !== undefined) return { kind: 'downline_balance', line: 0, id };
  return flow === 'markup' ? { kind: 'guided', line: 0, flow } : { kind: 'downlines', line: 0 };
}

async function look(ctx: KonterContext, reseller: Reseller, step: Step, lookup: Lookup): Promise<Move<Step>> {
  return moved(await ask(ctx, reseller, { ...step, lookup }, { ...step, no: step.no + 1 }));
}

function moved(step: Step | undefined): Move<Step> {
  return step === undefined ? { kind: 'done' } : { kind: 'step', step };
}

/** Says what was wrong, in the same message: what was typed may have been a PIN, and is forgotten. */
async function askAgain(
  ctx: KonterContext,
  reseller: Reseller,
  step: Step,
  fault: AnswerFault,
): Promise<Move<Step>> {
  if (containsPinLike(ctx.message?.text ?? '')) await deletePinMessage(ctx);
  // What can be chosen may be something else by now.
  return moved(await ask(ctx, reseller, step, { ...step, no: step.no + 1 }, fault));
}

/** Asks what is to be asked next, or `at`. `undefined`: there is nothing to choose from, and he has been told so. */
async function ask(
  ctx: KonterContext,
  reseller: Reseller,
  {
    flow,
    answers,
    at = nextQuestion(flow, answers),
    lookup = { page: 0 },
  }: Partial<Pick<Step, 'at' | 'lookup'>> & Pick<Step, 'flow' | 'answers'>,
  { no, messageId, isInMenu: inMenu, isFromList, given, answeredBy: before }: Shown,
  fault?: AnswerFault,
): Promise<Step | undefined> {
  if (at === undefined) return undefined;
  const offered = await offer(ctx, reseller, { flow, answers, at, lookup });
  const texts = ctx.texts.flow;
  if (offered === undefined) {
    await show(ctx, texts.nothing(flow), { messageId, isInMenu: inMenu });
    return undefined;
  }
  const data = (key: string | number) => `${CALLBACK.flow}:${no}:${key}`;
  const isFirst = stepBack(flow, { at, answers, given }) === undefined;
  const { category, query } = offered.lookup;
  const isNarrowed = category !== undefined || query !== undefined;
  const { page, pages } = offered;
  const message = texts.question({
    flow,
    at,
    facts: offered.facts,
    fault,
    forms: isFirst && given.length === 0 ? formsOf(flow, ctx.parts.words()) : [],
    page: pages > 1 ? { number: page + 1, of: pages } : undefined,
    choices: offered.choices.map(({ text }, i) => ({ text, data: data(i) })),
    navigation: {
      back: isFirst && !isNarrowed && !inMenu && !isFromList ? undefined : data('b'),
      cancel: data('x'),
      ...pageData(page, pages, data),
    },
  });
  return {
    flow,
    at,
    answers,
    given: [...given],
    lookup: { ...offered.lookup, page },
    no,
    messageId: await put(ctx, message, messageId),
    answeredBy: answeredBy(ctx, before),
    options: offered.choices.map(({ option }) => option),
    isInMenu: inMenu,
    isFromList,
  };
}

async function end(ctx: KonterContext, step: Step, message: Message): Promise<Move<Step>> {
  await show(ctx, message, step);
  return { kind: 'done' };
}

async function show(
  ctx: KonterContext,
  message: Message,
  { messageId, isInMenu: inMenu }: Pick<Shown, 'messageId' | 'isInMenu'>,
): Promise<void> {
  await put(ctx, inMenu ? withBack(message, ctx.texts.menu.back()) : message, messageId);
}
