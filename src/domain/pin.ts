/** Whether text has the shape of a PIN: 4 to 6 ASCII digits. */
export function looksLikePin(text: string): boolean {
  return /^[0-9]{4,6}$/.test(text);
}

/**
 * Whether a PIN is among the first a thief tries: one digit repeated, a run up or down (9 is followed by 0), a block or each
 * digit repeated (`1212`, `123123`, `112233`), a birthday as DDMMYY, a year of birth, or the last digits of one of `phones`.
 */
export function isTrivialPin(pin: string, known: { phones?: readonly string[] } = {}): boolean {
  return (
    isRun(pin) ||
    isRepeatedBlock(pin) ||
    isDoubled(pin) ||
    isBirthday(pin) ||
    isBirthYear(pin) ||
    (known.phones ?? []).some((phone) => phone.endsWith(pin))
  );
}

function isRun(pin: string): boolean {
  const steps = new Set<number>();
  for (let i = 1; i < pin.length; i += 1) steps.add((Number(pin[i]) - Number(pin[i - 1]) + 10) % 10);
  return steps.size === 1 && (steps.has(1) || steps.has(9));
}

/** Blocks of one digit are `1111`. */
function isRepeatedBlock(pin: string): boolean {
  return [1, 2, 3].some(
    (size) => pin.length % size === 0 && pin === pin.slice(0, size).repeat(pin.length / size),
  );
}

function isDoubled(pin: string): boolean {
  if (pin.length % 2 === 1) return false;
  for (let i = 0; i < pin.length; i += 2) if (pin[i] !== pin[i + 1]) return false;
  return true;
}

function isBirthday(pin: string): boolean {
  if (pin.length !== 6) return false;
  const day = Number(pin.slice(0, 2));
  const month = Number(pin.slice(2, 4));
  return day >= 1 && day <= 31 && month >= 1 && month <= 12;
}

function isBirthYear(pin: string): boolean {
  return /^(19[4-9][0-9]|20[0-2][0-9])$/.test(pin);
}
