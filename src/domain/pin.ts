/** Whether text has the shape of a PIN: 4 to 6 ASCII digits. */
export function looksLikePin(text: string): boolean {
  return /^[0-9]{4,6}$/.test(text);
}

/** What published lists of chosen PINs begin with and no rule below covers: lines on the keypad, and words in digits. */
const WELL_KNOWN: ReadonlySet<string> = new Set(
  '2580 0852 1470 0741 3690 0963 5683 90210 42069 147258 258369 147369 258456 456258 123654 321654 456123 789456 741852 852963 159753 159357 357159 753951 951753 292513 520131'.split(
    ' ',
  ),
);

/**
 * Whether a PIN is among the first a thief tries: one digit repeated, a run up or down in steps of one or two (9 is followed by 0),
 * a block or each digit repeated (`1212`, `123123`, `112233`), the same read backwards (`1221`), a birthday as DDMMYY, YYMMDD, DDMM
 * or MMDD, a year of birth, a line on the keypad (`2580`), or the last digits of one of `phones`.
 */
export function isTrivialPin(pin: string, known: { phones?: readonly string[] } = {}): boolean {
  return (
    WELL_KNOWN.has(pin) ||
    isRun(pin) ||
    isRepeatedBlock(pin) ||
    isDoubled(pin) ||
    isMirrored(pin) ||
    isBirthday(pin) ||
    isBirthYear(pin) ||
    (known.phones ?? []).some((phone) => phone.endsWith(pin))
  );
}

function isRun(pin: string): boolean {
  const steps = new Set<number>();
  for (let i = 1; i < pin.length; i += 1) steps.add((Number(pin[i]) - Number(pin[i - 1]) + 10) % 10);
  return steps.size === 1 && [1, 2, 8, 9].some((step) => steps.has(step));
}

function isMirrored(pin: string): boolean {
  return pin === pin.split('').reverse().join('');
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
  const [first = '', second = '', third = ''] = pin.match(/../g) ?? [];
  if (pin.length === 4) return isDayOfYear(first, second) || isDayOfYear(second, first);
  return pin.length === 6 && (isDayOfYear(first, second) || isDayOfYear(third, second));
}

function isDayOfYear(day: string, month: string): boolean {
  return Number(day) >= 1 && Number(day) <= 31 && Number(month) >= 1 && Number(month) <= 12;
}

function isBirthYear(pin: string): boolean {
  return /^(19[4-9][0-9]|20[0-2][0-9])$/.test(pin);
}
