import { Agent, buildConnector, request } from 'undici';

/** The limits of one exchange, in milliseconds. The total holds from the first byte out to the last byte in. */
export type Limits = { headersMs: number; bodyMs: number; totalMs: number };

export type HttpRequest = {
  method: 'GET' | 'POST';
  url: string;
  headers: Record<string, string>;
  /** `''` for none. */
  body: string;
  limits: Limits;
};

export type HttpAnswer =
  | { kind: 'answered'; httpStatus: number; text: string }
  /** Certainly no byte of the request left this machine. */
  | { kind: 'not_sent'; detail: string }
  /** The request may have been carried out: its answer did not come, or not whole. */
  | { kind: 'lost'; detail: string; httpStatus?: number };

export type Transport = {
  /** Sends once, follows no redirect, repeats nothing. Never rejects. */
  send(request: HttpRequest): Promise<HttpAnswer>;
  /** Lets running exchanges end, at most for their total limit; new ones are not sent. May be called again. */
  close(): Promise<void>;
};

/** No answer of Klikoo's is near it; a larger one is cut off and counts as lost. */
const MAX_ANSWER_BYTES = 1024 * 1024;

/** Name look-up, connecting or the TLS handshake failed: the request was never written. */
class NotConnectedError extends Error {
  override name = 'NotConnectedError';
  readonly code = 'KONTER_NOT_CONNECTED';
}

/** `connections` must not be below the number of exchanges at once, else they wait where no one can see it. */
export function createTransport(options: { connections: number; connectMs: number }): Transport {
  const agent = new Agent({
    connections: options.connections,
    // One request at a time on a connection: a lost connection then loses one answer.
    pipelining: 1,
    allowH2: false,
    maxResponseSize: MAX_ANSWER_BYTES,
    connect: markingConnector(options.connectMs),
  });
  let closing: Promise<void> | undefined;
  return {
    send: (httpRequest) =>
      closing === undefined
        ? exchange(agent, httpRequest)
        : Promise.resolve({ kind: 'not_sent', detail: 'the client is closed' }),
    close: () => {
      closing ??= agent.close();
      return closing;
    },
  };
}

/**
 * Whether a reset came before or after the request was written cannot be told from the error's code, so errors of
 * connecting are marked where they arise.
 */
function markingConnector(connectMs: number): buildConnector.connector {
  const connect = buildConnector({ timeout: connectMs, allowH2: false });
  return (options, callback) => {
    connect(options, (...[error, socket]) => {
      if (error === null) callback(null, socket);
      else callback(new NotConnectedError(codeOf(error), { cause: error }), null);
    });
  };
}

async function exchange(
  agent: Agent,
  { method, url, headers, body, limits }: HttpRequest,
): Promise<HttpAnswer> {
  let httpStatus: number | undefined;
  try {
    const response = await request(url, {
      dispatcher: agent,
      method,
      headers,
      body: body === '' ? null : body,
      headersTimeout: limits.headersMs,
      bodyTimeout: limits.bodyMs,
      // The two above only measure silence: an answer that trickles in would never end.
      signal: AbortSignal.timeout(limits.totalMs),
    });
    httpStatus = response.statusCode;
    return { kind: 'answered', httpStatus, text: await response.body.text() };
  } catch (error) {
    if (error instanceof NotConnectedError) return { kind: 'not_sent', detail: error.message };
    const detail = codeOf(error);
    return { kind: 'lost', detail, ...(httpStatus !== undefined && { httpStatus }) };
  }
}

/** The code or name of an error and never its message, which may hold the address and with it a secret. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'error';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}
