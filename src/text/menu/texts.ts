import type { Favourite } from '../../app/favourites.ts';
import type { Rupiah } from '../../domain/money.ts';
import type { Order } from '../../domain/order/order.ts';
import type { Button, Message } from '../message.ts';

export type Offered = { code: string; name: string; price: Rupiah; isOpenAmount: boolean };

/** The menu, what is bought again and again, and finding products. */
export type MenuTexts = {
  /** All of it hangs on the button data that begin with `menu:`, which mark a message as part of the menu. */
  root(view: { name: string; code: string; available: Rupiah; held: Rupiah }): Message;
  settings(): Message;
  /** Leads back to the menu, from below whatever was shown in its place. */
  back(): Button;

  /** Without anything to look for. */
  searchUsage(): Message;
  /** None: nothing was found. */
  found(query: string, products: readonly Offered[]): Message;

  /** Buttons under an order that has ended; none under others. */
  afterOrder(order: Order): Button[];
  /** The same was bought today: buys again only with the counter, which he chooses himself. `data`: of the button. */
  askRepeat(view: { earlier: Order; occurrence: number; timeZone: string; data: string }): Message;

  /** Pages count from 0. */
  favourites(view: { shown: readonly Favourite[]; page: number; pages: number; total: number }): Message;
  favourite(view: {
    favourite: Favourite;
    products: readonly Offered[];
    page: number;
    pages: number;
  }): Message;
  /** `now`: its name so far. */
  askName(view: { destination: string; now: string | undefined; isBad: boolean; cancel: string }): Message;
  named(favourite: Favourite): Message;
  notNamed(): Message;
  askRemove(favourite: Favourite): Message;
  removed(name: string): Message;
  full(most: number): Message;
  toasts: { notValid: string };
};
