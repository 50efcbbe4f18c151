/** Longer words are sentences, not misspelt codes. */
const LONGEST_WORD = 20;
/** An edit costs 2, a confusion of characters that look alike costs 1. */
const EDIT = 2;
const LOOK_ALIKES = new Set(['0O', '0Q', '1I', '1L', 'IL', '5S', '8B', '2Z', '6G']);

function substitution(a: string, b: string): number {
  if (a === b) return 0;
  return LOOK_ALIKES.has(a < b ? a + b : b + a) ? 1 : EDIT;
}

/** How far a word may be from what was meant: one edit in a short code, two from five characters on, none in a single letter. */
function tolerance(length: number): number {
  if (length < 2) return 0;
  return length < 5 ? EDIT : 2 * EDIT;
}

/** Cost of insertions, deletions, substitutions and swaps of neighbours that turn `a` into `b`. */
function distance(a: string, b: string): number {
  let beforeLast: number[] = [];
  let last = Array.from({ length: b.length + 1 }, (_, j) => j * EDIT);
  for (let i = 1; i <= a.length; i += 1) {
    const row = [i * EDIT];
    for (let j = 1; j <= b.length; j += 1) {
      const [x = '', y = ''] = [a[i - 1], b[j - 1]];
      let cost = Math.min(at(last, j) + EDIT, at(row, j - 1) + EDIT, at(last, j - 1) + substitution(x, y));
      if (i > 1 && j > 1 && x === b[j - 2] && y === a[i - 2])
        cost = Math.min(cost, at(beforeLast, j - 2) + EDIT);
      row.push(cost);
    }
    beforeLast = last;
    last = row;
  }
  return at(last, b.length);
}

/** What it costs to take `candidate` for `word`, 0 for the same; `undefined`: too much for a typing error. Both in one case. */
export function costOfSlip(word: string, candidate: string): number | undefined {
  const allowed = tolerance(word.length);
  if (word.length > LONGEST_WORD || Math.abs(candidate.length - word.length) * EDIT > allowed)
    return undefined;
  const cost = distance(word, candidate);
  return cost <= allowed ? cost : undefined;
}

function at(row: readonly number[], index: number): number {
  return row[index] ?? Number.POSITIVE_INFINITY;
}

/**
 * The candidates that `word` was most likely meant to be, best first, as they stand in `candidates`; none when none is close.
 * Case does not matter. Equally close ones are ordered by the same digits (the same face value) first, then as given.
 */
export function nearest(word: string, candidates: readonly string[], limit = 3): string[] {
  if (word.length > LONGEST_WORD) return [];
  const wanted = word.toUpperCase();
  const allowed = tolerance(wanted.length);
  const found: { candidate: string; rank: number }[] = [];
  for (const candidate of candidates) {
    if (Math.abs(candidate.length - wanted.length) * EDIT > allowed) continue;
    const cost = distance(wanted, candidate.toUpperCase());
    if (cost <= allowed)
      found.push({ candidate, rank: 2 * cost + (digitsOf(candidate) === digitsOf(wanted) ? 0 : 1) });
  }
  return found
    .toSorted((a, b) => a.rank - b.rank)
    .slice(0, limit)
    .map(({ candidate }) => candidate);
}

function digitsOf(text: string): string {
  return text.replace(/[^0-9]/g, '');
}
