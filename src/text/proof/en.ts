import { createProofTexts } from './create.ts';

export const proofEn = createProofTexts({
  tokensOf: (query) => `Last tokens and serial numbers for ${query}`,
  lastTokens: 'Last tokens and serial numbers',
  noTokensOf: (query) => `No token or serial number for ${query} yet. Nothing was bought.`,
  noTokens: 'No token or serial number yet.',
  copy: (number) => `Copy #${number}`,
  copyToken: 'Copy token',
  copySn: 'Copy SN',
  copyAll: 'Copy',
  notDelivered: (label) => `${label} was not, or not yet, delivered. Receipts are for what was.`,

  receipt: 'RECEIPT',
  number: 'Number',
  date: 'Date',
  product: 'Product',
  customer: 'For',
  name: 'Name',
  power: 'Power',
  energy: 'kWh',
  period: 'Period',
  bill: 'Bill',
  fine: 'Fine',
  token: 'TOKEN:',
  sn: 'SN:',
  price: 'Price',
  thanks: 'Thank you',
});
