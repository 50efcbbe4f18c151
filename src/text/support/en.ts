import type { Order } from '../../domain/order/order.ts';
import { createSupportTexts } from './create.ts';

/** How an order stands, in a word. */
export const supportStateEn: Record<Order['state'], string> = {
  quoted: 'TO CONFIRM',
  expired: 'EXPIRED',
  cancelled: 'CANCELLED',
  held: 'IN PROCESS',
  submitted: 'IN PROCESS',
  needs_review: 'BEING CHECKED',
  delivered: 'DELIVERED',
  failed: 'FAILED',
  reversed: 'GIVEN BACK',
};

export const supportEn = createSupportTexts({
  title: (id) => `Complaint ${id}`,
  open: 'Your open complaints',
  closed: 'closed',
  last: 'Choose the order you complain about:',
  write: 'Or just write: <code>K.S10 to 081234567890 has not arrived</code>',
  about: 'Complaint about',
  noOrder: 'A complaint that is not about an order.',
  which: 'Which order do you mean?',
  still: 'If something is still wrong, press [Complain anyway]: an operator will look at it.',
  saved: 'Passed on to the operators. To add something, reply to this message.',
  replyHere: '✍️ Write it as a reply to this message.',
  operator: 'Operator',
  you: 'You',
  closedBy: (who) => `Closed by ${who}.`,
  earlier: (count) => `… ${count} earlier messages`,
  more: (count) => `… and ${count} more`,
  price: 'Price',
  customer: 'Name',
  yes: 'Complain anyway',
  other: 'Another order',
  none: 'Not about an order',
  cancel: 'Cancel',
  done: 'Done',
  order: 'Order',
  tooMany: 'You have 3 open complaints. Reply to one of them, or close it first.',
  tooOften: 'Too many complaints in one day. Reply to one that is open, or write again tomorrow.',
  discarded: 'The complaint was not sent.',
  told: {
    told: (code) => `your answer has reached ${code}.`,
    unsure: (code) =>
      `your answer may have reached ${code} or not. It is not sent twice. If in doubt, write it again.`,
    unreachable: (code) => `your answer was kept, but ${code} cannot be reached on Telegram.`,
  },
  forwarded: 'passed on to the operators.',
  isClosed: 'it is closed. Write a new one with <code>K.your complaint</code>.',
  isFull: 'it has become too long. Please get in touch directly.',
  nothingOpen: 'There are no open complaints.',
  listTitle: (total) => `Open complaints: ${total}`,
  state: supportStateEn,
  toasts: { notValid: 'This button is no longer valid', closed: 'Closed' },
});
