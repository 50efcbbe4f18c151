import type { IncomingMessage, ServerResponse } from 'node:http';
import { z } from 'zod';
import { type Access, type ReceivedRequest, readJson } from './access.ts';
import { inquireBill } from './bills.ts';
import type { CallLog, CallRecord } from './call-log.ts';
import { balance, buy, buyAnswer, detail, history, inquire, type Parts, readPurchase } from './calls.ts';
import { type Answer, envelope, RefusalError } from './envelope.ts';
import { distort, type Fault, type Faults, isObstacle, obstacleAnswer, type WrongAnswer } from './faults.ts';
import type { Holds } from './holds.ts';
import { type IrsAccount, irsBuy, irsInquiry } from './irs.ts';
import { findRoute, HELPER_PATHS, type Route } from './routes.ts';

const MAX_BODY_BYTES = 1024 * 1024;
const DRIP_MS = 1_000;

export type HttpParts = Parts & {
  prefix: string;
  access: Access;
  faults: Faults;
  holds: Holds;
  log: CallLog;
  irs: IrsAccount | undefined;
  now: () => Date;
};

type Performed = { answer: Answer; wrongAnswer?: WrongAnswer | undefined };
/** How a call ended, for the log. */
type Ending = Pick<CallRecord, 'status' | 'code' | 'result' | 'fault'>;

export async function handle(
  parts: HttpParts,
  request: IncomingMessage,
  response: ServerResponse,
): Promise<void> {
  const at = parts.now();
  const startMs = performance.now();
  const url = new URL(request.url ?? '/', 'http://klikoo');
  const body = await readBody(request);
  if (!body) return send(response, plain(413, 'request entity too large'));
  if (!url.pathname.startsWith(`${parts.prefix}/`)) return send(response, plain(404, '404 page not found'));
  const path = url.pathname.slice(parts.prefix.length);
  const method = request.method ?? '';
  // They take the client's private key: no client should use them, so they do not exist here.
  if (HELPER_PATHS.has(path)) return send(response, envelope('501xx9976', '01', null));
  const found = findRoute(method, path);
  if (!found) return send(response, plain(404, '404 page not found'));

  const gone = new AbortController();
  response.on('close', () => gone.abort());
  const received = { method, path, query: url.searchParams, headers: request.headers, body };
  const { call } = found.route;
  const reference = referenceOf(parts, received, found.id);
  const visit = { ...found, received, reference, response, gone: gone.signal };
  parts.log.emit({ type: 'call_started', call, reference });
  const record = (ending: Ending) =>
    parts.log.add({ call, reference, at, durationMs: performance.now() - startMs, ...ending });
  await answer(parts, visit, record);
}

type Visit = {
  route: Route;
  id: string;
  received: ReceivedRequest;
  reference: string | undefined;
  response: ServerResponse;
  gone: AbortSignal;
};
type RecordEnding = (ending: Ending) => void;

async function answer(parts: HttpParts, visit: Visit, record: RecordEnding): Promise<void> {
  const { route, response } = visit;
  const fault = parts.faults.take(route.call);
  if (fault && isObstacle(fault)) {
    const refusal = obstacleAnswer(fault, route.service);
    if (refusal) {
      record({ status: refusal.status, code: refusal.code, result: 'answered', fault: fault.kind });
      return send(response, refusal);
    }
    if (fault.kind === 'hang') await hold(parts, visit);
    return reset(visit, record, fault.kind);
  }
  const done = execute(parts, visit, fault);
  const wrong = fault ?? done.wrongAnswer;
  if (wrong && !isObstacle(wrong)) return sendWrong(parts, visit, wrong, done.answer, record);
  record({ status: done.answer.status, code: done.answer.code, result: 'answered', fault: undefined });
  send(response, done.answer);
}

/** Does what was asked, unless the fault says that it is not done. */
function execute(parts: HttpParts, visit: Visit, fault: Fault | undefined): Performed {
  const notExecuted = envelope('500xx9999', visit.route.service, null);
  if (fault && !isObstacle(fault) && fault.isExecuted === false) return { answer: notExecuted };
  try {
    return perform(parts, visit) ?? { answer: notExecuted };
  } catch (error) {
    if (error instanceof RefusalError) return { answer: error.answer };
    throw error;
  }
}

