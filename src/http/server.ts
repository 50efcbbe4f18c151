import { once } from 'node:events';
import { createServer, type Server } from 'node:http';
import { getRequestListener } from '@hono/node-server';
import { type Context, Hono } from 'hono';
import { bodyLimit } from 'hono/body-limit';
import { z } from 'zod';
import { createHintGate } from './hint-gate.ts';
import type { Metrics } from './metrics.ts';
import { secretCheck } from './secret-check.ts';

export type Readiness = {
  ok: boolean;
  /** Part by part (`database`, `queue`, `updates`), shown to whoever asks: no details. */
  parts: Record<string, boolean>;
};

export type WebhookOptions = {
  /** Never empty. Telegram sends it in `X-Telegram-Bot-Api-Secret-Token`. */
  secret: string;
  path: '/telegram';
  /** Resolves once the update is stored, and only then is it confirmed to Telegram; a rejection makes Telegram send it again. */
  onUpdate(update: unknown): Promise<void>;
};

export type CallbackOptions = {
  /** Never empty. The last part of the path. */
  secret: string;
  /** Klikoo, or somebody who says so, has news of this order (a UUID in lower case). Only a hint: may be lost, repeated or forged. */
  onHint(refId: string): Promise<void>;
};

export type HttpOptions = {
  host: string;
  /** 0: any free one. */
  port: number;
  metrics: Pick<Metrics, 'contentType' | 'text'>;
  readiness(): Promise<Readiness>;
  /** `undefined`: the path does not exist. */
  webhook?: WebhookOptions | undefined;
  /** `undefined`: the path does not exist. */
  callback?: CallbackOptions | undefined;
  /** Hears what was answered with 500 or had no answer to be put in. `where` is the kind of request, never its address. */
  onError?: (error: unknown, where: string) => void;
};

export type HttpServer = {
  /** The port it really listens on. */
  port: number;
  /** Takes no more requests, gives those underway two seconds, then cuts them off. May be called again. */
  close(): Promise<void>;
};

const MAX_UPDATE_BYTES = 1024 * 1024;
const MAX_CALLBACK_BYTES = 64 * 1024;
const READINESS_DEADLINE_MS = 3_000;
const CLOSE_GRACE_MS = 2_000;
/** A few, because a first hint may come with WAITING and the one that matters soon after it. */
const HINT_LIMITS = { perReference: 3, references: 2_000 };

/** Slow senders hold a connection no longer than this; a whole update takes a moment. */
const SERVER_LIMITS = { headersTimeout: 10_000, requestTimeout: 20_000, connectionsCheckingInterval: 5_000 };

/**
 * Starts to listen. Nothing is logged here, so no path, query or secret can be; errors go to `onError`.
 * @throws when the address cannot be listened on (its `code` says why, such as `EADDRINUSE`).
 */
export async function startHttp(options: HttpOptions): Promise<HttpServer> {
  const onError = options.onError ?? (() => {});
  let isClosing = false;

  const app = new Hono();
  app.use(async (context, next) => {
    await next();
    context.header('Cache-Control', 'no-store');
    context.header('X-Content-Type-Options', 'nosniff');
    if (isClosing) context.header('Connection', 'close');
  });
  app.notFound((context) => context.text('not found', 404));
  app.onError((error, context) => {
    onError(error, 'request');
    return context.text('internal error', 500);
  });

  app.get('/healthz', (context) => context.text('ok'));
  app.get('/readyz', async (context) => {
    const readiness = await readinessWithin(options, onError);
    return context.json(readiness, readiness.ok ? 200 : 503);
  });
  app.get('/metrics', async (context) =>
    context.body(await options.metrics.text(), 200, { 'Content-Type': options.metrics.contentType }),
  );
  if (options.webhook) addWebhook(app, options.webhook, onError);
  if (options.callback) addCallback(app, options.callback, onError);

  const listener = getRequestListener(app.fetch, { overrideGlobalObjects: false });
  const server = createServer(SERVER_LIMITS, (incoming, outgoing) => {
    listener(incoming, outgoing).catch((error: unknown) => onError(error, 'request'));
  });
  server.listen(options.port, options.host);
  await once(server, 'listening');
  server.on('error', (error) => onError(error, 'server'));

  let closing: Promise<void> | undefined;
  return {
    port: portOf(server),
    close: () => {
      isClosing = true;
      closing ??= closeServer(server);
      return closing;
    },
  };
}

