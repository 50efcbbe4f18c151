import type { Move } from '../../../src/app/downlines.ts';
import type { TicketRequest } from '../../../src/app/tickets.ts';
import { demand } from '../invariants.ts';
import { TWO_PERSON_LIMIT } from './database.ts';
import { type Call, createSales, type Sales } from './model-sales.ts';

/** What an operator may have said of a ticket. */
type Decision = { key: string; ticketId: number };

export type Person = {
  id: number;
  uplineId: number | undefined;
  available: number;
  held: number;
  isBlocked: boolean;
  isOff: boolean;
};

export type ModelTicket = {
  id: number;
  resellerId: number;
  amount: number;
  total: number;
  state: 'open' | 'accepted' | 'rejected' | 'expired' | 'cancelled';
  expiresAt: number;
  createdAt: number;
  decisionKey: string | undefined;
};

/** A transfer or a pull-back that was asked back and may be pressed. */
export type Question = {
  token: string;
  origin: string;
  telegramId: number;
  uplineId: number;
  downlineId: number;
  state: 'open' | 'taken' | 'done' | 'cancelled';
};

/** What is booked in the accounts of the house, and owed to uplines. */
export type House = { supplier: number; margin: number; equity: number; owed: Map<number, number> };

/**
 * The books as they must be, in plain TypeScript: told of every call that was made, with its answer, it says beforehand what the
 * answer must have been, and moves money by rules of its own.
 */
export type Model = {
  people: ReadonlyMap<number, Person>;
  house: House;
  sales: Sales;
  tickets: ReadonlyMap<number, ModelTicket>;
  questions: ReadonlyMap<string, Question>;
  moves: ReadonlyMap<string, Move>;
  /** @returns what happened, to be counted. @throws {ViolationError} when the answer is not what it must be */
  apply(call: Call): string | undefined;
};

export type ModelOptions = {
  uplines: readonly (number | undefined)[];
  deposits: readonly number[];
  prices: () => { costs: Record<string, number>; markup: number; isPaused: boolean };
};

/** Calls that change nothing which is compared. */
export const UNCOMPARED: ReadonlySet<string> = new Set([
  'actions.find',
  'banks.get',
  'chain',
  'downlines.earned',
  'downlines.earners',
  'downlines.sameMoves',
  'limit.get',
  'resellers.findById',
  'resellers.findByTelegramId',
  'resellers.findSender',
  'resellers.telegramIds',
  'tickets.find',
  'tickets.twins',
  // What was asked for, and not the money: followed by the model alone.
  'actions.done',
  'actions.refused',
  'actions.take',
  'actions.approve',
  'moves.ask',
  'moves.done',
  'moves.refused',
  'moves.take',
]);

const MOST_OPEN = 3;
const MOST_A_DAY = 20;
const DAY_MS = 24 * 3_600_000;

/** What a move sends to the downline: less than nothing when it takes back. */
export function sentBy({ kind, amount }: Pick<Move, 'kind' | 'amount'>): number {
  return kind === 'transfer' ? amount : 0 - amount;
}

