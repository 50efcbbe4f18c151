/** Klikoo's category of electricity tokens. */
export function isPlnCategory(category: string): boolean {
  return category === 'plnprepaid';
}

/** What the serial number of a PLN order says: `1111-2222-3333-4444-5555/BUDI/R1/2200VA/13.5`. */
export type PlnSn = {
  /** 20 digits. */
  token: string;
  name: string | undefined;
  tariff: string | undefined;
  /** With its unit. */
  power: string | undefined;
  kwh: string | undefined;
};

/**
 * Reads the serial number of a PLN order. Suppliers leave fields out and write units as they like (`R1/900VA/71,3`,
 * `R1/450/110.60KWH`), so that fields are told by their shape. `undefined` when it does not begin with a token of 20 digits.
 */
export function readPlnSn(sn: string): PlnSn | undefined {
  const [first = '', ...fields] = sn.split('/').map((field) => field.trim());
  const token = first.replace(/[ -]/g, '');
  if (!/^[0-9]{20}$/.test(token)) return undefined;
  const result: PlnSn = { token, name: undefined, tariff: undefined, power: undefined, kwh: undefined };
  for (const field of fields) {
    const kwh = /^(?:kwh[: ]*)?([0-9]+[.,][0-9]+) *(?:kwh)?$/i.exec(field) ?? /^([0-9]+) *kwh$/i.exec(field);
    const power = /^([0-9]{3,6}) *(?:va)?$/i.exec(field);
    if (kwh) result.kwh ??= kwh[1];
    else if (power) result.power ??= `${power[1]}VA`;
    else if (/^[A-Z]-?[0-9][A-Z]{0,2}$/i.test(field)) result.tariff ??= field.toUpperCase();
    else if (field !== '') result.name ??= field;
  }
  return result;
}

/** `1111 2222 3333 4444 5555`. */
export function groupToken(token: string): string {
  return token.replace(/.{4}(?=.)/g, '$& ');
}
