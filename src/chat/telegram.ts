import type { Readable } from 'node:stream';
import { Api, type ApiClientOptions } from 'grammy';
import { Agent, request } from 'undici';

/** What grammY takes as `client.fetch`. */
export type TelegramFetch = NonNullable<ApiClientOptions['fetch']>;

export type TelegramTransport = {
  fetch: TelegramFetch;
  /** Cuts what is underway. */
  close(): Promise<void>;
};

export type TransportOptions = {
  /** Connections kept open to the server; a long poll holds one of them. */
  connections: number;
  /** For one call; a long poll has its own. */
  deadlineMs?: number;
};

/** Telegram could not be asked or did not answer in its own form; whether it did what was asked is unknown. Names no address. */
export class TelegramTransportError extends Error {
  override readonly name = 'TelegramTransportError';
  /** `ECONNREFUSED`, `DEADLINE`, `HTTP_502` and the like. */
  readonly code: string;

  constructor(code: string) {
    super(`Telegram cannot be reached (${code})`);
    this.code = code;
  }
}

const DEADLINE_MS = 15_000;
/** A long poll of 30 s and time for its answer. */
const POLL_DEADLINE_MS = 45_000;
const UPLOAD_DEADLINE_MS = 60_000;
/** Waiting longer would hold up the chat's next updates; the caller decides then. */
const MAX_WAIT_SECONDS = 5;
const MAX_WAITS = 2;

/**
 * Talks to the Bot API over connections kept alive, at little more than half the cost of grammY's own client. A call that Telegram
 * postpones (429) is repeated after the time it names, when that is short. Nothing else is repeated: a message whose answer was
 * lost may have been sent.
 */
export function createTelegramTransport(options: TransportOptions): TelegramTransport {
  const agent = new Agent({
    connections: options.connections,
    connect: { timeout: 5_000 },
    keepAliveTimeout: 30_000,
    maxResponseSize: 32 * 1024 * 1024,
  });

  async function send(url: string, init: ClientRequest): Promise<{ json(): Promise<unknown> }> {
    const address = new URL(url);
    const method = address.pathname.slice(address.pathname.lastIndexOf('/') + 1);
    const isPoll = method === 'getUpdates';
    const isUpload = typeof init.body !== 'string';
    const deadlineMs = isPoll
      ? POLL_DEADLINE_MS
      : isUpload
        ? UPLOAD_DEADLINE_MS
        : (options.deadlineMs ?? DEADLINE_MS);
    for (let waits = 0; ; waits++) {
      const answer = await once(address, init, deadlineMs);
      const waitSeconds = retryAfterSeconds(answer);
      // A stream can be sent only once, and who polls has something better to do than wait here.
      const mayRepeat = !isPoll && !isUpload && waits < MAX_WAITS;
      if (waitSeconds === undefined || waitSeconds > MAX_WAIT_SECONDS || !mayRepeat) {
        return { json: () => Promise.resolve(answer) };
      }
      await pause(waitSeconds * 1000, init.signal);
    }
  }

  async function once(address: URL, init: ClientRequest, deadlineMs: number): Promise<unknown> {
    const abort = new AbortController();
    let isLate = false;
    const timer = setTimeout(() => {
      isLate = true;
      abort.abort();
    }, deadlineMs);
    const unlink = onAbort(init.signal, () => abort.abort());
    try {
      const contentType = init.headers?.['content-type'];
      const { statusCode, body } = await request(address, {
        dispatcher: agent,
        method: 'POST',
        headers: contentType === undefined ? {} : { 'content-type': contentType },
        body: init.body ?? null,
        signal: abort.signal,
      });
      return parseAnswer(statusCode, await body.text());
    } catch (error) {
      if (error instanceof TelegramTransportError) throw error;
      throw new TelegramTransportError(isLate ? 'DEADLINE' : codeOf(error));
    } finally {
      clearTimeout(timer);
      unlink();
    }
  }

  // grammY's type is node-fetch's whole interface, of which its client uses a call and `json()` (grammY 1.46, core/client).
  return { fetch: send as unknown as TelegramFetch, close: () => agent.destroy() };
}

/** `root`: address of the Bot API server, without a slash at its end. */
export function createApi(token: string, root: string, transport: TelegramTransport): Api {
  return new Api(token, clientOptions(root, transport));
}

/** For a `Bot`; conversations make their own client from the same options. */
export function clientOptions(root: string, transport: TelegramTransport): ApiClientOptions {
  // The transport has its own deadlines; grammY's only must not strike first.
  return { apiRoot: root, fetch: transport.fetch, timeoutSeconds: 120 };
}

/** Node's own signals do all that grammY wants of one, though its types name those of an older package. */
export function clientSignal(signal: AbortSignal): NonNullable<Parameters<Api['getMe']>[0]> {
  return signal as unknown as NonNullable<Parameters<Api['getMe']>[0]>;
}

/** How grammY calls `fetch`. Its signals are those of a package older than Node's own. */
type ClientRequest = {
  headers?: Record<string, string>;
  body?: string | Readable;
  signal?: Signal;
};

type Signal = {
  readonly aborted: boolean;
  addEventListener(type: 'abort', listener: () => void): void;
  removeEventListener(type: 'abort', listener: () => void): void;
};

function parseAnswer(statusCode: number, text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw new TelegramTransportError(`HTTP_${statusCode}`);
  }
}

function retryAfterSeconds(answer: unknown): number | undefined {
  if (typeof answer !== 'object' || answer === null || !('parameters' in answer)) return undefined;
  const { parameters } = answer;
  if (typeof parameters !== 'object' || parameters === null || !('retry_after' in parameters))
    return undefined;
  return typeof parameters.retry_after === 'number' ? parameters.retry_after : undefined;
}

/** Only the code: messages may hold the address, and the address holds the token. */
function codeOf(error: unknown): string {
  if (!(error instanceof Error)) return 'UNKNOWN';
  return 'code' in error && typeof error.code === 'string' ? error.code : error.name;
}

function onAbort(signal: Signal | undefined, listener: () => void): () => void {
  if (signal === undefined) return () => {};
  if (signal.aborted) listener();
  signal.addEventListener('abort', listener);
  return () => signal.removeEventListener('abort', listener);
}

function pause(ms: number, signal: Signal | undefined): Promise<void> {
  return new Promise((resolve, reject) => {
    const unlink = onAbort(signal, () => {
      clearTimeout(timer);
      reject(new TelegramTransportError('ABORTED'));
    });
    const timer = setTimeout(() => {
      unlink();
      resolve();
    }, ms);
  });
}
