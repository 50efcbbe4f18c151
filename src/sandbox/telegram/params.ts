import { badRequest } from './errors.ts';

export type UploadedFile = { name: string; bytes: Uint8Array };

export function isObject(value: unknown): value is Record<string, unknown> {
  return typeof value === 'object' && value !== null && !Array.isArray(value);
}

/**
 * The parameters of one call, wherever they came from: the query string, a form, multipart or JSON. Numbers, booleans
 * and structures may stand as text, since that is all that a form can carry.
 */
export class Params {
  readonly #values: ReadonlyMap<string, unknown>;
  readonly #files: ReadonlyMap<string, UploadedFile>;

  constructor(values: ReadonlyMap<string, unknown>, files: ReadonlyMap<string, UploadedFile> = new Map()) {
    this.#values = values;
    this.#files = files;
  }

  has(name: string): boolean {
    return this.text(name) !== '';
  }

  /** Empty when absent: Telegram does not tell the two apart. */
  text(name: string): string {
    const value = this.#values.get(name);
    if (value === undefined || value === null) return '';
    return typeof value === 'string' ? value : JSON.stringify(value);
  }

  /** Clamped to the range, as Telegram does; what is no number counts as 0. */
  int(name: string, fallback: number, min = Number.MIN_SAFE_INTEGER, max = Number.MAX_SAFE_INTEGER): number {
    const text = this.text(name);
    if (text === '') return fallback;
    const value = /^\s*[-+]?\d{1,15}/.exec(text);
    return Math.min(max, Math.max(min, value ? Number(value[0]) : 0));
  }

  bool(name: string): boolean {
    return ['true', 'yes', '1'].includes(this.text(name).trim().toLowerCase());
  }

  /** `undefined` when absent. @throws {BotApiError} when it stands as text that is no JSON. */
  json(name: string): unknown {
    const value = this.#values.get(name);
    if (typeof value !== 'string') return value ?? undefined;
    if (value === '') return undefined;
    const parsed = parseJson(value);
    if (parsed === undefined) throw badRequest(`can't parse ${name} JSON object`);
    return parsed;
  }

  /** A file sent along under `name`, or under the part that `attach://…` names. */
  file(name: string): UploadedFile | undefined {
    const [, part] = /^attach:\/\/(.+)$/.exec(this.text(name)) ?? [];
    return this.#files.get(part ?? name);
  }
}

/** `undefined` when the text is no JSON. */
export function parseJson(text: string): unknown {
  try {
    const value: unknown = JSON.parse(text);
    return value;
  } catch {
    return undefined;
  }
}

/** Reads the body of a call by its content type. */
export function parseParams(query: URLSearchParams, contentType: string, body: Buffer): Params {
  const values = new Map<string, unknown>(query);
  const type = contentType.split(';', 1)[0]?.trim().toLowerCase() ?? '';
  if (type === 'application/json') {
    const parsed = body.length === 0 ? {} : parseJson(body.toString('utf8'));
    if (!isObject(parsed)) throw badRequest("can't parse JSON object");
    for (const [name, value] of Object.entries(parsed)) values.set(name, value);
  } else if (type === 'application/x-www-form-urlencoded') {
    for (const [name, value] of new URLSearchParams(body.toString('utf8'))) values.set(name, value);
  } else if (type === 'multipart/form-data') {
    const boundary = /boundary="?([^";]+)"?/i.exec(contentType)?.[1];
    if (boundary === undefined) throw badRequest("can't parse multipart: no boundary");
    const files = new Map<string, UploadedFile>();
    for (const part of splitParts(body, boundary)) {
      if (part.fileName === undefined) values.set(part.name, part.bytes.toString('utf8'));
      else files.set(part.name, { name: part.fileName, bytes: part.bytes });
    }
    return new Params(values, files);
  }
  return new Params(values);
}

/**
 * Splits multipart by hand: clients of the Bot API write part headers in ways that strict parsers refuse (grammY
 * leaves a file name without quotes), and Telegram reads them all.
 */
function splitParts(body: Buffer, boundary: string): { name: string; fileName?: string; bytes: Buffer }[] {
  const parts = [];
  const delimiter = Buffer.from(`--${boundary}`);
  let at = body.indexOf(delimiter);
  while (at !== -1) {
    const start = at + delimiter.length + 2;
    const next = body.indexOf(Buffer.concat([Buffer.from('\r\n'), delimiter]), start - 2);
    const headEnd = body.indexOf('\r\n\r\n', start);
    if (next === -1 || headEnd === -1) break;
    const head = body.toString('utf8', start, headEnd);
    const name = /;\s*name="?([^";\r\n]*)"?/i.exec(head)?.[1];
    const fileName = /;\s*filename="?([^"\r\n]*?)"?(?:;|\r\n|$)/i.exec(head)?.[1];
    const bytes = body.subarray(headEnd + 4, next);
    if (name !== undefined) parts.push({ name, bytes, ...(fileName !== undefined && { fileName }) });
    at = next + 2;
  }
  return parts;
}
