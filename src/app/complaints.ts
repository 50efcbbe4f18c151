import { type Clues, lastUnended } from '../domain/complaint.ts';
import type { Order } from '../domain/order/order.ts';
import type { Orders } from './orders.ts';

export type Complaint = {
  /** For people: komplain 12. */
  id: number;
  resellerId: number;
  /** The account that complained. */
  telegramId: number;
  /** `undefined`: about no order, or not known yet. */
  orderNumber: number | undefined;
  /** `draft`: he has not said yet that he means it, and no operator sees it. `discarded`: he did not, and nobody sees it any more. */
  state: 'draft' | 'discarded' | 'open' | 'closed';
  createdAt: Date;
  openedAt: Date | undefined;
  closedAt: Date | undefined;
};

export type ComplaintMessage = {
  /** What said it (`chat:message`): said again, it is there once. */
  key: string;
  author: 'reseller' | 'operator';
  /** Telegram id. */
  authorId: number;
  /** `closed`: nothing was said, it was closed. */
  kind: 'said' | 'closed';
  /** Bounded, PINs of resellers masked, not escaped. */
  text: string;
  at: Date;
};

export type Thread = {
  complaint: Complaint;
  resellerCode: string;
  resellerName: string;
  /** The newest few, oldest first. */
  messages: ComplaintMessage[];
  /** Messages before those. */
  earlier: number;
};

export type NewComplaint = {
  origin: string;
  resellerId: number;
  telegramId: number;
  orderNumber: number | undefined;
  /** Empty: still to be written. */
  text: string;
};

/** Complaints as they are kept. A method that changes something may be called again. */
export interface Complaints {
  /**
   * A draft; for the same `origin` the one begun before, whatever became of it. Forgets drafts of his that are a day old. `too_often`: he
   * has begun so many today that nothing was kept.
   */
  draft(complaint: NewComplaint, now: Date): Promise<Complaint | 'too_often'>;
  /** Which order a draft of his is about. `undefined`: it is not his, or no draft any more. */
  about(id: number, resellerId: number, orderNumber: number | undefined): Promise<Complaint | undefined>;
  /** `open` also when it was before. `too_many`, `too_often`: of this reseller, at a time or in a day; nothing was changed. `undefined`: not his. */
  open(
    id: number,
    resellerId: number,
    now: Date,
  ): Promise<'open' | 'closed' | 'too_many' | 'too_often' | 'empty' | undefined>;
  /** False: it is not his, or no draft any more. */
  discard(id: number, resellerId: number): Promise<boolean>;
  /** `full`: so much has been said that nothing is added. */
  say(
    id: number,
    message: Omit<ComplaintMessage, 'at' | 'kind'>,
    now: Date,
  ): Promise<'said' | 'closed' | 'full'>;
  /** @returns whether it was closed by this. */
  close(id: number, author: ComplaintMessage['author'], authorId: number, now: Date): Promise<boolean>;

  find(id: number): Promise<Thread | undefined>;
  /** The complaint that a message in a chat shows; of several that it has shown, the last. */
  findByPost(chatId: number, messageId: number): Promise<Complaint | undefined>;
  /** The oldest `limit` that are open, of everybody or of one reseller. */
  stillOpen(resellerId: number | undefined, limit: number): Promise<{ threads: Thread[]; total: number }>;

  /** Takes it upon itself to post `key` to a chat. False: that was taken on before; see `postOf`. */
  claimPost(id: number, key: string, chatId: number, now: Date): Promise<boolean>;
  /** The message that shows it; 0: on its way or lost on it; `undefined`: nobody has tried. */
  postOf(key: string, chatId: number): Promise<number | undefined>;
  /** It is shown by this message. */
  posted(id: number, key: string, chatId: number, messageId: number, now: Date): Promise<void>;
  /** It certainly was not sent. */
  unclaimPost(key: string, chatId: number): Promise<void>;

  /** Whether the supplier may be asked about this order because of a complaint: once a minute, whoever asks. */
  mayCheck(refId: string, now: Date): Promise<boolean>;
  /** Forgets which messages showed a complaint two months ago, and who was asked then. */
  sweep(now: Date): Promise<void>;
}

/** Newest orders looked through for one that is underway. */
const LOOKED_THROUGH = 20;

/** Which of his orders a complaint is about: what it names, else the newest that has not ended. */
export async function aboutWhich(
  orders: Pick<
    Orders,
    'findByNumber' | 'findByReference' | 'findByDestination' | 'findBySupplierRef' | 'page'
  >,
  resellerId: number,
  clues: Clues,
): Promise<Order | undefined> {
  for (const number of clues.numbers) {
    const found = await orders.findByNumber(resellerId, number);
    if (found !== undefined) return found;
  }
  for (const reference of clues.references) {
    const found = await orders.findByReference(resellerId, reference);
    if (found !== undefined) return found;
  }
  for (const destination of clues.destinations) {
    const [newest] = await orders.findByDestination(resellerId, destination, 1);
    if (newest !== undefined) return newest;
  }
  for (const word of clues.words) {
    const found =
      (await orders.findBySupplierRef(resellerId, word)) ??
      (/^[0-9]{4,15}$/.test(word) ? await orders.findByNumber(resellerId, Number(word)) : undefined);
    if (found !== undefined) return found;
  }
  return lastUnended(await orders.page(resellerId, undefined, LOOKED_THROUGH));
}
