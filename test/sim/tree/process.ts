import type { MoveKind } from '../../../src/app/downlines.ts';
import { approveAction, performAction } from '../../../src/app/perform-action.ts';
import type { Reseller } from '../../../src/app/resellers.ts';
import { dayOf } from '../../../src/domain/day.ts';
import { MOVE_VALID_MINUTES } from '../../../src/domain/downline.ts';
import { type Rupiah, rupiah } from '../../../src/domain/money.ts';
import { createPayCommissions } from '../../../src/jobs/pay-commissions.ts';
import { createSendGate } from '../../../src/jobs/send-gate.ts';
import { tellTickets } from '../../../src/jobs/tell-tickets.ts';
import { createDownlines } from '../../../src/store/downlines.ts';
import {
  createOperatorActions,
  createOperatorMoney,
  createTwoPersonLimit,
} from '../../../src/store/operator.ts';
import { createOrders } from '../../../src/store/orders.ts';
import { createResellerActions } from '../../../src/store/reseller-actions.ts';
import { createResellers } from '../../../src/store/resellers.ts';
import { createBankAccounts, createTickets } from '../../../src/store/tickets.ts';
import { TelegramRefusalError } from '../messenger.ts';
import { createInstance, TEXTS, TIME_ZONE, type Update, unasked, type World } from '../process.ts';
import type { Process } from '../schedule.ts';

export const OPERATORS: ReadonlySet<number> = new Set([900, 901]);

/** What somebody sent, or pressed, in a world where resellers stand below each other. */
export type TreeUpdate =
  | Update
  | ({ id: number; from: number } & (
      | { kind: 'ask_move'; origin: string; move: MoveKind; downlineId: number; amount: number }
      | { kind: 'press_move' | 'cancel_move'; token: string }
      | { kind: 'approve'; token: string }
      | { kind: 'open_ticket'; origin: string; amount: number; start: number }
      | { kind: 'cancel_ticket'; ticketId: number }
      | { kind: 'markup'; downlineId: number | undefined; productCode: string | undefined; amount: number }
      | { kind: 'off'; key: string; downlineId: number; isOff: boolean }
      | { kind: 'cancel_order'; refId: string; origin: string }
    ));

type OfSales = Extract<TreeUpdate, { kind: 'order' | 'buy' | 'cancel' | 'declare' }>;

function isOfSales(update: TreeUpdate): update is OfSales {
  return ['order', 'buy', 'cancel', 'declare'].includes(update.kind);
}

/** What is done by itself, besides the loops over orders. */
export type TreeTick = 'pay' | 'tickets';

export type TreeWorld = Omit<World, 'onHandled' | 'onFailed'> & {
  onHandled: (update: TreeUpdate, result: unknown) => void;
  onFailed: (update: TreeUpdate) => void;
};

export type TreeInstance = Omit<ReturnType<typeof createInstance>, 'handle'> & {
  handle(update: TreeUpdate): void;
  upkeep(tick: TreeTick): void;
};

