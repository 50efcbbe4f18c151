import { badRequest } from './errors.ts';
import type { FormattedText } from './html.ts';
import type { TextEntity } from './state.ts';

/** Outer before inner where two entities cover the same text; the order Telegram answers with. */
const PRIORITY = new Map([
  ['blockquote', 0],
  ['expandable_blockquote', 0],
  ['pre', 11],
  ['code', 20],
  ['text_link', 49],
  ['bold', 90],
  ['italic', 91],
  ['underline', 92],
  ['strikethrough', 93],
  ['spoiler', 94],
]);

const STYLES = new Set(['bold', 'italic', 'underline', 'strikethrough', 'spoiler']);

/**
 * What Telegram does to every text before it is stored: blank lines at the start and white space at the end go, an
 * entity cannot lie inside code, code or a link not inside another, and entities are sorted.
 */
export function normalise({ text, entities }: FormattedText): FormattedText {
  const clean = text.replaceAll('\r', '');
  if (clean !== text && entities.length > 0) return normalise(withoutCarriageReturns({ text, entities }));
  const leading = /^(?:[ \t\v]*\n)*/.exec(clean)?.[0].length ?? 0;
  const body = clean.slice(leading).trimEnd();
  const moved = entities.flatMap((entity) => {
    const offset = Math.max(0, entity.offset - leading);
    const end = Math.min(body.length, entity.offset + entity.length - leading);
    return end > offset ? [{ ...entity, offset, length: end - offset }] : [];
  });
  return { text: body, entities: settle(moved) };
}

function withoutCarriageReturns({ text, entities }: FormattedText): FormattedText {
  const at = (offset: number) => text.slice(0, offset).replaceAll('\r', '').length;
  return {
    text: text.replaceAll('\r', ''),
    entities: entities.map((entity) => {
      const offset = at(entity.offset);
      return { ...entity, offset, length: at(entity.offset + entity.length) - offset };
    }),
  };
}

function sorted(entities: TextEntity[]): TextEntity[] {
  return entities.toSorted(
    (a, b) =>
      a.offset - b.offset ||
      b.length - a.length ||
      (PRIORITY.get(a.type) ?? 50) - (PRIORITY.get(b.type) ?? 50),
  );
}

function settle(entities: TextEntity[]): TextEntity[] {
  const quotes: TextEntity[] = [];
  const solid: TextEntity[] = [];
  const styles: TextEntity[] = [];
  for (const entity of sorted(entities)) {
    const bare = entity.type === 'code' ? { ...entity, language: undefined } : entity;
    const isQuote = entity.type.endsWith('blockquote');
    const list = isQuote ? quotes : STYLES.has(entity.type) ? styles : solid;
    if (list === styles || !list.some((other) => overlap(other, entity))) list.push(bare);
  }
  const code = solid.filter(({ type }) => type === 'code' || type === 'pre');
  return sorted([...quotes, ...solid, ...styles.flatMap((style) => subtract(style, code))]);
}

function overlap(a: TextEntity, b: TextEntity): boolean {
  return a.offset < b.offset + b.length && b.offset < a.offset + a.length;
}

function subtract(style: TextEntity, holes: TextEntity[]): TextEntity[] {
  const pieces: TextEntity[] = [];
  let from = style.offset;
  const end = style.offset + style.length;
  for (const hole of holes.filter((other) => overlap(style, other))) {
    if (hole.offset > from) pieces.push({ ...style, offset: from, length: hole.offset - from });
    from = Math.max(from, hole.offset + hole.length);
  }
  if (end > from) pieces.push({ ...style, offset: from, length: end - from });
  return pieces;
}

/**
 * The length Telegram limits, in UTF-16 code units. Telegram's own count is not documented and may be in characters;
 * the stricter reading lets nothing pass here that could fail there.
 */
export function checkLength(text: string, limit: number, what: 'message' | 'message caption'): void {
  if (text.length > limit) throw badRequest(`${what} is too long`);
}

/** Finds `/command` and `/command@bot` as Telegram marks them in what people type. */
export function commandEntities(text: string): TextEntity[] {
  return [...text.matchAll(/(?<![^\s"'(])\/[a-zA-Z0-9_]{1,64}(?:@[a-zA-Z0-9_]{3,32})?(?![\w@/])/g)].map(
    (match) => ({ type: 'bot_command', offset: match.index, length: match[0].length }),
  );
}

const TAGS = new Map([
  ['bold', 'b'],
  ['italic', 'i'],
  ['underline', 'u'],
  ['strikethrough', 's'],
  ['spoiler', 'tg-spoiler'],
  ['code', 'code'],
  ['pre', 'pre'],
  ['blockquote', 'blockquote'],
]);

function escapeHtml(text: string): string {
  return text
    .replaceAll('&', '&amp;')
    .replaceAll('<', '&lt;')
    .replaceAll('>', '&gt;')
    .replaceAll('"', '&quot;');
}

/** Text and entities as HTML of Telegram's subset: what a page may show, and what `parseHtml` reads back. */
export function toHtml({ text, entities }: FormattedText): string {
  return render(text, 0, text.length, sorted(entities));
}

function render(text: string, from: number, to: number, entities: TextEntity[]): string {
  let html = '';
  let at = from;
  let rest = entities;
  while (rest.length > 0) {
    const [first, ...others] = rest;
    if (!first || first.offset >= to) break;
    const end = Math.min(to, first.offset + first.length);
    const inside = others.filter(({ offset }) => offset < end);
    if (first.offset >= at) {
      html += escapeHtml(text.slice(at, first.offset));
      html += wrap(first, render(text, first.offset, end, inside));
      at = end;
    }
    rest = others.slice(inside.length);
  }
  return html + escapeHtml(text.slice(at, to));
}

function wrap(entity: TextEntity, inner: string): string {
  if (entity.type === 'text_link') return `<a href="${escapeHtml(entity.url ?? '')}">${inner}</a>`;
  if (entity.type === 'expandable_blockquote') return `<blockquote expandable>${inner}</blockquote>`;
  if (entity.type === 'pre' && entity.language !== undefined) {
    return `<pre><code class="language-${escapeHtml(entity.language)}">${inner}</code></pre>`;
  }
  const tag = TAGS.get(entity.type);
  return tag === undefined ? inner : `<${tag}>${inner}</${tag}>`;
}
