import type { Operator } from '../../domain/operator.ts';

/** Brands as they write themselves, the same in every language. */
export const OPERATOR_NAMES: Readonly<Record<Operator, string>> = {
  telkomsel: 'Telkomsel',
  byu: 'by.U',
  im3: 'IM3',
  xl: 'XL',
  axis: 'Axis',
  tri: 'Tri',
  smartfren: 'Smartfren',
};

/** Whose products are meant; `undefined` is a meter's. */
export function operatorName(operator: Operator | undefined): string {
  return operator === undefined ? 'PLN' : OPERATOR_NAMES[operator];
}