/** As {@link createInstance}, with what downlines and tickets need. Calls are named `area.function`, so that none is taken for another. */
export function createTreeInstance(world: TreeWorld, process: Process): TreeInstance {
  const { schedule, sql, telegram, onError } = world;
  const sales = createInstance(world, process);
  const now = () => new Date(world.nowMs() + process.skewMs);

  const area = <T extends object>(name: string, port: T): T =>
    new Proxy(port, {
      get(target, property) {
        const value: unknown = Reflect.get(target, property);
        if (typeof value !== 'function' || typeof property !== 'string') return value;
        return (...args: unknown[]) =>
          schedule.effect(process, 'database', `${name}.${property}`, args, () =>
            Reflect.apply(value, target, args),
          );
      },
    });
  const orders = schedule.wrap(process, 'database', createOrders(sql));
  const resellers = area('resellers', createResellers(sql));
  const downlines = area('downlines', createDownlines(sql));
  const moves = area('moves', createResellerActions(sql));
  const tickets = area('tickets', createTickets(sql));
  const banks = area('banks', createBankAccounts(sql));
  const messenger = schedule.wrap(process, 'telegram', telegram.port, ['edit', 'send']);
  const alarms = schedule.wrap(process, 'alarm', {
    async raise(alarm: World['alarms'][number]) {
      world.alarms.push(alarm);
    },
  });
  const told = { now, onError: (error: unknown) => onError(process, error) };
  const performDeps = {
    orders,
    actions: area('actions', createOperatorActions(sql)),
    money: area('money', createOperatorMoney(sql)),
    twoPersonLimit: area('limit', createTwoPersonLimit(sql)),
    resellers,
    tickets,
    catalog: { setMarkup: unasked, setGlobalMarkup: unasked, find: unasked },
    pins: { reset: unasked },
    prefixes: { set: unasked },
    commandWords: { change: unasked },
    banks: { set: unasked },
    operators: OPERATORS,
    now,
  };
  const tellingDeps = {
    ...told,
    tickets,
    banks,
    resellers,
    adminIds: OPERATORS,
    messenger,
    gate: createSendGate({ nowMs: () => now().getTime() }),
    texts: (language: 'id' | 'en') => TEXTS[language],
    timeZone: TIME_ZONE,
  };
  const payCommissions = createPayCommissions({ ...told, downlines, resellers, alarms });

  /** Telling by the way, as a chat does it: what Telegram does not take is left out. */
  async function tell(telegramId: number, html: string): Promise<void> {
    try {
      await messenger.send(telegramId, { html }, {});
    } catch (error) {
      if (!(error instanceof TelegramRefusalError)) throw error;
    }
  }

  type Asked = { origin: string; kind: MoveKind; downlineId: number; amount: Rupiah };

  /** As downline-move.ts asks back, but also for what it would refuse at once: then whoever presses must be refused. */
  async function ask(from: number, uplineId: number, asked: Asked, replaced?: string): Promise<void> {
    const { origin, kind, downlineId, amount } = asked;
    const at = now();
    const same = { kind, uplineId, downlineId, amount, day: dayOf(at, TIME_ZONE) };
    const known = (await downlines.sameMoves(same)).length;
    const expiresAt = new Date(at.getTime() + MOVE_VALID_MINUTES * 60_000);
    const action = { kind, downlineId, amount, known };
    const token = world.newToken();
    const kept = await moves.ask(
      { token, resellerId: uplineId, telegramId: from, origin, action, expiresAt },
      at,
    );
    if (replaced !== undefined) await moves.refused(replaced);
    await tell(from, kept.isOpen ? 'is it so?' : 'over');
  }

  /** As downline-move.ts does what was pressed. */
  async function pressMove(from: number, token: string): Promise<unknown> {
    const at = now();
    const taken = await moves.take(token, from, at);
    if (taken.kind !== 'do') return taken;
    const { origin, action, resellerId: uplineId } = taken;
    const { kind, downlineId, known } = action;
    const amount = rupiah(action.amount);
    const day = dayOf(at, TIME_ZONE);
    const verdict = await downlines.move(
      { key: `move:${origin}`, kind, uplineId, downlineId, amount, known, day },
      at,
    );
    if (verdict.kind === 'moved') {
      await tell(1000 + downlineId, 'moved');
      await moves.done(token);
    } else if (verdict.kind === 'repeat') {
      const again = { origin: `${origin}:again:${verdict.count}`, kind, downlineId, amount };
      await ask(from, uplineId, again, token);
    } else if (verdict.kind !== 'cancelled') await moves.refused(token);
    return verdict;
  }

  const mayTrade = ({ state, isOffByUpline }: Reseller) => state === 'active' && isOffByUpline !== true;

  async function handle(update: Exclude<TreeUpdate, OfSales>): Promise<unknown> {
    const { from } = update;
    switch (update.kind) {
      case 'perform':
        return performAction(performDeps, update.token, from);
      case 'approve':
        return approveAction(performDeps, update.token, from);
      case 'press_move':
        return pressMove(from, update.token);
      case 'cancel_move':
        return moves.cancel(update.token, from);
      default:
    }
    const reseller = (await resellers.findSender(from))?.reseller;
    if (reseller === undefined) return undefined;
    const { id: resellerId } = reseller;
    switch (update.kind) {
      case 'ask_move': {
        const { origin, move, downlineId } = update;
        const amount = rupiah(update.amount);
        if (mayTrade(reseller)) await ask(from, resellerId, { origin, kind: move, downlineId, amount });
        return undefined;
      }
      case 'open_ticket': {
        const { origin, start } = update;
        if (!mayTrade(reseller)) return undefined;
        const amount = rupiah(update.amount);
        const opened = await tickets.open(
          { resellerId, telegramId: from, amount, bank: 'BCA', origin, start },
          now(),
        );
        if (!('ticket' in opened) || opened.ticket.isAnnounced || opened.ticket.state !== 'open')
          return opened;
        for (const operator of OPERATORS) await tell(operator, 'a ticket');
        await tickets.told(opened.ticket.id, 'announce', now());
        return opened;
      }
      case 'cancel_ticket':
        return tickets.cancel({ ticketId: update.ticketId, resellerId, telegramId: from }, now());
      case 'markup': {
        const { downlineId, productCode, amount } = update;
        const rule = { downlineId, productCode, amount: rupiah(amount) };
        return downlines.setMarkup(resellerId, rule, from, now());
      }
      case 'off': {
        const { key, downlineId, isOff } = update;
        return downlines.setOff({ key, uplineId: resellerId, downlineId, isOff, actorId: from }, now());
      }
      case 'cancel_order':
        return orders.cancelOrder(update.refId, resellerId, update.origin, now());
    }
  }

  return {
    ...sales,
    handle(update) {
      if (isOfSales(update)) {
        sales.handle(update);
        return;
      }
      handle(update).then(
        (result) => world.onHandled(update, result),
        (error: unknown) => {
          world.onFailed(update);
          onError(process, error);
        },
      );
    },
    upkeep(tick) {
      const done = tick === 'pay' ? payCommissions() : tellTickets(tellingDeps);
      done.catch((error: unknown) => onError(process, error));
    },
  };
}
