import type { OrderRequest } from '../../../src/app/quote-order.ts';
import type { Sql } from '../../../src/store/connect.ts';
import { createOperatorActions } from '../../../src/store/operator.ts';
import type { OrderAsStored } from '../database.ts';
import type { Faults } from '../faults.ts';
import type { Random } from '../random.ts';
import { type Model, type ModelTicket, sentBy } from './model.ts';
import type { TreeUpdate } from './process.ts';

const OPERATOR = 900;
const OTHER_OPERATOR = 901;
/** Few, so that several ask for the same at the same time; the last is for two operators. */
const TICKET_AMOUNTS = [10_000, 10_000, 20_000, 100_000] as const;
const DESTINATIONS = {
  S10: ['081234567890', '081298765432', '081311112222'],
  PLN20: ['01105691111', '14225678901', '14225678902'],
} as const;
export type Code = keyof typeof DESTINATIONS;

type Sent = TreeUpdate extends infer U ? (U extends { id: number } ? Omit<U, 'id'> : never) : never;

export type PeopleOptions = {
  sql: Sql;
  random: Random;
  faults: Faults;
  model: Model;
  /** Whoever does something, and is done something to, most of the time. */
  hot: readonly number[];
  now: () => Date;
  orders: () => readonly OrderAsStored[];
  newToken: () => string;
  /** `repeats`: so many times more. */
  send: (update: Sent, repeats: number) => void;
};

/** What resellers and operators do about each other; what they buy is left to the world. */
export type People = {
  request(): OrderRequest;
  pick(): number;
  /** Some of all that they may do. */
  act(): Promise<void>;
  /** Whether somebody was asked back and has not answered. */
  isAsked(): boolean;
  answer(): void;
};

const positive = (amount: number) => Math.max(1, amount);

