import { badRequest } from './errors.ts';
import type { TextEntity } from './state.ts';

/**
 * Telegram's HTML subset, read as strictly as TDLib's `parse_html` reads it, with its error texts and its byte offsets.
 * Custom emoji and date tags are left out and refused: a bot without a bought username may not use the first anyway.
 */

export type FormattedText = { text: string; entities: TextEntity[] };

const ENTITY_BY_TAG = new Map([
  ['b', 'bold'],
  ['strong', 'bold'],
  ['i', 'italic'],
  ['em', 'italic'],
  ['u', 'underline'],
  ['ins', 'underline'],
  ['s', 'strikethrough'],
  ['strike', 'strikethrough'],
  ['del', 'strikethrough'],
  ['tg-spoiler', 'spoiler'],
  ['span', 'spoiler'],
  ['a', 'text_link'],
  ['code', 'code'],
  ['pre', 'pre'],
  ['blockquote', 'blockquote'],
]);

const NAMED_CHARACTERS = new Map([
  ['lt', '<'],
  ['gt', '>'],
  ['amp', '&'],
  ['quot', '"'],
]);

type OpenTag = { name: string; argument: string; offset: number };
type StartTag = { name: string; argument: string; next: number };

/** @throws {BotApiError} `400 Bad Request: can't parse entities: …` */
export function parseHtml(html: string): FormattedText {
  const open: OpenTag[] = [];
  const entities: TextEntity[] = [];
  let text = '';
  let hasSurrogate = false;

  for (let at = 0; at < html.length; ) {
    const character = html.charAt(at);
    const decoded = character === '&' ? decodeCharacter(html, at) : undefined;
    if (decoded) {
      text += decoded.character;
      hasSurrogate ||= /^[\ud800-\udfff]$/.test(decoded.character);
      at = decoded.next;
    } else if (character !== '<') {
      text += character;
      at += 1;
    } else if (html.charAt(at + 1) === '/') {
      const tag = open.pop();
      if (!tag) throw cannotParse(`Unexpected end tag${atByte(html, at)}`);
      at = readEndTag(html, at, tag.name);
      if (text.length > tag.offset) addEntity(entities, tag, text);
    } else {
      const tag = readStartTag(html, at);
      open.push({ name: tag.name, argument: tag.argument, offset: text.length });
      at = tag.next;
    }
  }

  const unclosed = open.at(-1);
  if (unclosed) throw cannotParse(`Can't find end tag corresponding to start tag "${unclosed.name}"`);
  if (hasSurrogate) {
    throw cannotParse(
      'Text contains invalid Unicode characters after decoding HTML entities, check for unmatched surrogate code units',
    );
  }
  return { text, entities };
}

function cannotParse(reason: string): Error {
  return badRequest(`can't parse entities: ${reason}`);
}

function atByte(html: string, at: number): string {
  return ` at byte offset ${Buffer.byteLength(html.slice(0, at))}`;
}

/** The end of the text counts as space: TDLib reads a zero byte there, and takes it for one. */
function isSpace(character: string): boolean {
  return character === '' || ' \t\r\n\v\0'.includes(character);
}

function skipSpace(html: string, at: number): number {
  let next = at;
  while (next < html.length && isSpace(html.charAt(next))) next += 1;
  return next;
}

