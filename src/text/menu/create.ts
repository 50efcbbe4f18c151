import type { Favourite } from '../../app/favourites.ts';
import { minuteLabel } from '../../domain/day.ts';
import { type Order, orderLabel } from '../../domain/order/order.ts';
import { bold, code, escapeLine, lines } from '../format.ts';
import { type Button, formatRupiah } from '../message.ts';
import { rows, runButton } from '../order/callback.ts';
import type { MenuTexts, Offered } from './texts.ts';

const LONGEST_LABEL = 60;

export type MenuWords = {
  title: string;
  balance: string;
  held: string;
  /** What each button is called, by the command it runs. */
  run: Record<string, string>;
  favourites: string;
  settings: string;
  language: string;
  summary: string;
  back: string;
  searchUsage: string;
  found: (query: string) => string;
  nothingFound: (query: string) => string;
  again: string;
  save: string;
  boughtToday: (time: string) => string;
  againAs: (occurrence: number) => string;
  state: (order: Order) => string;
  noFavourites: string;
  destination: string;
  choose: string;
  page: (page: number, pages: number) => string;
  rename: string;
  remove: string;
  cancel: string;
  askName: string;
  nameNow: (name: string) => string;
  badName: string;
  named: string;
  notNamed: string;
  askRemove: string;
  yesRemove: string;
  removed: string;
  full: (most: number) => string;
  openAmount: (price: string) => string;
  toasts: { notValid: string };
};

/** In one language. */
export function createMenuTexts(words: MenuWords): MenuTexts {
  const back = (): Button => ({ text: words.back, data: 'menu:home' });

  function offer({ name, price, isOpenAmount }: Offered): string {
    const shown = isOpenAmount ? words.openAmount(formatRupiah(price)) : formatRupiah(price);
    return `${name.slice(0, 40).toWellFormed()}: ${shown}`;
  }

  function turning(page: number, pages: number, data: (page: number) => string): Button[] {
    const buttons: Button[] = [];
    if (page > 0) buttons.push({ text: '◀', data: data(page - 1) });
    if (page + 1 < pages) buttons.push({ text: '▶', data: data(page + 1) });
    return buttons;
  }

  const filled = (all: Button[][]) => all.filter((row) => row.length > 0);
  const nameOf = ({ name, destination }: Favourite) =>
    `${bold(escapeLine(name, 80))} ${code(escapeLine(destination, 60))}`;

  return {
    root({ name, code: resellerCode, available, held }) {
      const runs = Object.entries(words.run).map(([command, text]) => runButton(text, command));
      return {
        html: lines(
          bold(words.title),
          `${escapeLine(resellerCode, 20)} ${escapeLine(name, 60)}`,
          `${words.balance}: ${formatRupiah(available)}${held > 0 ? ` (${words.held}: ${formatRupiah(held)})` : ''}`,
        ),
        buttons: [
          ...rows(runs, 3),
          [
            { text: words.favourites, data: 'fav:l:0' },
            { text: words.settings, data: 'menu:set' },
          ],
        ],
      };
    },

    settings: () => ({
      html: bold(words.settings),
      buttons: [
        [
          { text: words.language, data: 'menu:lang' },
          { text: words.summary, data: 'menu:sum' },
        ],
        ...rows([runButton('PIN', 'GP')], 1),
        [back()],
      ],
    }),

    back,

    searchUsage: () => ({ html: words.searchUsage }),

    found(query, products) {
      const said = escapeLine(query, LONGEST_LABEL);
      if (products.length === 0) return { html: words.nothingFound(said) };
      return {
        html: words.found(said),
        buttons: rows(
          products.map((product) => runButton(offer(product), `BELI.${product.code}`)),
          1,
        ),
      };
    },

    afterOrder(order) {
      const { state, number } = order;
      if (state !== 'delivered' && state !== 'failed') return [];
      // A bill that was paid is not owed again, and one that was not is looked up first.
      const again = order.bill === undefined ? [{ text: words.again, data: `again:${number}` }] : [];
      return state === 'failed' ? again : [...again, { text: words.save, data: `fav:s:${number}` }];
    },

    askRepeat: ({ earlier, occurrence, timeZone, data }) => ({
      html: lines(
        `#${earlier.number} ${escapeLine(orderLabel(earlier), LONGEST_LABEL)} ${words.state(earlier)}`,
        words.boughtToday(minuteLabel('heldAt' in earlier ? earlier.heldAt : earlier.quotedAt, timeZone)),
      ),
      buttons: [[{ text: words.againAs(occurrence), data }]],
    }),

    favourites({ shown, page, pages, total }) {
      if (total === 0) return { html: words.noFavourites };
      return {
        html: lines(
          `${bold(words.favourites)}${pages > 1 ? ` ${words.page(page + 1, pages)}` : ''}`,
          ...shown.map(nameOf),
        ),
        buttons: filled([
          ...rows(
            shown.map(({ id, name }) => ({ text: name.slice(0, 40).toWellFormed(), data: `fav:o:${id}:0` })),
            2,
          ),
          turning(page, pages, (other) => `fav:l:${other}`),
        ]),
      };
    },

    favourite({ favourite, products, page, pages }) {
      const { id } = favourite;
      return {
        html: lines(nameOf(favourite), words.choose),
        buttons: filled([
          ...products.map((product): Button[] => [
            { text: offer(product), data: `fav:b:${id}:${product.code}` },
          ]),
          turning(page, pages, (other) => `fav:o:${id}:${other}`),
          [
            { text: words.rename, data: `fav:n:${id}` },
            { text: words.remove, data: `fav:d:${id}` },
            { text: words.favourites, data: 'fav:l:0' },
          ],
        ]),
      };
    },

    askName: ({ destination, now, isBad, cancel }) => ({
      html: lines(
        `${words.destination}: ${code(escapeLine(destination, 60))}`,
        now === undefined ? undefined : words.nameNow(escapeLine(now, 80)),
        isBad ? words.badName : undefined,
        words.askName,
      ),
      buttons: [[{ text: words.cancel, data: cancel }]],
    }),

    named: (favourite) => ({
      html: `${words.named} ${nameOf(favourite)}`,
      buttons: [
        [
          { text: favourite.name.slice(0, 40).toWellFormed(), data: `fav:o:${favourite.id}:0` },
          { text: words.favourites, data: 'fav:l:0' },
        ],
      ],
    }),
    notNamed: () => ({ html: words.notNamed }),
    askRemove: (favourite) => ({
      html: lines(words.askRemove, nameOf(favourite)),
      buttons: [
        [
          { text: words.yesRemove, data: `fav:x:${favourite.id}` },
          { text: words.cancel, data: `fav:o:${favourite.id}:0` },
        ],
      ],
    }),
    removed: (name) => ({
      html: `${words.removed} ${bold(escapeLine(name, 80))}`,
      buttons: [[{ text: words.favourites, data: 'fav:l:0' }]],
    }),
    full: (most) => ({ html: words.full(most) }),

    toasts: words.toasts,
  };
}
