import { createHash, createHmac, timingSafeEqual, verify } from 'node:crypto';

export type SignedParts = {
  method: string;
  /** Without host, the `/klikoo-b2b` prefix and the query: `/v1/open-api/balance`. */
  path: string;
  /** As in the Authorization header, without `Bearer`. */
  token: string;
  /** The bytes of the body as they were sent; empty for GET. */
  body: Uint8Array;
  /** The text of the Open-Api-Timestamp header. */
  timestamp: string;
};

/** `METHOD:PATH:TOKEN:sha256hex(body):TIMESTAMP`, HMAC-SHA512 under the client secret, base64 (88 characters). */
export function digitalSignature(parts: SignedParts, clientSecret: string): string {
  const bodyHash = createHash('sha256').update(parts.body).digest('hex');
  const text = [parts.method, parts.path, parts.token, bodyHash, parts.timestamp].join(':');
  return createHmac('sha512', clientSecret).update(text).digest('base64');
}

export function isDigitalSignature(given: string, parts: SignedParts, clientSecret: string): boolean {
  const expected = Buffer.from(digitalSignature(parts, clientSecret));
  const received = Buffer.from(given);
  return received.length === expected.length && timingSafeEqual(received, expected);
}

/** Whether `given` is the base64 RSA-SHA256 signature of `client_id|timestamp` that the token call carries. */
export function isAuthSignature(
  given: string,
  clientId: string,
  timestamp: string,
  publicKeyPem: string,
): boolean {
  const text = Buffer.from(`${clientId}|${timestamp}`);
  return verify('RSA-SHA256', text, publicKeyPem, Buffer.from(given, 'base64'));
}

/**
 * Whether a body is minified JSON with its keys sorted at every depth. Klikoo's worked example hashes sorted keys, its
 * clients found that the order sent counts; which holds is not known. A body like this is right either way, so no other is accepted here.
 */
export function isCanonicalJson(text: string): boolean {
  try {
    return JSON.stringify(sorted(JSON.parse(text))) === text;
  } catch {
    return false;
  }
}

function sorted(value: unknown): unknown {
  if (Array.isArray(value)) return value.map(sorted);
  if (typeof value !== 'object' || value === null) return value;
  const entries = Object.entries(value).sort(([a], [b]) => (a < b ? -1 : 1));
  return Object.fromEntries(entries.map(([key, inner]) => [key, sorted(inner)]));
}
