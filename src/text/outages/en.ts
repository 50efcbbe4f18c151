import { createOutageTexts } from './create.ts';

export const outagesEn = createOutageTexts({
  title: 'Products closed at the moment',
  none: 'All products are open.',
  since: (moment) => `since ${moment}`,
  why: {
    supplier: 'closed by the supplier',
    unlisted: 'not sold by the supplier any more',
    operator: 'closed by the operator',
  },
  left: (count) => `… and ${count} more`,
  prices: 'Prices',
});
