import type { Fault } from '../faults.ts';
import { runSeeds as run, type Tally, unseen } from '../run.ts';
import { simulateTree } from './simulate.ts';

/** As {@link run}, of worlds in which resellers stand below each other. */
export function runSeeds(
  sql: Parameters<typeof run>[0],
  range: Parameters<typeof run>[1],
  isEnough?: Parameters<typeof run>[2],
): Promise<Tally> {
  return run(sql, range, isEnough, simulateTree);
}

/** Faults of which nothing here is about: nobody alters a button or forges a callback. */
const OTHERS: ReadonlySet<Fault> = new Set(['token_altered', 'callback_forged']);

/** What happens in a few worlds already, and without which they show nothing. */
export const COMMON: readonly string[] = [
  'accept of an open one',
  'accept over, accepted',
  'cancel a held order',
  'cancel order too late',
  'cancel question in time',
  'cancel question too late',
  'cancel ticket open',
  'commission paid',
  'confirm held',
  'confirm insufficient',
  'confirm price_changed',
  'delivered with commissions',
  'failed with commissions',
  'markup set',
  'perform performed',
  'take_back moved',
  'take_back too_much',
  'ticket exists',
  'ticket opened',
  'ticket opened beside its like',
  'ticket told announce',
  'ticket told expired',
  'transfer insufficient',
  'transfer moved',
  'transfer moved before',
  'transfer repeat',
];

/** What must have happened in a run of some length, too. */
const RARE: readonly string[] = [
  'accept again',
  'accept of an expired one',
  'accept over, cancelled',
  'accept over, rejected',
  'active said',
  'approve performed',
  'approve ticket_over',
  'blocked said',
  "cancel another's order",
  "cancel another's ticket",
  'cancel ticket accepted',
  'commission taken back',
  'confirm blocked',
  'confirm off_by_upline',
  'confirm repeat',
  'correction',
  'correction below zero',
  'declare delivered, was open',
  'declare failed, was open',
  'deposit',
  'late captured with commissions',
  'off said',
  'on said',
  'perform ticket_over',
  'perform waiting',
  'reject over',
  'reject rejected',
  'reversed with commissions',
  'take_back insufficient',
  'take_back moved before',
  'ticket told remind',
  'transfer blocked',
  'transfer cancelled',
  'transfer not_downline',
  'transfer other_blocked',
  'transfer other_off',
  'transfer too_small',
];

/** What never happened in a run although it could. */
export function unseenInTree(tally: Tally): string[] {
  return [
    ...unseen(tally).filter((what) => !OTHERS.has(what as Fault)),
    ...[...COMMON, ...RARE].filter((what) => !tally.sights.has(what)),
  ];
}