/** `undefined` where the ampersand stands for itself. The semicolon may be missing, as in Telegram. */
function decodeCharacter(html: string, at: number): { character: string; next: number } | undefined {
  const match = /&(?:#x([0-9a-f]+)|#([0-9]+)|([a-z]+))/iy;
  match.lastIndex = at;
  const found = match.exec(html);
  if (!found) return undefined;
  const [whole, hexadecimal, decimal, name] = found;
  const next = at + whole.length + (html.charAt(at + whole.length) === ';' ? 1 : 0);
  if (name !== undefined) {
    const character = NAMED_CHARACTERS.get(name);
    return character === undefined ? undefined : { character, next };
  }
  const code = hexadecimal === undefined ? Number(decimal) : Number.parseInt(hexadecimal, 16);
  const isUsable = code > 0 && code < 0x10ffff && whole.length < 10;
  return isUsable ? { character: String.fromCodePoint(code), next } : undefined;
}

function readStartTag(html: string, start: number): StartTag {
  let at = start + 1;
  while (!isSpace(html.charAt(at)) && html.charAt(at) !== '>') at += 1;
  if (at >= html.length) throw cannotParse(`Unclosed start tag${atByte(html, start)}`);
  const name = html.slice(start + 1, at).toLowerCase();
  if (!ENTITY_BY_TAG.has(name)) {
    throw cannotParse(`Unsupported start tag "${name}"${atByte(html, start)}`);
  }

  let argument = '';
  while (html.charAt(at) !== '>') {
    at = skipSpace(html, at);
    if (html.charAt(at) === '>') break;
    const attribute = readAttribute(html, start, name, at);
    at = attribute.next;
    argument = tagArgument(name, attribute.name, attribute.value) ?? argument;
  }
  if (name === 'span' && argument !== 'spoiler') {
    throw cannotParse(`Tag "span" must have class "tg-spoiler"${atByte(html, start)}`);
  }
  return { name, argument, next: at + 1 };
}

function tagArgument(tag: string, attribute: string, value: string): string | undefined {
  if (tag === 'a' && attribute === 'href') return value;
  if (tag === 'code' && attribute === 'class' && value.startsWith('language-')) return value.slice(9);
  if (tag === 'span' && attribute === 'class' && value.startsWith('tg-')) return value.slice(3);
  if (tag === 'blockquote' && attribute === 'expandable') return 'expandable';
  return undefined;
}

function readAttribute(
  html: string,
  tagStart: number,
  tag: string,
  start: number,
): { name: string; value: string; next: number } {
  const unclosed = cannotParse(`Unclosed start tag "${tag}"${atByte(html, tagStart)}`);
  if (start >= html.length) throw unclosed;
  let at = start;
  while (!isSpace(html.charAt(at)) && html.charAt(at) !== '=' && html.charAt(at) !== '>') at += 1;
  const name = html.slice(start, at);
  if (name === '') throw cannotParse(`Empty attribute name in the tag "${tag}"${atByte(html, tagStart)}`);
  at = skipSpace(html, at);
  if (at >= html.length) throw unclosed;
  if (html.charAt(at) !== '=') return { name, value: '', next: at };
  at = skipSpace(html, at + 1);
  if (at >= html.length) throw unclosed;

  const quote = html.charAt(at);
  const value = quote === '"' || quote === "'" ? readQuoted(html, at) : readNameToken(html, at);
  if (value.next >= html.length) throw cannotParse(`Unclosed start tag${atByte(html, tagStart)}`);
  return { name, value: value.text, next: value.next };
}

function readNameToken(html: string, start: number): { text: string; next: number } {
  let at = start;
  while (/^[a-z0-9.-]$/i.test(html.charAt(at))) at += 1;
  if (!isSpace(html.charAt(at)) && html.charAt(at) !== '>') {
    throw cannotParse(`Unexpected end of name token${atByte(html, start)}`);
  }
  return { text: html.slice(start, at).toLowerCase(), next: at };
}

function readQuoted(html: string, start: number): { text: string; next: number } {
  const quote = html.charAt(start);
  let at = start + 1;
  let text = '';
  while (at < html.length && html.charAt(at) !== quote) {
    const decoded = html.charAt(at) === '&' ? decodeCharacter(html, at) : undefined;
    text += decoded ? decoded.character : html.charAt(at);
    at = decoded ? decoded.next : at + 1;
  }
  return { text, next: at < html.length ? at + 1 : at };
}

function readEndTag(html: string, start: number, expected: string): number {
  let at = start + 2;
  while (!isSpace(html.charAt(at)) && html.charAt(at) !== '>') at += 1;
  const found = html.slice(start + 2, at).toLowerCase();
  at = skipSpace(html, at);
  if (html.charAt(at) !== '>') throw cannotParse(`Unclosed end tag${atByte(html, start)}`);
  if (found !== '' && found !== expected) {
    throw cannotParse(
      `Unmatched end tag${atByte(html, start)}, expected "</${expected}>", found "</${found}>"`,
    );
  }
  return at + 1;
}

function addEntity(entities: TextEntity[], tag: OpenTag, text: string): void {
  const range = { offset: tag.offset, length: text.length - tag.offset };
  const inner = entities.at(-1);
  const fillsInner = inner?.offset === range.offset && inner.length === range.length;
  const type = ENTITY_BY_TAG.get(tag.name) ?? tag.name;
  if (tag.name === 'a') {
    const url = checkedLink(tag.argument || text.slice(tag.offset));
    if (url !== undefined) entities.push({ type, ...range, url });
  } else if (tag.name === 'pre' && inner?.type === 'code' && fillsInner && inner.language !== undefined) {
    inner.type = 'pre';
  } else if (tag.name === 'code' && inner?.type === 'pre' && fillsInner && tag.argument !== '') {
    inner.language = tag.argument;
  } else if (tag.name === 'code' && tag.argument !== '') {
    entities.push({ type, ...range, language: tag.argument });
  } else if (tag.name === 'blockquote' && tag.argument !== '') {
    entities.push({ type: 'expandable_blockquote', ...range });
  } else {
    entities.push({ type, ...range });
  }
}

/** The link as Telegram stores it, or `undefined` where it drops the link and keeps the text. */
export function checkedLink(link: string): string | undefined {
  if (/\s/.test(link)) return undefined;
  const withScheme = /^[a-z][a-z0-9+.-]*:\/\//i.test(link) ? link : `http://${link}`;
  const url = URL.canParse(withScheme) ? new URL(withScheme) : undefined;
  if (!url) return undefined;
  if (url.protocol === 'tg:') return withScheme;
  const isWeb = url.protocol === 'http:' || url.protocol === 'https:';
  if (!isWeb || !url.hostname.includes('.')) return undefined;
  return /^[^/]*\/\/[^/?#]+$/.test(withScheme) ? `${withScheme}/` : withScheme;
}
