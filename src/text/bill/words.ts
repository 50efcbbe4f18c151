/** What a bill's parts are called on cards and receipts; plain text. */
export type BillWords = {
  period: string;
  months(count: number): string;
  amount: string;
  admin: string;
  fine: string;
  total: string;
  /** The button. */
  pay: string;
  /** Before what is added to the bill, in a price list. */
  plus: string;
  /** The button that looks it up again. */
  lookAgain: string;
};
