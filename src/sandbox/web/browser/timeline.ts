import type { BotState, Deletion, KlikooCall, LedgerTransaction } from '../protocol.ts';
import { type Child, h } from './dom.ts';
import { duration, rupiah, secondsOf, signed } from './format.ts';
import { nameOf } from './store.ts';
import { TEXTS } from './texts.ts';

export type Kind = 'klikoo' | 'ledger' | 'deleted' | 'bot';

/** One thing that happened. `key` is the same when it is told of twice. */
export type Happening = { key: string; kind: Kind; at: number; element: HTMLElement };

const { behind } = TEXTS;

/** @param orderNumber finds the order a reference belongs to. */
export function callHappening(
  call: KlikooCall,
  orderNumber: (refId: string) => number | undefined,
): Happening {
  const number = call.refId === undefined ? undefined : orderNumber(call.refId);
  const answer =
    call.status === undefined ? (behind.results[call.result] ?? call.result) : String(call.status);
  const isWell = call.result === 'answered' && call.status !== undefined && call.status < 400;
  return happening(
    'klikoo',
    `call ${call.sequence}`,
    call.at,
    h('b', {}, behind.calls[call.call] ?? call.call),
    number !== undefined && orderTag(number),
    h('span', { class: isWell ? 'good' : 'bad' }, answer),
    !isWell && call.code !== undefined && h('code', {}, call.code),
    h('span', { class: 'quiet' }, duration(call.durationMs)),
    call.fault !== undefined && h('span', { class: 'tag' }, call.fault),
  );
}

export function ledgerHappening(transaction: LedgerTransaction): Happening {
  const { id, reason, number, at, entries } = transaction;
  return happening(
    'ledger',
    `ledger ${id}`,
    at,
    h('b', {}, behind.reasons[reason] ?? reason),
    number !== undefined && orderTag(number),
    h(
      'span',
      { class: 'entries' },
      ...entries.map(({ account, owner, amount, after }) =>
        h(
          'span',
          {},
          h('span', {}, `${owner === undefined ? '' : `${owner} `}${behind.accounts[account] ?? account}`),
          h('span', { class: amount < 0 ? 'less' : 'plus' }, signed(amount)),
          h('span', { class: 'quiet' }, after === undefined ? '' : `= ${rupiah(after)}`),
        ),
      ),
    ),
  );
}

export function deletionHappening({ chatId, messageId, by, at }: Deletion): Happening {
  return happening('deleted', `deleted ${messageId}`, at, h('b', {}, behind.deletion(nameOf(chatId), by)));
}

export function botHappening({ state, pid, at }: BotState): Happening {
  return happening(
    'bot',
    `bot ${state} ${at}`,
    at,
    h('b', { class: state === 'ready' ? 'good' : 'bad' }, behind.botStates[state] ?? state),
    pid !== undefined && h('span', { class: 'quiet' }, TEXTS.controls.pid(pid)),
  );
}

export function orderTag(number: number): HTMLElement {
  return h('span', { class: 'tag order' }, `#${number}`);
}

function happening(kind: Kind, key: string, at: number, ...children: Child[]): Happening {
  const element = h(
    'li',
    { class: `happening ${kind}`, 'data-kind': kind },
    h('time', {}, secondsOf(at)),
    h('div', {}, ...children),
  );
  return { key, kind, at, element };
}