async function readinessWithin(
  options: HttpOptions,
  onError: (error: unknown, where: string) => void,
): Promise<Readiness> {
  let timer: NodeJS.Timeout | undefined;
  const late = new Promise<Readiness>((resolve) => {
    timer = setTimeout(() => resolve({ ok: false, parts: {} }), READINESS_DEADLINE_MS);
  });
  try {
    return await Promise.race([options.readiness(), late]);
  } catch (error) {
    onError(error, 'readiness');
    return { ok: false, parts: {} };
  } finally {
    clearTimeout(timer);
  }
}

/** The secret comes first: a stranger learns nothing from the other answers and makes us read nothing. */
function addWebhook(
  app: Hono,
  webhook: WebhookOptions,
  onError: (error: unknown, where: string) => void,
): void {
  const isSecret = secretCheck(webhook.secret);
  app.post(
    webhook.path,
    async (context, next) => {
      if (!isSecret(context.req.header('X-Telegram-Bot-Api-Secret-Token')))
        return context.text('unauthorized', 401);
      if (!isJson(context)) return context.text('unsupported media type', 415);
      return next();
    },
    bodyLimit({ maxSize: MAX_UPDATE_BYTES, onError: tooLarge }),
    async (context) => {
      const update = await readObject(context);
      if (!update) return context.text('bad request', 400);
      try {
        await webhook.onUpdate(update);
      } catch (error) {
        onError(error, 'webhook');
        return context.text('internal error', 500);
      }
      return context.text('ok');
    },
  );
  app.all(webhook.path, (context) => context.text('method not allowed', 405, { Allow: 'POST' }));
}

/** The rest of what a callback says is not even read: whoever knows the path can write anything into it. */
const callbackBody = z.object({ partner_reference_id: z.guid().toLowerCase() });

function addCallback(
  app: Hono,
  callback: CallbackOptions,
  onError: (error: unknown, where: string) => void,
): void {
  const isSecret = secretCheck(callback.secret);
  const mayPass = createHintGate(HINT_LIMITS);
  app.post(
    '/klikoo/callback/:secret',
    async (context, next) => (isSecret(context.req.param('secret')) ? next() : context.notFound()),
    bodyLimit({ maxSize: MAX_CALLBACK_BYTES, onError: tooLarge }),
    async (context) => {
      const body = callbackBody.safeParse(await readObject(context));
      if (!body.success) return context.text('bad request', 400);
      const refId = body.data.partner_reference_id;
      if (mayPass(refId, performance.now())) {
        // Not awaited: the sender is owed no more than a receipt, and a hint that is lost costs one regular poll.
        callback.onHint(refId).catch((error: unknown) => onError(error, 'callback'));
      }
      return context.text('ok');
    },
  );
}

function isJson(context: Context): boolean {
  return /^application\/json\s*(;|$)/i.test(context.req.header('Content-Type') ?? '');
}

function tooLarge(context: Context): Response {
  return context.text('payload too large', 413);
}

/** The body as a JSON object, `undefined` when it is anything else. */
async function readObject(context: Context): Promise<object | undefined> {
  try {
    const body: unknown = JSON.parse(await context.req.text());
    return typeof body === 'object' && body !== null && !Array.isArray(body) ? body : undefined;
  } catch {
    return undefined;
  }
}

function portOf(server: Server): number {
  const address = server.address();
  if (address === null || typeof address === 'string') throw new Error('listening without a port');
  return address.port;
}

async function closeServer(server: Server): Promise<void> {
  const closed = once(server, 'close');
  server.close();
  const cutOff = setTimeout(() => server.closeAllConnections(), CLOSE_GRACE_MS);
  await closed;
  clearTimeout(cutOff);
}
