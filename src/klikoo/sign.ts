import { createHash, createHmac, type KeyObject, sign } from 'node:crypto';

export type Json = string | number | boolean | null | readonly Json[] | { readonly [key: string]: Json };

/**
 * The one way a request body is written: minified, keys sorted at every depth. These very bytes are hashed and sent.
 *
 * Klikoo's worked example hashes sorted keys, programs in use hash the order they send: sorting what is sent fits both.
 * The characters that Go's encoder escapes are escaped as it does, so that a server that parses the body and writes it
 * anew still gets the same bytes.
 */
export function canonicalJson(value: Json): string {
  return JSON.stringify(sorted(value)).replace(
    /[<>&\u2028\u2029]/g,
    (character) => `\\u${character.charCodeAt(0).toString(16).padStart(4, '0')}`,
  );
}

function sorted(value: Json): Json {
  if (value === null || typeof value !== 'object') return value;
  if (isList(value)) return value.map(sorted);
  return Object.fromEntries(
    Object.keys(value)
      .sort()
      .map((key) => [key, sorted(value[key] ?? null)]),
  );
}

function isList(value: object): value is readonly Json[] {
  return Array.isArray(value);
}

const JAKARTA_OFFSET_MS = 7 * 60 * 60 * 1000;

/** `2024-02-07T10:28:35.000+07:00`. The milliseconds are always zero: that is the form Klikoo is known to accept. */
export function formatTimestamp(at: Date): string {
  return `${new Date(at.getTime() + JAKARTA_OFFSET_MS).toISOString().slice(0, 19)}.000+07:00`;
}

/** The signature of the access-token call: RSA-SHA256 over `client_id|timestamp`, base64. */
export function authSignature(clientId: string, timestamp: string, privateKey: KeyObject): string {
  return sign('RSA-SHA256', Buffer.from(`${clientId}|${timestamp}`), privateKey).toString('base64');
}

/** Lower-case hex of SHA-256 over exactly the bytes of the body; a request without one hashes the empty text. */
export function hashBody(body: string): string {
  return createHash('sha256').update(body, 'utf8').digest('hex');
}

export type Signable = {
  method: 'GET' | 'POST';
  /** From `/v1/…` on: without host and without the prefix of the base URL. */
  path: string;
  token: string;
  /** Exactly the text that is sent, `''` when there is none. */
  body: string;
  /** The text of the header `Open-Api-Timestamp`. */
  timestamp: string;
};

/** The signature of every other call: HMAC-SHA512 over `METHOD:PATH:TOKEN:HASH:TIMESTAMP`, base64. */
export function requestSignature(request: Signable, clientSecret: string): string {
  const { method, path, token, body, timestamp } = request;
  return createHmac('sha512', clientSecret)
    .update(`${method}:${path}:${token}:${hashBody(body)}:${timestamp}`)
    .digest('base64');
}
