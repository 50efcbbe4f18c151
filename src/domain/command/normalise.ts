const PLAIN = /^[\x20-\x7e\n]*$/;
const DROPPED = /\p{Cf}|\p{Cc}|\p{Cs}|\p{Variation_Selector}|\u034f/u;
const DIGIT = /\p{Nd}/u;
const DASH = /[\p{Pd}\u2212]/u;
const LINE_END = /[\n\r\u0085\u2028\u2029]/;
const SPACE = /\s/;

/** Unicode writes its decimal digits in runs of ten, 0 first; the longest gap-free series of runs (mathematical digits) has 50. */
const LONGEST_DIGIT_SERIES = 60;

function decimalValue(codePoint: number): number {
  let below = 0;
  while (below < LONGEST_DIGIT_SERIES && DIGIT.test(String.fromCodePoint(codePoint - below - 1))) below += 1;
  return below % 10;
}

function plainCharacter(character: string): string {
  // Line ends come first: most of them are control characters, too.
  if (LINE_END.test(character)) return '\n';
  if (SPACE.test(character)) return ' ';
  if (DROPPED.test(character)) return '';
  if (DIGIT.test(character)) return String(decimalValue(character.codePointAt(0) ?? 0));
  return DASH.test(character) ? '-' : character;
}

/**
 * Text as the rest of the domain reads it: NFKC, every decimal digit as ASCII, dashes as `-`, white space as single characters
 * (space or line feed), without controls, zero-width and bidi characters, trimmed. Letters that only look like ASCII stay what they are.
 */
export function normalise(text: string): string {
  if (PLAIN.test(text)) return text.trim();
  let plain = '';
  for (const character of text.normalize('NFKC').replaceAll('\r\n', '\n')) plain += plainCharacter(character);
  // What was dropped may have stood between a letter and its accent.
  return plain.normalize('NFKC').trim();
}

export function isAscii(text: string): boolean {
  return PLAIN.test(text);
}
