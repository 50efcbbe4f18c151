/** One field of a line and the separators before it (`''` before the first). */
export type Field = { text: string; before: string };

const SEPARATORS = '.,;_ ';

/**
 * The fields of one normalised line. `.` `,` `;` `_` and space separate, runs of them once. Where the first separator of the line is
 * `*` or `#`, only that one does: names and addresses contain the others. Elsewhere `*` and `#` are part of a field.
 */
export function tokenise(line: string): Field[] {
  const separators = separatorsOf(line);
  const fields: Field[] = [];
  let text = '';
  let before = '';
  for (const character of `${line}${separators[0]}`) {
    if (!separators.includes(character)) {
      text += character;
      continue;
    }
    if (text.trim() !== '') {
      fields.push({ text: text.trim(), before: fields.length === 0 ? '' : before });
      before = '';
    }
    before += character;
    text = '';
  }
  return fields;
}

function separatorsOf(line: string): string {
  let hasBegun = false;
  for (const character of line) {
    if (SEPARATORS.includes(character)) {
      if (hasBegun) return SEPARATORS;
    } else if (hasBegun && (character === '*' || character === '#')) {
      return character;
    } else {
      hasBegun = true;
    }
  }
  return SEPARATORS;
}

/**
 * Reads a Telegram slash command: `/cek 10234`, `/cek_10234`, `/cek@KonterBot 10234`. `name` is lower case, `rest` what follows it.
 * `undefined`: the line is none. Which bot is addressed does not matter, since there is no other in a private chat.
 */
export function readSlash(line: string): { name: string; rest: string } | undefined {
  const match = /^\/([A-Za-z0-9]{1,32})(_[A-Za-z0-9_]{0,64})?(?:@[A-Za-z0-9_]{1,64})?(.*)$/s.exec(line);
  if (!match) return undefined;
  const [, name = '', joined = '', rest = ''] = match;
  return { name: name.toLowerCase(), rest: `${joined.slice(1)} ${rest}`.trim() };
}
