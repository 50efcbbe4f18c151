/** What questions and answers at the operator's desk share. */
export type CommonWords = {
  yes: string;
  no: string;
  expires: string;
  isLarge: string;
  reason: string;
  note: string;
  told: string;
  notTold: string;
  more: (count: number) => string;
};
