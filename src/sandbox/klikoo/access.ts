import { createHmac } from 'node:crypto';
import type { IncomingHttpHeaders } from 'node:http';
import { z } from 'zod';
import { type Answer, envelope, RefusalError, SERVICE, type Service } from './envelope.ts';
import { parseFields, requiredText } from './fields.ts';
import { isAuthSignature, isCanonicalJson, isDigitalSignature } from './signature.ts';

/** Klikoo names no tolerance; five minutes is what such interfaces usually allow. */
export const CLOCK_SKEW_MS = 5 * 60_000;
const DEFAULT_TOKEN_SECONDS = 900;

export type AccessOptions = {
  clientId: string;
  clientSecret: string;
  publicKeyPem: string;
  now: () => Date;
};

export type ReceivedRequest = {
  method: string;
  /** Without the prefix and the query. */
  path: string;
  query: URLSearchParams;
  headers: IncomingHttpHeaders;
  body: Buffer;
};

const tokenRequest = z.strictObject({
  grant_type: requiredText,
  additional_info: z.strictObject({ client_id: requiredText, client_secret: requiredText }),
});

const tokenClaims = z.object({ generation: z.number(), expiresAtMs: z.number() });

/** Who may call: hands out tokens and checks signed requests. Tokens outlive a restart, as their proof is in themselves. */
export class Access {
  readonly #options: AccessOptions;
  readonly #key: string;
  #serial = 0;
  #generation = 1;
  tokenSeconds = DEFAULT_TOKEN_SECONDS;

  constructor(options: AccessOptions) {
    this.#options = options;
    this.#key = `tokens of ${options.clientSecret}`;
  }

  /** All tokens given so far are refused from now on. */
  revokeTokens(): void {
    this.#generation += 1;
  }

  /** POST /v1/open-api/access-token */
  issueToken(request: ReceivedRequest): Answer {
    const { clientId, clientSecret, publicKeyPem } = this.#options;
    const timestamp = this.#checkTimestamp(request, SERVICE.auth);
    const signature = requireHeader(request, 'open-api-signature', SERVICE.auth);
    const body = parseFields(tokenRequest, readJson(request, SERVICE.auth), SERVICE.auth);
    const info = body.additional_info;
    if (!z.uuid().safeParse(info.client_id).success) throw new RefusalError('400xx6568', SERVICE.auth);
    if (body.grant_type !== 'client_credentials') throw new RefusalError('400xx6569', SERVICE.auth);
    if (info.client_id !== clientId || info.client_secret !== clientSecret)
      throw new RefusalError('401xx6570', SERVICE.auth);
    if (!isAuthSignature(signature, info.client_id, timestamp, publicKeyPem))
      throw new RefusalError('400xx6508', SERVICE.auth);
    const token = { access_token: this.#makeToken(), token_type: 'Bearer', expires_in: this.tokenSeconds };
    return envelope('200xx2000', SERVICE.auth, token);
  }

  /** Checks token, time and signature of any call but the token's own. @throws {RefusalError} */
  checkSigned(request: ReceivedRequest, service: Service): void {
    const { method, path, body } = request;
    const token = /^Bearer (\S+)$/.exec(request.headers.authorization ?? '')?.[1];
    if (token === undefined) throw new RefusalError('401xx6500', service);
    this.#checkToken(token, service);
    const timestamp = this.#checkTimestamp(request, service);
    const signature = requireHeader(request, 'open-api-signature', service);
    const isRight = isDigitalSignature(
      signature,
      { method, path, token, body, timestamp },
      this.#options.clientSecret,
    );
    if (!isRight) throw new RefusalError('400xx6508', service);
    if (method === 'GET') {
      if (body.length > 0) throw new RefusalError('400xx6510', service, { detail: 'a GET has no body' });
    } else if (!isCanonicalJson(body.toString('utf8'))) {
      throw new RefusalError('400xx6508', service, {
        detail: 'the body is not minified JSON with sorted keys',
      });
    }
  }

  #checkTimestamp(request: ReceivedRequest, service: Service): string {
    const timestamp = requireHeader(request, 'open-api-timestamp', service);
    const isShaped = /^\d{4}-\d\d-\d\dT\d\d:\d\d:\d\d(\.\d{3})?\+07:00$/.test(timestamp);
    const awayMs = Math.abs(Date.parse(timestamp) - this.#options.now().getTime());
    if (!isShaped || !(awayMs <= CLOCK_SKEW_MS)) throw new RefusalError('400xx6505', service);
    return timestamp;
  }

  #makeToken(): string {
    this.#serial += 1;
    const expiresAtMs = this.#options.now().getTime() + this.tokenSeconds * 1000;
    const head = encode({ alg: 'HS256', typ: 'JWT' });
    const claims = encode({ serial: this.#serial, generation: this.#generation, expiresAtMs });
    return `${head}.${claims}.${this.#seal(`${head}.${claims}`)}`;
  }

  #checkToken(token: string, service: Service): void {
    const [head = '', claimsText = '', seal] = token.split('.');
    if (seal !== this.#seal(`${head}.${claimsText}`)) throw new RefusalError('401xx6500', service);
    const claims = tokenClaims.parse(JSON.parse(Buffer.from(claimsText, 'base64url').toString()));
    if (claims.generation !== this.#generation) throw new RefusalError('401xx6500', service);
    if (claims.expiresAtMs <= this.#options.now().getTime()) throw new RefusalError('401xx6535', service);
  }

  #seal(text: string): string {
    return createHmac('sha256', this.#key).update(text).digest('base64url');
  }
}

function encode(value: object): string {
  return Buffer.from(JSON.stringify(value)).toString('base64url');
}

function requireHeader({ headers }: ReceivedRequest, name: string, service: Service): string {
  const value = headers[name];
  if (typeof value !== 'string' || value === '')
    throw new RefusalError('400xx6512', service, { detail: name });
  return value;
}

/** @throws {RefusalError} when it is not sent as JSON or is none. */
export function readJson(request: ReceivedRequest, service: Service): unknown {
  const type = request.headers['content-type'] ?? '';
  if (!/^application\/json\b/i.test(type)) {
    throw new RefusalError('400xx6510', service, { detail: 'Content-Type' });
  }
  try {
    return JSON.parse(request.body.toString('utf8'));
  } catch {
    throw new RefusalError('400xx6510', service, { detail: 'not JSON' });
  }
}
