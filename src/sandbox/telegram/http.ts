import { createServer, type IncomingMessage, type Server, type ServerResponse } from 'node:http';
import { BotApiError } from './errors.ts';
import type { CallRecord } from './events.ts';
import { type Faults, type RateLimiter, refusalOf } from './faults.ts';
import { type ApiParts, LIMITED_METHODS, METHODS } from './methods.ts';
import { type Params, parseParams } from './params.ts';

const MAX_BODY_BYTES = 60 * 1024 * 1024;

export type HttpParts = ApiParts & {
  token: string;
  faults: Faults;
  /** `undefined` while no limit applies. */
  limiter: () => RateLimiter | undefined;
  calls: CallRecord[];
};

/** Answers `/bot<token>/<method>` and `/file/bot<token>/<path>`; not yet listening. */
export function createBotApiServer(parts: HttpParts): Server {
  return createServer((request, response) => {
    handle(parts, request, response).catch((error: unknown) => {
      // A client that goes away while it sends is no fault of ours; anything else is a bug, and must be seen.
      if (request.destroyed || response.destroyed) return;
      refuse(response, internalError(error));
    });
  });
}

function internalError(error: unknown): BotApiError {
  const reason = error instanceof Error ? error.message : 'unknown';
  return new BotApiError(500, `Internal Server Error: ${reason}`);
}

async function handle(parts: HttpParts, request: IncomingMessage, response: ServerResponse): Promise<void> {
  const url = new URL(request.url ?? '/', 'http://bot-api');
  const [, kind, token, rest] = /^\/(bot|file\/bot)([^/]+)\/(.+)$/.exec(decode(url.pathname)) ?? [];
  if (kind === undefined || rest === undefined) return refuse(response, new BotApiError(404, 'Not Found'));
  if (token !== parts.token) return refuse(response, new BotApiError(401, 'Unauthorized'));
  if (kind === 'file/bot') return download(parts, rest, response);
  const body = await readBody(request);
  if (!body) return refuse(response, new BotApiError(413, 'Request Entity Too Large'));
  await call(
    parts,
    rest,
    () => parseParams(url.searchParams, request.headers['content-type'] ?? '', body),
    response,
  );
}

function decode(path: string): string {
  try {
    return decodeURIComponent(path);
  } catch {
    return '';
  }
}

/** `undefined` when it is larger than Telegram takes. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size > MAX_BODY_BYTES) return undefined;
    chunks.push(bytes);
  }
  return Buffer.concat(chunks);
}

function download({ world }: HttpParts, path: string, response: ServerResponse): void {
  const file = [...world.files.values()].find((other) => other.path === path);
  const bytes = file && world.fileBytes.get(file.id);
  if (!bytes) {
    refuse(response, new BotApiError(404, 'Not Found'));
    return;
  }
  response.writeHead(200, { 'content-type': 'application/octet-stream', 'content-length': bytes.length });
  response.end(bytes);
}

async function call(
  parts: HttpParts,
  name: string,
  readParams: () => Params,
  response: ServerResponse,
): Promise<void> {
  const startedAt = parts.world.now();
  const startMs = performance.now();
  const gone = new AbortController();
  response.on('close', () => gone.abort());
  if (response.destroyed) gone.abort();
  let chatId: number | undefined;
  const record = (result: CallRecord['result']) => {
    const durationMs = performance.now() - startMs;
    const entry = { sequence: parts.calls.length + 1, method: name, chatId, startedAt, durationMs, result };
    parts.calls.push(entry);
    parts.world.bus.emit({ type: 'call', call: entry });
  };

  try {
    const params = readParams();
    chatId = params.has('chat_id') ? params.int('chat_id', 0) : undefined;
    const fault = parts.faults.take(name, chatId);
    if (fault) parts.world.bus.emit({ type: 'fault_hit', method: name, chatId, kind: fault.kind });
    const refusal = fault && refusalOf(fault);
    if (refusal) throw refusal;
    if (fault?.kind === 'hang') {
      await aborted(gone.signal);
      return record({ kind: 'abandoned' });
    }
    const result = await perform(parts, name, params, gone.signal);
    if (gone.signal.aborted) return record({ kind: 'abandoned' });
    if (fault?.kind === 'drop_after_doing') {
      record({ kind: 'dropped' });
      response.destroy();
      return;
    }
    record({ kind: 'ok' });
    answer(response, 200, { ok: true, result });
  } catch (error) {
    if (!(error instanceof BotApiError)) {
      record({ kind: 'refused', code: 500, description: internalError(error).description });
      throw error;
    }
    record({ kind: 'refused', code: error.code, description: error.description });
    refuse(response, error);
  }
}

function aborted(signal: AbortSignal): Promise<void> {
  return new Promise((resolve) => {
    if (signal.aborted) resolve();
    else signal.addEventListener('abort', () => resolve(), { once: true });
  });
}

function perform(parts: HttpParts, name: string, params: Params, signal: AbortSignal): unknown {
  const key = name.toLowerCase();
  const method = METHODS.get(key);
  if (!method) throw new BotApiError(404, 'Not Found: method not found');
  if (LIMITED_METHODS.has(key)) parts.limiter()?.spend(params.int('chat_id', 0), parts.world.now().getTime());
  return method(parts, params, signal);
}

function refuse(response: ServerResponse, { code, description, retryAfterSeconds }: BotApiError): void {
  const parameters = retryAfterSeconds === undefined ? undefined : { retry_after: retryAfterSeconds };
  answer(response, code, { ok: false, error_code: code, description, parameters });
}

function answer(response: ServerResponse, status: number, body: unknown): void {
  const text = JSON.stringify(body);
  response.writeHead(status, {
    'content-type': 'application/json',
    'content-length': Buffer.byteLength(text),
  });
  response.end(text);
}
