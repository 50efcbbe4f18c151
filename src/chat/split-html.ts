/** Telegram's limit for a message, counted after its tags are read. */
export const MAX_TEXT_LENGTH = 4096;

const TAG = /<\/?([a-z-]+)(?:\s[^<>]*)?>/gi;

/** What is left to read when a message cannot be sent as HTML. */
export function plainText(html: string): string {
  return html
    .replace(TAG, '')
    .replaceAll('&lt;', '<')
    .replaceAll('&gt;', '>')
    .replaceAll('&quot;', '"')
    .replaceAll('&amp;', '&');
}

/**
 * Cuts HTML at line ends into pieces that each fit into a message of `limit` characters and are valid by themselves: a tag that is
 * open at a cut is closed before and opened again after it. A line that is too long by itself is shortened and loses its tags.
 */
export function splitHtml(html: string, limit = MAX_TEXT_LENGTH): string[] {
  // Tags and entities only make it longer.
  if (html.length <= limit || plainText(html).length <= limit) return [html];

  const pieces: string[] = [];
  let piece = '';
  let open: string[] = [];
  for (const line of html.split('\n').map((each) => shorten(each, limit))) {
    const longer = piece === '' ? line : `${piece}\n${line}`;
    if (plainText(longer).length <= limit) {
      piece = longer;
    } else {
      pieces.push(piece + closing(open));
      piece = open.join('') + line;
    }
    open = stillOpen(open, line);
  }
  return [...pieces, piece];
}

function shorten(line: string, limit: number): string {
  const text = plainText(line);
  if (text.length <= limit) return line;
  let short = text.slice(0, limit - 1);
  // Half of a surrogate pair would make the whole message invalid.
  if (/[\uD800-\uDBFF]$/.test(short)) short = short.slice(0, -1);
  const escaped = `${short}…`.replaceAll('&', '&amp;').replaceAll('<', '&lt;').replaceAll('>', '&gt;');
  // What the line opens or closes for others must stay.
  const tags = [...line.matchAll(TAG)].map(([tag]) => tag).join('');
  return tags === '' ? escaped : escaped + tags;
}

function stillOpen(open: readonly string[], line: string): string[] {
  const stack = [...open];
  for (const [tag] of line.matchAll(TAG)) {
    if (tag.startsWith('</')) stack.pop();
    else stack.push(tag);
  }
  return stack;
}

function closing(open: readonly string[]): string {
  return open
    .toReversed()
    .map((tag) => `</${/^<([a-z-]+)/i.exec(tag)?.[1] ?? ''}>`)
    .join('');
}
