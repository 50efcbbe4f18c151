import pino, { type DestinationStream, type Logger } from 'pino';

export type { Logger };

const MASK = '[redacted]';
const MAX_TEXT_LENGTH = 2_000;
const MAX_STACK_LINES = 20;
const MAX_ITEMS = 50;
const MAX_DEPTH = 6;
const MAX_CAUSES = 3;

/** A key with one of these words in it (`botToken`, `client_secret`, `pin`) is never written. */
const SECRET_WORDS = new Set(
  'token secret pin password passphrase pepper authorization signature cookie'.split(' '),
);

/** Keys that hold what people typed or bought, what Telegram or Klikoo was sent, or addresses with credentials in them. */
const SECRET_KEYS = new Set(
  'text caption quote sn update payload ctx req request headers body query params parameters privateKey private_key databaseUrl database_url'.split(
    ' ',
  ),
);

/**
 * A logger that writes JSON lines without PINs, tokens and secrets: suspicious keys are masked at every depth, errors are reduced
 * to {@link describeError}, texts are passed through {@link maskText} and bounded.
 *
 * Pino's own redaction takes fixed paths only and would miss what lies deeper.
 * @NOTE what is written into the message itself is masked by its form alone: never put what a person typed there.
 * @param destination standard output where it is left out.
 */
export function createLogger(options: { level: string; destination?: DestinationStream }): Logger {
  const logger = pino(
    {
      level: options.level,
      base: null,
      timestamp: pino.stdTimeFunctions.isoTime,
      formatters: {
        level: (label) => ({ level: label }),
        log: (fields) => Object.fromEntries(scrubEntries(fields, MAX_DEPTH)),
      },
      serializers: {
        // The fields are scrubbed already when a serializer sees them.
        err: (described: unknown) => described,
        msg: (message: unknown) => (typeof message === 'string' ? boundedText(message) : message),
      },
      // The last gate. The patterns cannot match across a quotation mark.
      hooks: { streamWrite: maskText },
    },
    options.destination ?? pino.destination(1),
  );
  return scrubbingBindings(logger);
}

/** Pino hands no formatter down to what is bound to child loggers: they are made here instead, and so are theirs. */
function scrubbingBindings(logger: Logger): Logger {
  const makeChild = logger.child.bind(logger);
  return Object.assign(logger, {
    child: (fields: object) =>
      scrubbingBindings(makeChild(Object.fromEntries(scrubEntries(fields, MAX_DEPTH)))),
  });
}

/**
 * Masks what gives itself away by its form: bot tokens in addresses, the last part of the callback's address, credentials before
 * a host, queries of addresses, bearer tokens, private keys, fields of a form that are secret by their name, and the parameters
 * drizzle reports a failed statement with.
 */
export function maskText(text: string): string {
  return text
    .replace(/bot[0-9]+:[\w-]+/g, 'bot[token]')
    .replace(/\b[0-9]{6,}:[\w-]{30,}/g, '[token]')
    .replace(/(\/klikoo\/callback\/)[^\s"'\\/?]+/g, '$1[secret]')
    .replace(/:\/\/[^\s"'\\/@]+@/g, '://[credentials]@')
    .replace(/\?[^\s"'\\?=]+=[^\s"'\\]*/g, '?[query]')
    .replace(/\b(bearer) +[\w.~+/=-]+/gi, '$1 [token]')
    .replace(/-----BEGIN [A-Z ]*PRIVATE KEY-----[^"]*?(?:-----END [A-Z ]*-----|(?=")|$)/g, '[private key]')
    .replace(/\b(pin|password|client_secret|secret|token)=[^\s"'\\&]+/gi, '$1=[secret]')
    .replace(/\nparams: [\s\S]*/, '\nparams: [redacted]');
}

export type DescribedError = {
  type: string;
  message: string;
  code?: string | number;
  stack?: string;
  cause?: DescribedError;
};

/**
 * What of an error may be written: name, bounded message, code, where it happened, and its causes likewise. Everything else it
 * carries is left out, because grammY's errors carry the update and the call, and those of a database the parameters.
 */
export function describeError(error: unknown, causesLeft = MAX_CAUSES): DescribedError {
  if (!(error instanceof Error))
    return { type: typeof error, message: typeof error === 'string' ? boundedText(error) : '' };
  const code = codeOf(error);
  const cause = causeOf(error);
  const stack = framesOf(error);
  return {
    type: error.name,
    message: boundedText(error.message),
    ...(code !== undefined && { code }),
    ...(stack && { stack }),
    ...(cause !== undefined && causesLeft > 0 && { cause: describeError(cause, causesLeft - 1) }),
  };
}

function codeOf(error: Error): string | number | undefined {
  // `error_code` is Telegram's.
  const code = ('code' in error && error.code) || ('error_code' in error && error.error_code);
  return typeof code === 'string' || typeof code === 'number' ? code : undefined;
}

function causeOf(error: Error): unknown {
  // grammY keeps the error it wraps in `error`.
  return error.cause ?? ('error' in error ? error.error : undefined);
}

/** The frames only: a stack begins with the message, unbounded. */
function framesOf(error: Error): string {
  const frames = (error.stack ?? '').split('\n').filter((line) => /^\s+at /.test(line));
  return maskText(frames.slice(0, MAX_STACK_LINES).join('\n'));
}

function boundedText(text: string): string {
  const masked = maskText(text);
  return masked.length > MAX_TEXT_LENGTH ? `${masked.slice(0, MAX_TEXT_LENGTH)}…` : masked;
}

function isSecretKey(key: string): boolean {
  if (SECRET_KEYS.has(key)) return true;
  const words = key.replace(/([a-z0-9])([A-Z])/g, '$1 $2').split(/[^A-Za-z0-9]+/);
  return words.some((word) => SECRET_WORDS.has(word.toLowerCase()));
}

function scrubEntries(fields: object, depthLeft: number): [string, unknown][] {
  return Object.entries(fields).map(([key, value]) => [
    key,
    isSecretKey(key) ? MASK : scrub(value, depthLeft - 1),
  ]);
}

function scrub(value: unknown, depthLeft: number): unknown {
  if (typeof value === 'string') return boundedText(value);
  if (typeof value === 'bigint') return value.toString();
  if (typeof value !== 'object' || value === null) return value;
  if (value instanceof Error) return describeError(value);
  if (value instanceof Date) return Number.isNaN(value.getTime()) ? 'invalid date' : value.toISOString();
  if (ArrayBuffer.isView(value)) return '[bytes]';
  if (depthLeft <= 0) return '[deep]';
  if ('toJSON' in value && typeof value.toJSON === 'function') {
    const shown: unknown = value.toJSON();
    return shown === value ? '[object]' : scrub(shown, depthLeft - 1);
  }
  if (Array.isArray(value)) return value.slice(0, MAX_ITEMS).map((item) => scrub(item, depthLeft - 1));
  return Object.fromEntries(scrubEntries(value, depthLeft));
}