export function createPeople(options: PeopleOptions): People {
  const { sql, random, faults, model, hot, now, orders, newToken, send } = options;
  const everybody = [...model.people.keys()];
  const pick = () => (random.chance(0.9) ? random.pick(hot) : random.pick(everybody));
  const repeats = () => (faults.strikes('update_repeated') ? random.between(1, 4) : 0);
  let messages = 0;
  const origin = (from: number) => `${from}:m${++messages}`;

  /** An upline and one of his downlines. */
  function pair(): { uplineId: number; downlineId: number } | undefined {
    const among = hot.filter((id) => model.people.get(id)?.uplineId !== undefined);
    const downlineId = random.chance(0.95) && among.length > 0 ? random.pick(among) : pick();
    const uplineId = model.people.get(downlineId)?.uplineId;
    return uplineId === undefined ? undefined : { uplineId, downlineId };
  }

  function askMove(): void {
    const two = pair();
    if (two === undefined) return;
    const { uplineId, downlineId } = two;
    const sent = [...model.moves.values()]
      .filter((each) => each.downlineId === downlineId && each.uplineId === uplineId)
      .reduce((all, each) => all + sentBy(each), 0);
    const isTransfer = random.chance(sent > 0 ? 0.35 : 0.9);
    const has = model.people.get(isTransfer ? uplineId : downlineId)?.available ?? 0;
    const amount = random.pick(
      isTransfer
        ? [1_000, 5_000, 25_000, random.between(900, 60_000), has, Math.floor(has * 0.6)].map(positive)
        : [sent, sent, Math.floor(sent * 0.6), 1_000, has, sent + 1].map(positive),
    );
    // Now and then somebody who is not above him.
    const by = random.chance(0.03) ? pick() : uplineId;
    const from = 1000 + by;
    const what = { kind: 'ask_move', move: isTransfer ? 'transfer' : 'take_back', downlineId } as const;
    const message = origin(from);
    send({ ...what, from, origin: `${message}:1`, amount }, repeats());
    // Another line or message before the first is answered: one balance pays for both.
    if (random.chance(0.2))
      send({ ...what, from, origin: `${message}:2`, amount: amount + 1_000 }, repeats());
    if (random.chance(0.2)) send({ ...what, from, origin: `${origin(from)}:1`, amount }, repeats());
  }

  function answerMove(): void {
    const questions = [...model.questions.values()];
    const open = questions.filter(({ state }) => state === 'open' || state === 'taken');
    const among = open.length > 0 && random.chance(0.9) ? open : questions;
    if (among.length === 0) {
      askMove();
      return;
    }
    const { token, telegramId } = random.pick(among.slice(-12));
    const press = () =>
      ({ kind: random.chance(0.9) ? 'press_move' : 'cancel_move', from: telegramId, token }) as const;
    send(press(), repeats());
    if (faults.strikes('tap_repeated')) send({ ...press(), kind: 'cancel_move' }, repeats());
    if (faults.strikes('tap_repeated')) send(press(), repeats());
    if (faults.strikes('stranger_taps')) send({ ...press(), from: 1000 + pick() }, 0);
    if (random.chance(0.2)) askMove();
  }

  function openTicket(): void {
    const amount = random.pick(TICKET_AMOUNTS);
    const several = random.chance(0.3) ? random.between(2, 4) : 1;
    for (let i = 0; i < several; i++) {
      const from = 1000 + pick();
      const start = random.between(1, 3);
      send({ kind: 'open_ticket', from, origin: `${origin(from)}:${amount}`, amount, start }, repeats());
    }
  }

  /** Asks one of the operators what an action is asked for with, and lets him press [Ya]. */
  async function operate(
    action: Parameters<ReturnType<typeof createOperatorActions>['ask']>[0]['action'],
    actorId: number,
  ): Promise<void> {
    const token = newToken();
    const expiresAt = new Date(now().getTime() + 10 * 60_000);
    await createOperatorActions(sql).ask(
      { token, actorId, origin: `${actorId}:${token}`, action, expiresAt },
      now(),
    );
    const other = actorId === OPERATOR ? OTHER_OPERATOR : OPERATOR;
    send({ kind: 'perform', from: actorId, token }, repeats());
    if (faults.strikes('stranger_taps')) send({ kind: 'perform', from: other, token }, 0);
    if (random.chance(0.7)) send({ kind: 'approve', from: other, token }, repeats());
    if (random.chance(0.25)) send({ kind: 'approve', from: actorId, token }, 0);
  }

  async function decide({ id: ticketId, resellerId, total: amount }: ModelTicket): Promise<void> {
    const one = random.pick([OPERATOR, OTHER_OPERATOR]);
    const accept = { kind: 'accept_ticket', ticketId, resellerId, amount } as const;
    const reject = { kind: 'reject_ticket', ticketId, resellerId, reason: 'nothing came' } as const;
    const first = random.chance(0.8) ? accept : reject;
    await operate(first, one);
    // The other one has the same buttons.
    if (random.chance(0.35))
      await operate(random.chance(0.8) ? accept : reject, one === OPERATOR ? OTHER_OPERATOR : OPERATOR);
    if (random.chance(0.25)) cancelTicket(ticketId, resellerId);
  }

  function cancelTicket(ticketId: number, resellerId: number): void {
    const from = 1000 + (random.chance(0.1) ? pick() : resellerId);
    send({ kind: 'cancel_ticket', from, ticketId }, repeats());
  }

  async function ticket(): Promise<void> {
    const tickets = [...model.tickets.values()];
    const waiting = tickets.filter(({ state }) => state === 'open' || state === 'expired');
    const lot = random.below(100);
    if (lot < 40 || tickets.length === 0) return openTicket();
    const known = random.pick(waiting.length > 0 && random.chance(0.85) ? waiting : tickets);
    if (lot < 85) return decide(known);
    cancelTicket(known.id, known.resellerId);
  }

  function markup(): void {
    const two = pair();
    if (two === undefined) return;
    send(
      {
        kind: 'markup',
        from: 1000 + two.uplineId,
        downlineId: random.chance(0.5) ? two.downlineId : undefined,
        productCode: random.chance(0.4) ? random.pick(['S10', 'PLN20']) : undefined,
        amount: random.pick([0, 50, 100, 150, 300, 1_000]),
      },
      repeats(),
    );
  }

  async function switchOff(): Promise<void> {
    const off = [...model.people.values()].filter(({ isOff, isBlocked }) => isOff || isBlocked);
    // What is off is mostly switched on again, or soon nobody buys any more.
    const known = off.length > 0 && random.chance(0.85) ? random.pick(off) : undefined;
    const downlineId = known?.id ?? pair()?.downlineId ?? pick();
    const uplineId = model.people.get(downlineId)?.uplineId;
    if (known?.isBlocked || (known === undefined && random.chance(0.4)) || uplineId === undefined) {
      const isBlocked = model.people.get(downlineId)?.isBlocked === true;
      return operate(
        isBlocked
          ? { kind: 'unblock_reseller', resellerId: downlineId }
          : { kind: 'block_reseller', resellerId: downlineId, reason: 'asked' },
        OPERATOR,
      );
    }
    const from = 1000 + uplineId;
    send({ kind: 'off', from, key: origin(from), downlineId, isOff: known === undefined }, repeats());
  }

  function cancelOrder(): void {
    const list = orders().filter(
      ({ state }) => state === 'quoted' || state === 'held' || state === 'submitted',
    );
    const held = list.filter(({ state }) => state === 'held');
    const among = held.length > 0 && random.chance(0.8) ? held : list;
    if (among.length === 0) return;
    const { refId, chatId } = random.pick(among);
    const from = random.chance(0.05) ? 1000 + pick() : chatId;
    send({ kind: 'cancel_order', from, refId, origin: origin(from) }, repeats());
  }

  function book(): Promise<void> {
    const resellerId = pick();
    return operate(
      random.pick([
        { kind: 'deposit', resellerId, amount: random.between(1, 60_000), note: '' },
        { kind: 'correction', resellerId, amount: random.pick([-5_000, -60_000, 7_000]), reason: '' },
      ] as const),
      OPERATOR,
    );
  }

  return {
    pick,
    request() {
      const code = random.pick(['S10', 'PLN20'] as const);
      return {
        code,
        destination: random.pick(DESTINATIONS[code]),
        amount: undefined,
        occurrence: random.chance(0.7) ? 1 : random.between(1, 3),
        msisdn: undefined,
      };
    },
    isAsked: () => [...model.questions.values()].some(({ state }) => state === 'open'),
    answer: answerMove,
    async act() {
      const lot = random.below(100);
      if (lot < 45) return random.chance(0.5) ? askMove() : answerMove();
      if (lot < 70) return ticket();
      if (lot < 78) return markup();
      if (lot < 84) return switchOff();
      if (lot < 94) return cancelOrder();
      return book();
    },
  };
}
