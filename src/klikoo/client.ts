import type { KeyObject } from 'node:crypto';
import { Breaker, type News, type Standing } from './breaker.ts';
import { hideSecrets } from './clean.ts';
import { isOutage } from './codes.ts';
import { describe, type Envelope, readEnvelope } from './envelope.ts';
import { Lane } from './lane.ts';
import { showsTransaction } from './outcome.ts';
import { authSignature, canonicalJson, formatTimestamp, type Json, requestSignature } from './sign.ts';
import type { TokenAnswer, TokenCache } from './token.ts';
import type { Limits, Transport } from './transport.ts';
import { tokenData } from './wire.ts';

/** One lane for what moves money, one for people who wait for a name, one for looking things up: none can starve another. */
export type LaneName = 'buy' | 'ask' | 'look';

export const LANE_SIZES: Readonly<Record<LaneName, number>> = { buy: 16, ask: 12, look: 8 };

export type Reply =
  | { kind: 'answered'; answer: Envelope }
  /** Certainly not carried out: it was never sent, or Klikoo refused the token it came with. */
  | {
      kind: 'not_sent';
      detail: string;
      /** It was we who did not send it: that says nothing of Klikoo. */
      isOurs?: true;
    }
  | { kind: 'misconfigured'; code: string; detail: string; httpStatus?: number }
  /** `source`: what came instead of an answer, if anything did; secrets taken out. */
  | { kind: 'lost'; detail: string; httpStatus?: number; source?: string };

export type Call = {
  lane: LaneName;
  method: 'GET' | 'POST';
  /** From `/v1/…` on, without the prefix of the base URL. */
  path: string;
  /** Without `?`. */
  query?: string;
  body?: Json;
  /** Not sent any more after this. */
  notAfter?: Date | undefined;
  limits: Limits;
};

export type ClientOptions = {
  /** With prefix, without a slash at the end. */
  baseUrl: string;
  clientId: string;
  clientSecret: string;
  /** Whether the query string is part of the signed path. Klikoo does not say; no program that signs one is known. */
  signQuery: boolean;
  /** How long a call waits for room in its lane before it gives up, unsent. */
  laneWaitMs: number;
  now: () => Date;
};

/** The signed calls of Klikoo's open-api. */
export class Client {
  readonly #options: ClientOptions;
  readonly #transport: Transport;
  readonly #tokens: TokenCache;
  readonly #breaker = new Breaker();
  readonly #lanes = {
    buy: new Lane(LANE_SIZES.buy),
    ask: new Lane(LANE_SIZES.ask),
    look: new Lane(LANE_SIZES.look),
  };

  constructor(options: ClientOptions, transport: Transport, tokens: TokenCache) {
    this.#options = options;
    this.#transport = transport;
    this.#tokens = tokens;
  }

  /** Runs `work` when the lane has room; `undefined` when it had none for too long. */
  async inLane<T>(lane: LaneName, work: () => Promise<T>): Promise<T | undefined> {
    if (!(await this.#lanes[lane].enter(this.#options.laneWaitMs))) return undefined;
    try {
      return await work();
    } finally {
      this.#lanes[lane].leave();
    }
  }

  /** Whether calls are made, or paused because Klikoo does not answer. */
  standing(): Standing {
    return this.#breaker.standing(this.#options.now().getTime());
  }

  /** Since when calls are paused; `undefined` while they are not. */
  downSince(): Date | undefined {
    const sinceMs = this.#breaker.downSinceMs;
    return sinceMs === undefined ? undefined : new Date(sinceMs);
  }

  /** Sends once, as below; while Klikoo does not answer, nothing is sent but one call now and then. */
  async call(call: Call): Promise<Reply> {
    const { now } = this.#options;
    const pass = this.#breaker.enter(now().getTime());
    if (pass === undefined)
      return { kind: 'not_sent', detail: 'not sent: Klikoo does not answer', isOurs: true };
    let news: News = 'none';
    try {
      const reply = await this.#send(call);
      news = newsOf(reply);
      return reply;
    } finally {
      this.#breaker.leave(pass, news, now().getTime());
    }
  }

  /** Sends once. Only when Klikoo refuses the token is a new one fetched and the same bytes are sent a second time. */
  async #send(call: Call): Promise<Reply> {
    const body = call.body === undefined ? '' : canonicalJson(call.body);
    const reply = await this.inLane(call.lane, async () => {
      const first = await this.#attempt(call, body);
      return isTokenRefused(first) ? await this.#attempt(call, body) : first;
    });
    if (reply === undefined) return { kind: 'not_sent', detail: 'no room for another call', isOurs: true };
    if (!isTokenRefused(reply)) return reply;
    const { code, rule, httpStatus } = reply.answer;
    return { kind: 'misconfigured', code, detail: `twice: ${rule.meaning}`, httpStatus };
  }

  async #attempt(call: Call, body: string): Promise<Reply> {
    const { baseUrl, clientSecret, signQuery, now } = this.#options;
    const access = await this.#tokens.get();
    if (access.kind === 'misconfigured') return access;
    if (access.kind === 'unavailable')
      return { kind: 'not_sent', detail: `no access token: ${access.detail}` };
    const { token } = access;
    const { method, path, limits } = call;
    const target = call.query === undefined ? path : `${path}?${call.query}`;
    const timestamp = formatTimestamp(now());
    const signature = requestSignature(
      { method, path: signQuery ? target : path, token, body, timestamp },
      clientSecret,
    );
    if (call.notAfter !== undefined && now() > call.notAfter)
      return { kind: 'not_sent', detail: 'too late to send', isOurs: true };
    const http = await this.#transport.send({
      method,
      url: `${baseUrl}${target}`,
      headers: {
        ...COMMON_HEADERS,
        'Open-Api-Timestamp': timestamp,
        'Open-Api-Signature': signature,
        Authorization: `Bearer ${token}`,
      },
      body,
      limits,
    });
    if (http.kind !== 'answered') return http;
    const source = hideSecrets(http.text, [clientSecret, token]);
    const answer = readEnvelope(http.httpStatus, source);
    if ('unreadable' in answer)
      return { kind: 'lost', detail: answer.unreadable, httpStatus: http.httpStatus, source };
    if (answer.rule.onBuy === 'renew_token') this.#tokens.forget(token);
    return { kind: 'answered', answer };
  }
}

