import type { CallRecord } from '../klikoo/call-log.ts';
import type { CallName } from '../klikoo/faults.ts';
import type { CommandsRecord, InlineButton, ReplyKeyboard, TextEntity } from '../telegram/state.ts';

/** What the page and its server tell each other, as JSON. Instants are milliseconds since 1970. */

export type PageMessage = {
  id: number;
  chatId: number;
  /** Else it is the person's own. */
  isFromBot: boolean;
  /** Empty when it is deleted, as are entities, keyboard and file: what is gone is not sent to the page either. */
  text: string;
  entities: TextEntity[];
  keyboard: InlineButton[][];
  replyTo?: number | undefined;
  isForwarded: boolean;
  at: number;
  editedAt?: number | undefined;
  isDeleted: boolean;
  /** Of the person's own: the bot has fetched it. */
  isFetched: boolean;
  file?: PageFile | undefined;
};

export type PageFile = {
  kind: 'photo' | 'document';
  id: string;
  name: string;
  bytes: number;
  /** Its content was not kept through a restart. */
  isLost: boolean;
};

export type Person = {
  id: number;
  name: string;
  role: 'operator' | 'reseller' | 'stranger';
  /** `K0001` */
  code?: string | undefined;
  /** Rupiah. */
  available?: number | undefined;
  held?: number | undefined;
  /** Known to him or her from the start; `undefined`: nobody here knows it, or there is none. */
  pin?: string | undefined;
};

/** An order's row, and what Klikoo knows of it. */
export type PageOrder = {
  refId: string;
  number: number;
  reseller: string;
  productCode: string;
  destination: string;
  /** Rupiah. */
  price: number;
  state: string;
  quotedAt: number;
  heldAt?: number | undefined;
  submittedAt?: number | undefined;
  settledAt?: number | undefined;
  /** `submit`, `look` or `poll`. */
  nextAction?: string | undefined;
  nextActionAt?: number | undefined;
  /** How often the purchase was sent to Klikoo. */
  posts: number;
  /** How many transactions Klikoo has of it. Never more than one. */
  bought: number;
};

export type LedgerTransaction = {
  id: number;
  reason: string;
  number?: number | undefined;
  at: number;
  /** They sum to zero. `account` is `available`, `held`, or the name of an account of the house; `owner` a reseller's name. */
  entries: { account: string; owner?: string | undefined; amount: number; after?: number | undefined }[];
};

export type KlikooCall = Pick<CallRecord, 'sequence' | 'call' | 'status' | 'code' | 'result' | 'fault'> & {
  at: number;
  durationMs: number;
  refId?: string | undefined;
};

export type Deletion = { chatId: number; messageId: number; by: 'bot' | 'person'; at: number };

export type BotState = { state: 'stopped' | 'starting' | 'ready'; pid?: number | undefined; at: number };

export type FaultChoice = 'slow' | 'fail' | 'lose' | 'garbage';
/** Waits for the next call that it fits. */
export type ArmedFault = { choice: FaultChoice; call: CallName | 'any' };

export type PageClock = { now: number; aheadMs: number };

export type PageEvent =
  /** Sent, edited or deleted: as it is now. */
  | { type: 'message'; message: PageMessage }
  | { type: 'deleted'; deletion: Deletion }
  | { type: 'fetched'; chatId: number; messageIds: number[] }
  | { type: 'keyboard'; chatId: number; keyboard: ReplyKeyboard | null }
  | { type: 'tapped'; chatId: number; messageId: number; data: string; tapId: string }
  | { type: 'answered'; chatId: number; tapId: string; text?: string | undefined; isAlert: boolean }
  | { type: 'action'; chatId: number; action: string }
  | { type: 'people'; people: Person[] }
  | { type: 'call'; call: KlikooCall }
  | { type: 'orders'; orders: PageOrder[] }
  | { type: 'ledger'; transactions: LedgerTransaction[] }
  | { type: 'bot'; bot: BotState }
  | { type: 'faults'; faults: ArmedFault[] }
  | { type: 'clock'; clock: PageClock };

/** Something to try, from the table the fake Klikoo itself uses. */
export type Example = { text: string; expected: string; description: string; isFirst: boolean };

export type PageState = {
  /** The stream goes on from here. */
  cursor: string;
  people: Person[];
  /** The newest message of each chat that has one. */
  last: PageMessage[];
  examples: Example[];
  bot: BotState;
  faults: ArmedFault[];
  clock: PageClock;
  calls: KlikooCall[];
  orders: PageOrder[];
  ledger: LedgerTransaction[];
  deletions: Deletion[];
};

export type PageChat = {
  messages: PageMessage[];
  /** There are older ones. */
  hasMore: boolean;
  keyboard: ReplyKeyboard | null;
  /** Empty with older messages. */
  commands: CommandsRecord['commands'];
};
