import type { PageEvent, PageOrder, PageState } from '../protocol.ts';
import { createControls } from './controls.ts';
import { h } from './dom.ts';
import { rupiah, secondsOf } from './format.ts';
import { TEXTS } from './texts.ts';
import {
  botHappening,
  callHappening,
  deletionHappening,
  type Happening,
  type Kind,
  ledgerHappening,
  orderTag,
} from './timeline.ts';

export type Behind = { element: HTMLElement; adopt(state: PageState): void; handle(event: PageEvent): void };

const SHOWN_HAPPENINGS = 200;
const { behind } = TEXTS;
const FILTERS: readonly [Kind | 'all', string][] = [
  ['all', behind.all],
  ['klikoo', behind.klikoo],
  ['ledger', behind.ledger],
  ['deleted', behind.deleted],
  ['bot', behind.bot],
];

/** What goes on behind the chat. */
export function createBehind(closeButton: HTMLElement): Behind {
  let happenings: Happening[] = [];
  const numbers = new Map<string, number>();
  const orders = h('ul', { class: 'orders' });
  const noOrders = h('p', { class: 'hint' }, behind.noOrders);
  const events = h('ol', { class: 'happenings', 'data-filter': 'all' });
  const noEvents = h('p', { class: 'hint' }, behind.noEvents);
  const filters = h('div', { class: 'filters', role: 'group', 'aria-label': behind.filter });
  filters.append(
    ...FILTERS.map(([kind, label]) =>
      h(
        'button',
        {
          type: 'button',
          'aria-pressed': String(kind === 'all'),
          onclick({ currentTarget }) {
            events.dataset.filter = kind;
            for (const button of filters.children)
              button.setAttribute('aria-pressed', String(button === currentTarget));
          },
        },
        label,
      ),
    ),
  );

  function add(...added: Happening[]): void {
    for (const one of added) {
      const known = happenings.findIndex(({ key }) => key === one.key);
      if (known >= 0) happenings[known]?.element.remove();
      if (known >= 0) happenings.splice(known, 1);
      // Newest first. What comes late finds its place near the top.
      const at = happenings.findIndex((other) => other.at <= one.at);
      const index = at < 0 ? happenings.length : at;
      events.insertBefore(one.element, happenings[index]?.element ?? null);
      happenings.splice(index, 0, one);
    }
    for (const { element } of happenings.splice(SHOWN_HAPPENINGS)) element.remove();
    noEvents.hidden = happenings.length > 0;
  }

  function showOrders(list: readonly PageOrder[]): void {
    for (const { refId, number } of list) numbers.set(refId, number);
    orders.replaceChildren(...list.map(renderOrder));
    noOrders.hidden = list.length > 0;
  }

  const numberOf = (refId: string) => numbers.get(refId);
  const element = h(
    'aside',
    { class: 'behind side', id: 'behind', 'aria-label': behind.title },
    h('div', { class: 'head' }, h('h2', {}, behind.title), closeButton),
    h(
      'div',
      { class: 'scroll', tabindex: 0, role: 'region', 'aria-label': behind.title },
      createControls(),
      h('section', {}, h('h3', {}, behind.orders), noOrders, orders),
      h('section', {}, h('h3', {}, behind.events), filters, noEvents, events),
    ),
  );

  return {
    element,
    adopt(state) {
      for (const { element: old } of happenings) old.remove();
      happenings = [];
      showOrders(state.orders);
      add(
        ...state.calls.map((call) => callHappening(call, numberOf)),
        ...state.ledger.map(ledgerHappening),
        ...state.deletions.map(deletionHappening),
      );
    },
    handle(event) {
      switch (event.type) {
        case 'call':
          add(callHappening(event.call, numberOf));
          break;
        case 'ledger':
          add(...event.transactions.map(ledgerHappening));
          break;
        case 'deleted':
          add(deletionHappening(event.deletion));
          break;
        case 'bot':
          add(botHappening(event.bot));
          break;
        case 'orders':
          showOrders(event.orders);
          break;
        default:
      }
    },
  };
}

/** Its way so far, state by state, with times. */
function renderOrder(order: PageOrder): HTMLElement {
  const { state, quotedAt, heldAt, submittedAt, settledAt } = order;
  const way: [string, number | undefined][] = [
    ['quoted', quotedAt],
    ['held', heldAt],
    ['submitted', submittedAt],
  ];
  const passed = way.filter(([, at]) => at !== undefined);
  if (!passed.some(([name]) => name === state)) passed.push([state, settledAt]);
  const next =
    order.nextAction !== undefined && order.nextActionAt !== undefined
      ? behind.nextAt(behind.next[order.nextAction] ?? order.nextAction, secondsOf(order.nextActionAt))
      : undefined;
  return h(
    'li',
    { class: `order ${state}` },
    h(
      'p',
      { class: 'line' },
      orderTag(order.number),
      h('b', {}, `${order.productCode} ${order.destination}`),
      h('span', { class: 'quiet' }, `${order.reseller} · ${rupiah(order.price)}`),
    ),
    h(
      'ol',
      { class: 'way' },
      ...passed.map(([name, at]) =>
        h(
          'li',
          { class: name },
          behind.states[name] ?? name,
          at !== undefined && h('time', {}, secondsOf(at)),
        ),
      ),
    ),
    order.posts > 0 &&
      h(
        'p',
        { class: 'quiet' },
        `${behind.posted(order.posts)} · `,
        h('b', { class: order.bought > 1 ? 'bad' : 'good' }, behind.bought(order.bought)),
        next !== undefined && ` · ${next}`,
      ),
  );
}