function newsOf(reply: Reply): News {
  switch (reply.kind) {
    case 'answered': {
      const { code, rule, data } = reply.answer;
      if (isOutage(code)) return 'silence';
      return rule.onBuy === 'misconfigured' && !showsTransaction(data) ? 'refusal' : 'answer';
    }
    case 'misconfigured':
      return 'refusal';
    case 'lost':
      return 'silence';
    case 'not_sent':
      return reply.isOurs ? 'none' : 'silence';
  }
}

const COMMON_HEADERS = {
  'Content-Type': 'application/json',
  Accept: 'application/json',
  'User-Agent': 'konter',
};

/** An answer that shows a transaction beside it contradicts itself, and what contradicts itself is not sent again. */
function isTokenRefused(reply: Reply): reply is Extract<Reply, { kind: 'answered' }> {
  if (reply.kind !== 'answered') return false;
  return reply.answer.rule.onBuy === 'renew_token' && !showsTransaction(reply.answer.data);
}

const TOKEN_PATH = '/v1/open-api/access-token';

/** Documented life of a token, for an answer that leaves it out. */
const TOKEN_LIFE_SECONDS = 900;

/** Asks for an access token. Every code that refuses it speaks of our set-up, since nothing else is in the request. */
export async function fetchToken(
  options: Pick<ClientOptions, 'baseUrl' | 'clientId' | 'clientSecret' | 'now'> & { privateKey: KeyObject },
  transport: Transport,
  limits: Limits,
): Promise<{ token: TokenAnswer; httpStatus?: number }> {
  const { baseUrl, clientId, clientSecret, privateKey, now } = options;
  const timestamp = formatTimestamp(now());
  const http = await transport.send({
    method: 'POST',
    url: `${baseUrl}${TOKEN_PATH}`,
    headers: {
      ...COMMON_HEADERS,
      'Open-Api-Timestamp': timestamp,
      'Open-Api-Signature': authSignature(clientId, timestamp, privateKey),
    },
    body: canonicalJson({
      grant_type: 'client_credentials',
      additional_info: { client_id: clientId, client_secret: clientSecret },
    }),
    limits,
  });
  if (http.kind !== 'answered') return { token: { kind: 'unavailable', detail: http.detail } };
  const { httpStatus } = http;
  const answer = readEnvelope(httpStatus, hideSecrets(http.text, [clientSecret]));
  if ('unreadable' in answer)
    return { httpStatus, token: { kind: 'unavailable', detail: answer.unreadable } };
  const { rule, code } = answer;
  if (rule.onBuy === 'accepted') return { httpStatus, token: tokenOf(answer) };
  const isRefused = rule.onBuy !== 'unknown' && rule.onBuy !== 'exists';
  return {
    httpStatus,
    token: isRefused
      ? { kind: 'misconfigured', code, detail: rule.meaning }
      : { kind: 'unavailable', detail: describe(answer) },
  };
}

function tokenOf(answer: Envelope): TokenAnswer {
  const data = tokenData.safeParse(answer.data).data;
  if (data === undefined) return { kind: 'unavailable', detail: `${describe(answer)}, without a token` };
  const seconds = data.expires_in;
  const isWhole = typeof seconds === 'string' && /^\d{1,7}$/.test(seconds);
  return {
    kind: 'token',
    token: data.access_token,
    expiresInSeconds: isWhole ? Number(seconds) : TOKEN_LIFE_SECONDS,
  };
}
