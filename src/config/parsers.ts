import { createPrivateKey, type KeyObject } from 'node:crypto';
import { z } from 'zod';

export const LOG_LEVELS = ['trace', 'debug', 'info', 'warn', 'error', 'fatal', 'silent'] as const;
export const ROLES = ['receive', 'work', 'http'] as const;
export const INQUIRY_WAYS = ['openapi', 'irs'] as const;

const SMALLEST_RSA_BITS = 2048;
const SMALLEST_PEPPER_BYTES = 32;
/** The base64 of a 2048-bit key has 1,600 characters; a path is never that long. */
const SHORTEST_KEY_BASE64 = 512;

/** Every text here completes the sentence that begins with the variable's name, and never repeats the value. */
const text = z.string('is not set');

/** A transformation that gives a value, or the problem as a text in `{ problem }`. */
function read<T>(parse: (given: string) => { value: T } | { problem: string }) {
  return text.transform((given, context) => {
    const result = parse(given);
    if ('value' in result) return result.value;
    context.addIssue({ code: 'custom', message: result.problem });
    return z.NEVER;
  });
}

export const plainText = text.regex(/^[^\s\p{C}]+$/u, 'contains blanks or control characters');

export const folder = text.regex(/^\P{C}+$/u, 'contains control characters');

export const botToken = text.regex(/^[0-9]+:[A-Za-z0-9_-]+$/, 'does not look like a bot token');

export const webhookSecret = text.regex(/^[A-Za-z0-9_-]{1,256}$/, 'is not 1 to 256 of A-Z a-z 0-9 _ -');

export const callbackSecret = text.regex(/^[A-Za-z0-9_-]{16,256}$/, 'is not 16 to 256 of A-Z a-z 0-9 _ -');

/** Without credentials, query and fragment; ends without a slash. */
export const httpUrl = read((given) => {
  const url = URL.canParse(given) ? new URL(given) : undefined;
  if (!url || !['http:', 'https:'].includes(url.protocol))
    return { problem: 'is not an http or https address' };
  if (url.username || url.password || url.search || url.hash) {
    return { problem: 'may not contain a user, a password, a query or a fragment' };
  }
  return { value: `${url.origin}${url.pathname.replace(/\/+$/, '')}` };
});

export const databaseUrl = text.refine(
  (given) => /^postgres(ql)?:\/\//.test(given) && URL.canParse(given),
  'is not a postgres:// address',
);

export const telegramIds = read((given) => {
  const ids = given.split(',').map((part) => part.trim());
  const isListOfIds = ids.every((id) => /^[1-9][0-9]*$/.test(id) && Number.isSafeInteger(Number(id)));
  return isListOfIds
    ? { value: [...new Set(ids.map(Number))] }
    : { problem: 'is not a comma separated list of Telegram ids' };
});

export const port = read((given) => {
  const isPort = /^[0-9]{1,5}$/.test(given) && Number(given) <= 65_535;
  return isPort ? { value: Number(given) } : { problem: 'is not a port' };
});

/** Only zones with a name: an offset such as +07:00 means the opposite to PostgreSQL. */
export const timeZone = read((given) => {
  const problem = 'is not the name of a time zone';
  if (!/^[A-Za-z]/.test(given)) return { problem };
  try {
    return { value: new Intl.DateTimeFormat('en', { timeZone: given }).resolvedOptions().timeZone };
  } catch {
    return { problem };
  }
});

export const roles = read((given) => {
  const parts = given.split(',').map((part) => part.trim());
  const known = ROLES.filter((role) => parts.includes(role));
  return parts.every((part) => known.some((role) => role === part))
    ? { value: new Set(known) }
    : { problem: 'names a part that does not exist' };
});

export const inquiry = read((given) => {
  const parts = given.replaceAll(' ', '').split(',');
  const ways = INQUIRY_WAYS.filter((way) => parts.includes(way));
  return ways.join() === parts.join()
    ? { value: ways }
    : { problem: 'is none of openapi, irs and openapi,irs' };
});

export const onOff = text
  .pipe(z.enum(['on', 'off'], 'is neither on nor off'))
  .transform((given) => given === 'on');

/** `undefined`: off. */
export const messageRate = read((given): { value: number | undefined } | { problem: string } => {
  if (given === 'off') return { value: undefined };
  const isRate = /^[0-9]{1,4}$/.test(given) && Number(given) >= 1 && Number(given) <= 1_000;
  return isRate ? { value: Number(given) } : { problem: 'is neither a number from 1 to 1000 nor off' };
});

export const logLevel = text.pipe(z.enum(LOG_LEVELS, 'is not a log level'));

export const pepper = read((given) => {
  const isHex = given.length % 2 === 0 && /^[0-9a-f]+$/i.test(given);
  if (!isHex && !/^[A-Za-z0-9+/_-]+={0,2}$/.test(given)) return { problem: 'is neither hex nor base64' };
  const value = Buffer.from(given, isHex ? 'hex' : 'base64');
  return value.length >= SMALLEST_PEPPER_BYTES
    ? { value }
    : { problem: `is shorter than ${SMALLEST_PEPPER_BYTES} bytes` };
});

/** @param readFile throws when there is no such file. */
export const privateKey = (readFile: (path: string) => string) =>
  read((given) => {
    const found = findKeyText(given, readFile);
    return found === undefined
      ? { problem: 'is neither a key nor the path of a readable file' }
      : parseKey(found);
  });

function findKeyText(given: string, readFile: (path: string) => string): string | undefined {
  // Env files often keep line breaks as the two characters \n.
  if (given.includes('-----BEGIN')) return given.replaceAll('\\n', '\n');
  if (given.length >= SHORTEST_KEY_BASE64 && /^[A-Za-z0-9+/\s]+=*$/.test(given)) {
    const decoded = Buffer.from(given, 'base64');
    if (decoded.includes('-----BEGIN')) return decoded.toString('utf8');
    return `-----BEGIN PRIVATE KEY-----\n${decoded.toString('base64')}\n-----END PRIVATE KEY-----\n`;
  }
  try {
    return readFile(given);
  } catch {
    // The error names the path, and a mangled key would look like one.
    return undefined;
  }
}

function parseKey(pem: string): { value: KeyObject } | { problem: string } {
  if (/BEGIN (RSA )?PUBLIC KEY/.test(pem)) return { problem: 'is the public key, not the private one' };
  if (pem.includes('ENCRYPTED')) return { problem: 'is protected by a passphrase' };
  let value: KeyObject;
  try {
    value = createPrivateKey(pem);
  } catch {
    return { problem: 'is not a private key' };
  }
  if (value.asymmetricKeyType !== 'rsa') return { problem: 'is not an RSA key' };
  const bits = value.asymmetricKeyDetails?.modulusLength ?? 0;
  return bits >= SMALLEST_RSA_BITS
    ? { value }
    : { problem: `is an RSA key of fewer than ${SMALLEST_RSA_BITS} bits` };
}
