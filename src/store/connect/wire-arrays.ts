// One-dimensional arrays in the text form of PostgreSQL: {1,NULL,"a \"quoted\" text"}.

/** @throws {RangeError} for what no plain list can say: more dimensions, or bounds of its own. */
export function parseArray<T>(text: string, parseElement: (text: string) => T): (T | null)[] {
  const inner = text.slice(1, -1);
  const elements: (T | null)[] = [];
  let isList = text.startsWith('{');
  let end = 0;
  for (const match of inner.matchAll(/(?:"((?:[^"\\]|\\.)*)"|([^",{}]+))(?:,|$)/gs)) {
    const [whole, quoted, plain = ''] = match;
    isList &&= match.index === end;
    end = match.index + whole.length;
    if (quoted !== undefined) elements.push(parseElement(quoted.replace(/\\(.)/gs, '$1')));
    else elements.push(plain === 'NULL' ? null : parseElement(plain));
  }
  if (!isList || end !== inner.length) throw new RangeError('an array that is not a list');
  return elements;
}

/** Text is an array in this form already: drizzle's. @throws {TypeError} for `undefined` in it. */
export function serializeArray(value: unknown, serializeElement: (element: unknown) => string): string {
  if (!Array.isArray(value)) return String(value);
  const elements = value.map((element: unknown) => {
    if (element === undefined) throw new TypeError('undefined in an array for the database');
    if (element === null) return 'NULL';
    return `"${serializeElement(element).replace(/["\\]/g, '\\$&')}"`;
  });
  return `{${elements.join(',')}}`;
}