/** `undefined`: this purchase gets lost. */
function perform(parts: HttpParts, { route, id, received }: Visit): Performed | undefined {
  const { access, log } = parts;
  const { call, service } = route;
  if (call === 'token') return { answer: access.issueToken(received) };
  if (call === 'irs_inquiry')
    return { answer: plain(200, irsInquiry(parts, parts.irs, received.query, parts.now())) };
  if (call === 'irs_buy') {
    const { text, bought, wrongAnswer } = irsBuy(parts, parts.irs, received.query, parts.now());
    if (bought) log.emit({ type: 'bought', reference: bought.reference, transactionId: bought.id });
    return { answer: plain(200, text), wrongAnswer };
  }
  access.checkSigned(received, service);
  if (call !== 'history' && received.query.size > 0) throw new RefusalError('400xx6510', service);
  switch (call) {
    case 'balance':
      return { answer: balance(parts) };
    case 'products':
      return { answer: parts.catalog.list(readJson(received, service)) };
    case 'inquiry':
      return { answer: inquire(parts, readJson(received, service)) };
    case 'inquiry_postpaid': {
      const body = readJson(received, service);
      return { answer: inquireBill(parts.books, (code) => parts.catalog.require(code), body, parts.now()) };
    }
    case 'detail':
      return { answer: detail(parts, id) };
    case 'history':
      return { answer: history(parts, received.query) };
    case 'buy': {
      const result = buy(parts, readPurchase(readJson(received, service)));
      const { wrongAnswer } = result;
      if (result.kind === 'lost') return { answer: envelope('500xx9999', service, null), wrongAnswer };
      const { transaction } = result;
      log.emit({ type: 'bought', reference: transaction.reference, transactionId: transaction.id });
      return { answer: buyAnswer(parts, transaction), wrongAnswer };
    }
  }
}

async function sendWrong(
  parts: HttpParts,
  visit: Visit,
  { kind, afterMs }: WrongAnswer,
  right: Answer,
  record: RecordEnding,
): Promise<void> {
  const { response, gone, route } = visit;
  const sent = distort(kind, right, route.service);
  if (kind === 'reset_after') return reset(visit, record, kind);
  if (kind === 'slow') await hold(parts, visit, afterMs);
  if (gone.aborted) return record({ status: undefined, code: undefined, result: 'abandoned', fault: kind });
  if (kind === 'drip') return drip(parts, visit, sent, record);
  record({
    status: sent.status,
    code: sent.code,
    result: kind === 'half_body' ? 'reset' : 'answered',
    fault: kind,
  });
  if (kind === 'half_body') return breakOff(response, sent);
  send(response, sent, kind === 'redirect' ? { location: 'http://127.0.0.1:9/' } : {});
}

function hold(parts: HttpParts, { route, reference, gone }: Visit, afterMs?: number): Promise<void> {
  const held = parts.holds.hold(gone, afterMs);
  parts.log.emit({ type: 'call_held', call: route.call, reference });
  return held;
}

function reset({ response, gone }: Visit, record: RecordEnding, fault: string): void {
  const result = gone.aborted ? 'abandoned' : 'reset';
  record({ status: undefined, code: undefined, result, fault });
  response.socket?.resetAndDestroy();
}

/** One byte a second, so that the connection is never idle; the rest at once when released. */
async function drip(parts: HttpParts, visit: Visit, sent: Answer, record: RecordEnding): Promise<void> {
  const { response, gone } = visit;
  const bytes = Buffer.from(sent.text);
  response.writeHead(sent.status, { 'content-type': sent.contentType, 'content-length': bytes.length });
  const pause = new AbortController();
  void hold(parts, visit).then(() => pause.abort());
  let position = 0;
  while (position < bytes.length && !pause.signal.aborted) {
    response.write(bytes.subarray(position, position + 1));
    position += 1;
    await parts.holds.hold(pause.signal, DRIP_MS);
  }
  const result = gone.aborted ? 'abandoned' : 'answered';
  record({ status: sent.status, code: sent.code, result, fault: 'drip' });
  response.end(bytes.subarray(position));
}

/** Half the body, then the end of the connection. Not a reset, which might overtake what was sent. */
function breakOff(response: ServerResponse, sent: Answer): void {
  const bytes = Buffer.from(sent.text);
  response.writeHead(sent.status, { 'content-type': sent.contentType, 'content-length': bytes.length });
  response.write(bytes.subarray(0, Math.ceil(bytes.length / 2)), () => response.socket?.destroy());
}

function send(
  response: ServerResponse,
  { status, contentType, text }: Answer,
  extra: Record<string, string> = {},
) {
  const length = Buffer.byteLength(text);
  response.writeHead(status, { 'content-type': contentType, 'content-length': length, ...extra });
  response.end(text);
}

export function plain(status: number, text: string): Answer {
  return { status, contentType: 'text/plain; charset=utf-8', text, code: undefined };
}

/** `undefined` when it is larger than any call of Klikoo. */
async function readBody(request: IncomingMessage): Promise<Buffer | undefined> {
  const chunks: Buffer[] = [];
  let size = 0;
  for await (const chunk of request) {
    const bytes = Buffer.from(chunk);
    size += bytes.length;
    if (size <= MAX_BODY_BYTES) chunks.push(bytes);
  }
  return size > MAX_BODY_BYTES ? undefined : Buffer.concat(chunks);
}

const named = z.object({ partner_reference_id: z.string() });

function referenceOf(parts: HttpParts, { body, query }: ReceivedRequest, id: string): string | undefined {
  if (id !== '') return parts.books.byId(id)?.reference;
  if (query.has('ref_id')) return query.get('ref_id') ?? undefined;
  try {
    return named.parse(JSON.parse(body.toString('utf8'))).partner_reference_id;
  } catch {
    return undefined;
  }
}
