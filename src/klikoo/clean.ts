/**
 * Text from outside, fit to be stored and shown: control, format and line-separating characters become spaces, runs of
 * white space one space, lone surrogates U+FFFD, and at most `max` characters (code points) are kept.
 */
export function cleanText(text: string, max: number): string {
  const flat = text
    .toWellFormed()
    .replace(/[\p{Cc}\p{Cf}\p{Zl}\p{Zp}]/gu, ' ')
    .replace(/\s+/g, ' ')
    .trim();
  return flat.length <= max ? flat : Array.from(flat).slice(0, max).join('').trimEnd();
}

const MAX_EVIDENCE = 2_000;

/** An answer as it is kept for people. Secrets are taken out before. */
export function evidenceOf(source: string): string {
  // What is far beyond the end need not be cleaned.
  return cleanText(source.slice(0, 4 * MAX_EVIDENCE), MAX_EVIDENCE);
}

/** Takes out what must not be seen, as it is and percent-encoded: an error page may repeat the request it got. */
export function hideSecrets(text: string, secrets: readonly string[]): string {
  let hidden = text;
  for (const secret of secrets) {
    if (secret === '') continue;
    hidden = hidden.replaceAll(secret, '[hidden]').replaceAll(encodeURIComponent(secret), '[hidden]');
  }
  return hidden;
}