export function createModel({ uplines, deposits, prices }: ModelOptions): Model {
  const people = new Map<number, Person>(
    uplines.map((uplineId, i) => [
      i + 1,
      { id: i + 1, uplineId, available: deposits[i] ?? 0, held: 0, isBlocked: false, isOff: false },
    ]),
  );
  const house: House = {
    supplier: 0,
    margin: 0,
    equity: -deposits.reduce((all, each) => all + each, 0),
    owed: new Map(),
  };
  const tickets = new Map<number, ModelTicket>();
  const opened = new Map<string, number>();
  const questions = new Map<string, Question>();
  const cancelled = new Set<string>();
  const moves = new Map<string, Move>();
  const moved = new Map<string, { upline: number; downline: number }>();
  const booked = new Map<string, number>();
  const said = new Set<string>();
  const sales = createSales({ person, house, prices });

  function person(id: number): Person {
    const found = people.get(id);
    demand(found !== undefined, () => `reseller ${id} is nobody`);
    return found;
  }

  function left(uplineId: number, downlineId: number): number {
    let sum = 0;
    for (const each of moves.values())
      if (each.uplineId === uplineId && each.downlineId === downlineId) sum += sentBy(each);
    return sum;
  }

  function refusalOf({ key, kind, uplineId, downlineId, amount, known, day }: Move): string | undefined {
    const upline = person(uplineId);
    const downline = person(downlineId);
    if (cancelled.has(key)) return 'cancelled';
    if (downline.uplineId !== uplineId) return 'not_downline';
    if (upline.isBlocked || upline.isOff) return 'blocked';
    if (downline.isBlocked) return 'other_blocked';
    if (kind === 'transfer' && downline.isOff) return 'other_off';
    if (kind === 'transfer' && amount < 1_000) return 'too_small';
    if (kind === 'take_back' && left(uplineId, downlineId) < amount) return 'too_much';
    if ((kind === 'transfer' ? upline : downline).available < amount) return 'insufficient';
    const same = [...moves.values()].filter(
      (each) =>
        each.uplineId === uplineId &&
        each.downlineId === downlineId &&
        each.kind === kind &&
        each.amount === amount &&
        each.day === day,
    );
    return same.length > known ? 'repeat' : undefined;
  }

  function move(wanted: Move, verdict: { kind: string; uplineBalance?: number; downlineBalance?: number }) {
    const { key, kind } = wanted;
    const expected = moves.has(key) ? 'moved' : (refusalOf(wanted) ?? 'moved');
    demand(verdict.kind === expected, () => `${key}: ${verdict.kind} instead of ${expected}`);
    if (expected !== 'moved') return `${kind} ${expected}`;
    const isNew = !moves.has(key);
    if (isNew) {
      const upline = person(wanted.uplineId);
      const downline = person(wanted.downlineId);
      upline.available -= sentBy(wanted);
      downline.available += sentBy(wanted);
      moves.set(key, wanted);
      moved.set(key, { upline: upline.available, downline: downline.available });
    }
    const after = moved.get(key);
    demand(
      verdict.uplineBalance === after?.upline && verdict.downlineBalance === after?.downline,
      () =>
        `${key}: balances ${verdict.uplineBalance} and ${verdict.downlineBalance}, not ${after?.upline} and ${after?.downline}`,
    );
    return `${kind} ${isNew ? 'moved' : 'moved before'}`;
  }

  function pay(id: number, amount: number) {
    const upline = person(id);
    const due = Math.max(house.owed.get(id) ?? 0, -upline.available);
    demand(amount === due, () => `reseller ${id} was paid ${amount} of commission instead of ${due}`);
    upline.available += due;
    house.owed.set(id, (house.owed.get(id) ?? 0) - due);
    return due === 0 ? 'commission nothing due' : due > 0 ? 'commission paid' : 'commission taken back';
  }

  function expireTickets(now: Date, resellerId?: number): void {
    for (const ticket of tickets.values())
      if (
        ticket.state === 'open' &&
        ticket.expiresAt <= now.getTime() &&
        (resellerId ?? ticket.resellerId) === ticket.resellerId
      )
        ticket.state = 'expired';
  }

  function openTicket(
    { resellerId, amount, origin }: TicketRequest,
    now: Date,
    answer: { kind: string; ticket?: { id: number; total: number; expiresAt: Date } },
  ): string {
    const { ticket } = answer;
    const known = opened.get(origin);
    if (known === undefined) expireTickets(now, resellerId);
    const his = [...tickets.values()].filter((each) => each.resellerId === resellerId);
    const twin = his.find((each) => each.state === 'open' && each.amount === amount);
    const today = his.filter((each) => each.createdAt > now.getTime() - DAY_MS).length;
    const same = known ?? twin?.id;
    const expected =
      same !== undefined
        ? 'exists'
        : his.filter((each) => each.state === 'open').length >= MOST_OPEN
          ? 'too_many'
          : today >= MOST_A_DAY
            ? 'too_many_today'
            : 'opened';
    demand(answer.kind === expected, () => `ticket ${origin}: ${answer.kind} instead of ${expected}`);
    if (ticket === undefined) return `ticket ${expected}`;
    demand(
      same === undefined || same === ticket.id,
      () => `ticket ${origin} is #${ticket.id}, it was #${same}`,
    );
    if (expected === 'opened') {
      const digits = ticket.total - amount;
      demand(
        digits >= 1 && digits <= 999,
        () => `ticket #${ticket.id} of ${amount} asks for ${ticket.total}`,
      );
      const { id, total, expiresAt } = ticket;
      const times = { createdAt: now.getTime(), expiresAt: expiresAt.getTime() };
      tickets.set(id, { id, resellerId, amount, total, state: 'open', decisionKey: undefined, ...times });
      opened.set(origin, id);
    }
    const others = [...tickets.values()].filter((each) => each.amount === amount && each.state === 'open');
    return expected === 'opened' && others.length > 1
      ? 'ticket opened beside its like'
      : `ticket ${expected}`;
  }

  function ticketOf(id: number): ModelTicket {
    const ticket = tickets.get(id);
    demand(ticket !== undefined, () => `there is no ticket #${id}`);
    return ticket;
  }

  function accept({ key, ticketId }: Decision, answer: { kind: string; balance?: number }): string {
    const ticket = ticketOf(ticketId);
    const isWaiting = ticket.state === 'open' || ticket.state === 'expired';
    const isAgain = ticket.state === 'accepted' && ticket.decisionKey === key;
    const expected = isWaiting || isAgain ? 'accepted' : 'over';
    demand(
      answer.kind === expected,
      () => `ticket #${ticketId} is ${ticket.state}, and ${key}: ${answer.kind} instead of ${expected}`,
    );
    const what =
      expected === 'over' ? `over, ${ticket.state}` : isAgain ? 'again' : `of an ${ticket.state} one`;
    if (isWaiting) {
      person(ticket.resellerId).available += ticket.total;
      house.equity -= ticket.total;
      ticket.state = 'accepted';
      ticket.decisionKey = key;
      booked.set(`ticket:${ticketId}`, person(ticket.resellerId).available);
    }
    if (expected === 'accepted')
      demand(
        answer.balance === booked.get(`ticket:${ticketId}`),
        () => `ticket #${ticketId} was accepted with the balance ${answer.balance}`,
      );
    return `accept ${what}`;
  }

  function reject({ key, ticketId }: Decision, answer: { kind: string }): string {
    const ticket = ticketOf(ticketId);
    const isWaiting = ticket.state === 'open' || ticket.state === 'expired';
    if (isWaiting) {
      ticket.state = 'rejected';
      ticket.decisionKey = key;
    }
    const expected = ticket.state === 'rejected' && ticket.decisionKey === key ? 'rejected' : 'over';
    demand(
      answer.kind === expected,
      () => `ticket #${ticketId}: ${answer.kind} instead of ${expected} by ${key}`,
    );
    return `reject ${expected}`;
  }

  function cancelTicket(
    { ticketId, resellerId }: { ticketId: number; resellerId: number },
    answer: { state: string } | undefined,
  ): string {
    const ticket = ticketOf(ticketId);
    const isHis = ticket.resellerId === resellerId;
    if (!isHis) {
      demand(answer === undefined, () => `ticket #${ticketId} was shown to reseller ${resellerId}`);
      return "cancel another's ticket";
    }
    const was = ticket.state;
    if (was === 'open') ticket.state = 'cancelled';
    demand(
      answer?.state === ticket.state,
      () => `ticket #${ticketId} was to be cancelled and is ${answer?.state}, not ${ticket.state}`,
    );
    return `cancel ticket ${was}`;
  }

  function cancelQuestion(token: string, telegramId: number, isCancelled: boolean): string {
    const question = questions.get(token);
    const mayBe =
      question !== undefined &&
      question.telegramId === telegramId &&
      (question.state === 'open' || (question.state === 'taken' && !moves.has(`move:${question.origin}`)));
    demand(isCancelled === mayBe, () => `question ${token} was ${isCancelled ? '' : 'not '}cancelled`);
    if (mayBe) {
      question.state = 'cancelled';
      cancelled.add(`move:${question.origin}`);
    }
    return `cancel question ${mayBe ? 'in time' : 'too late'}`;
  }

  function close(token: string, state: 'done' | 'cancelled'): void {
    const question = questions.get(token);
    if (question?.state !== 'taken') return;
    question.state = state;
    if (state === 'cancelled') cancelled.add(`move:${question.origin}`);
  }

  /** Said once under its key, and only where it was otherwise. */
  function say(key: string, isSo: boolean, set: () => void): string {
    if (said.has(key) || isSo) return 'said again';
    said.add(key);
    set();
    return 'said';
  }

  function depositOrCorrect(key: string, resellerId: number, amount: number, balance: number | undefined) {
    const who = person(resellerId);
    const isNew = !booked.has(key);
    if (isNew && who.available + amount < 0) {
      demand(balance === undefined, () => `${key} was booked below zero`);
      return 'correction below zero';
    }
    if (isNew) {
      who.available += amount;
      house.equity -= amount;
      booked.set(key, who.available);
    }
    demand(balance === booked.get(key), () => `${key}: balance ${balance}, not ${booked.get(key)}`);
    return amount < 0 ? 'correction' : isNew ? 'deposit' : 'deposit again';
  }

  /** So much is moved by two operators only, and not twice by the same one. */
  function checkTwo(taken: { kind: string; askerId?: number; secondId?: number; action?: object }): void {
    if (taken.kind !== 'do' || taken.action === undefined || !('amount' in taken.action)) return;
    const { askerId, secondId, action } = taken;
    demand(
      secondId === undefined ? Math.abs(Number(action.amount)) <= TWO_PERSON_LIMIT : secondId !== askerId,
      () => `${JSON.stringify(action)} is done by ${askerId} and ${secondId ?? 'nobody else'}`,
    );
  }

  return {
    people,
    house,
    sales,
    tickets,
    questions,
    moves,
    apply(call) {
      const { name, args } = call;
      // Named by who wrote the call: their arguments are what that function of the port takes.
      const [first, second, third] = args as [never, never, never];
      const value = call.value as never;
      switch (name) {
        case 'actions.take':
        case 'actions.approve':
          checkTwo(value);
          return undefined;
        case 'moves.ask': {
          const { origin, telegramId, resellerId, action } = first as Omit<Question, 'state' | 'uplineId'> & {
            resellerId: number;
            action: { downlineId: number };
          };
          const { token } = value as { token: string };
          const { downlineId } = action;
          if (!questions.has(token))
            questions.set(token, {
              token,
              origin,
              telegramId,
              uplineId: resellerId,
              downlineId,
              state: 'open',
            });
          return undefined;
        }
        case 'moves.take': {
          const { kind } = value as { kind: string };
          const question = questions.get(first);
          demand(
            kind !== 'do' || question?.telegramId === second,
            () => `question ${String(first)} was answered by ${String(second)}`,
          );
          if (kind === 'do' && question !== undefined) question.state = 'taken';
          return `press ${kind}`;
        }
        case 'moves.done':
          close(first, 'done');
          return undefined;
        case 'moves.refused':
          close(first, 'cancelled');
          return undefined;
        case 'moves.cancel':
          return cancelQuestion(first, second, value);
        case 'downlines.move':
          return move(first, value);
        case 'downlines.pay':
          return pay(first, value);
        case 'downlines.setMarkup':
          sales.setMarkup(first, second);
          return 'markup set';
        case 'downlines.setOff': {
          const { key, downlineId, isOff } = first as { key: string; downlineId: number; isOff: boolean };
          const who = person(downlineId);
          const what = say(`${isOff} ${key}`, who.isOff === isOff, () => {
            who.isOff = isOff;
          });
          return `${isOff ? 'off' : 'on'} ${what}`;
        }
        case 'resellers.setState': {
          const { key, resellerId, state } = first as { key: string; resellerId: number; state: string };
          const who = person(resellerId);
          const isBlocked = state === 'blocked';
          const what = say(`${state} ${key}`, who.isBlocked === isBlocked, () => {
            who.isBlocked = isBlocked;
          });
          return `${state} ${what}`;
        }
        case 'money.deposit':
        case 'money.correct':
          return depositOrCorrect(first, second, third, value);
        case 'tickets.open':
          return openTicket(first, second, value);
        case 'tickets.accept':
          return accept(first, value);
        case 'tickets.reject':
          return reject(first, value);
        case 'tickets.cancel':
          return cancelTicket(first, value);
        case 'tickets.claimNews':
          expireTickets(first);
          return undefined;
        case 'tickets.told':
          return `ticket told ${String(second)}`;
        default:
          return sales.apply(call);
      }
    },
  };
}
