import type { KeyObject } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { z } from 'zod';
import { nearestName } from './config/nearest.ts';
import * as parse from './config/parsers.ts';
import { Secret } from './config/secret.ts';
import { VARIABLES, type VariableName } from './config/variables.ts';

export type Role = (typeof parse.ROLES)[number];
export type LogLevel = (typeof parse.LOG_LEVELS)[number];
export type InquiryWay = (typeof parse.INQUIRY_WAYS)[number];

/** The checked configuration. Nothing outside `secrets` is secret; URLs end without a slash. */
export type Config = {
  telegramApiRoot: string;
  /** Messages nobody has just asked for; `undefined`: as fast as Telegram takes them. */
  messagesPerSecond: number | undefined;
  /** `undefined`: long polling. Always there together with `secrets.webhookSecret`. */
  webhook: { url: string } | undefined;
  klikoo: {
    baseUrl: string;
    clientId: string;
    /** In the order in which they are tried. */
    inquiry: readonly InquiryWay[];
    /** Always there together with `secrets.klikooIrsPin`. */
    irs: { idrs: string } | undefined;
    /** Whether a purchase whose answer was lost may be sent again under its old reference. */
    mayResend: boolean;
  };
  /** The address of an external server is in `secrets.databaseUrl`. */
  database: { kind: 'embedded'; dataDir: string } | { kind: 'external' };
  dataDir: string;
  /** Telegram ids, each once, at least one. */
  adminIds: readonly number[];
  /** Port 0: any free one. */
  http: { host: string; port: number };
  /** IANA name. */
  timeZone: string;
  roles: ReadonlySet<Role>;
  logLevel: LogLevel;
  secrets: Secrets;
};

export type Secrets = {
  botToken: Secret<string>;
  webhookSecret: Secret<string> | undefined;
  klikooClientSecret: Secret<string>;
  klikooPrivateKey: Secret<KeyObject>;
  klikooIrsPin: Secret<string> | undefined;
  /** `undefined`: no callback. */
  klikooCallbackSecret: Secret<string> | undefined;
  /** At least 32 bytes. */
  pinPepper: Secret<Buffer>;
  databaseUrl: Secret<string> | undefined;
};

export type ConfigFault = {
  variable: string;
  /** Completes the sentence that begins with the variable's name. Never contains a value. */
  problem: string;
  /** What to set, as a sentence. */
  hint: string;
};

/** Everything that is wrong with the environment. Its message has one line for each fault and no value of any variable. */
export class ConfigError extends Error {
  override readonly name = 'ConfigError';
  readonly faults: readonly ConfigFault[];

  constructor(faults: readonly ConfigFault[]) {
    const lines = faults.map(({ variable, problem, hint }) => `- ${variable} ${problem}. ${hint}`);
    super(['The configuration cannot be used:', ...lines].join('\n'));
    this.faults = faults;
  }
}

/** Values by the name of their variable, `undefined` where unset and without default. */
type Given = Record<string, string | undefined>;

const fields = (readFile: (path: string) => string) =>
  z.object({
    BOT_TOKEN: parse.botToken,
    TELEGRAM_API_ROOT: parse.httpUrl,
    TELEGRAM_MESSAGES_PER_SECOND: parse.messageRate,
    WEBHOOK_URL: parse.httpUrl.optional(),
    WEBHOOK_SECRET: parse.webhookSecret.optional(),
    KLIKOO_BASE_URL: parse.httpUrl,
    KLIKOO_CLIENT_ID: parse.plainText,
    KLIKOO_CLIENT_SECRET: parse.plainText,
    KLIKOO_PRIVATE_KEY: parse.privateKey(readFile),
    KLIKOO_IRS_IDRS: parse.plainText.optional(),
    KLIKOO_IRS_PIN: parse.plainText.optional(),
    KLIKOO_INQUIRY: parse.inquiry,
    KLIKOO_RESEND: parse.onOff,
    KLIKOO_CALLBACK_SECRET: parse.callbackSecret.optional(),
    DATABASE_URL: parse.databaseUrl.optional(),
    DATA_DIR: parse.folder,
    PIN_PEPPER: parse.pepper,
    ADMIN_IDS: parse.telegramIds,
    HTTP_HOST: parse.plainText,
    HTTP_PORT: parse.port,
    TIMEZONE: parse.timeZone,
    KONTER_ROLES: parse.roles,
    LOG_LEVEL: parse.logLevel,
  } satisfies Record<VariableName, z.ZodType>);

type Values = z.output<ReturnType<typeof fields>>;

/**
 * Reads and checks the environment. An empty variable counts as unset; blanks around a value do not count.
 * @param readFile reads `KLIKOO_PRIVATE_KEY` where that is a path, and throws when it cannot.
 * @throws {ConfigError} with every fault there is, in the order of {@link VARIABLES}.
 */
export function readConfig(
  env: NodeJS.ProcessEnv,
  readFile: (path: string) => string = (path) => readFileSync(path, 'utf8'),
): Config {
  const given: Given = Object.fromEntries(
    VARIABLES.map((variable) => [variable.name, env[variable.name]?.trim() || variable.default]),
  );

  const result = fields(readFile).safeParse(given);
  const problems = new Map<string, string>();
  for (const issue of result.error?.issues ?? []) {
    const name = String(issue.path[0]);
    if (!problems.has(name)) problems.set(name, issue.message);
  }
  for (const [name, problem] of combinationProblems(given))
    if (!problems.has(name)) problems.set(name, problem);

  const faults: ConfigFault[] = VARIABLES.flatMap(({ name, hint }) => {
    const problem = problems.get(name);
    return problem === undefined ? [] : [{ variable: name, problem, hint }];
  });
  faults.push(...unknownVariables(env));
  if (!result.success || faults.length > 0) throw new ConfigError(faults);
  return shape(result.data);
}

/** What no variable shows alone. */
function combinationProblems(given: Given): [VariableName, string][] {
  const problems: [VariableName, string][] = [];
  const pairs: [VariableName, VariableName][] = [
    ['WEBHOOK_URL', 'WEBHOOK_SECRET'],
    ['KLIKOO_IRS_IDRS', 'KLIKOO_IRS_PIN'],
  ];
  for (const [one, other] of pairs) {
    if (given[one] && !given[other]) problems.push([other, `is not set, but ${one} is`]);
    if (given[other] && !given[one]) problems.push([one, `is not set, but ${other} is`]);
  }
  const wantsIrs = given.KLIKOO_INQUIRY?.split(',').some((way) => way.trim() === 'irs');
  if (wantsIrs && !given.KLIKOO_IRS_IDRS && !given.KLIKOO_IRS_PIN) {
    problems.push(['KLIKOO_INQUIRY', 'names irs, but KLIKOO_IRS_IDRS and KLIKOO_IRS_PIN are not set']);
  }
  // Telegram refuses to post to plain http, and to Klikoo our secrets would travel readable. On loopback both are for trying out.
  if (isPlainHttp(given.WEBHOOK_URL) && !isLoopback(given.TELEGRAM_API_ROOT)) {
    problems.push(['WEBHOOK_URL', 'is not an https address']);
  }
  if (isPlainHttp(given.KLIKOO_BASE_URL) && !isLoopback(given.KLIKOO_BASE_URL)) {
    problems.push(['KLIKOO_BASE_URL', 'is not an https address']);
  }
  return problems;
}

function isPlainHttp(url: string | undefined): boolean {
  return url !== undefined && URL.canParse(url) && new URL(url).protocol === 'http:';
}

/** Whether an address leads to this very machine. */
export function isLoopback(url: string | undefined): boolean {
  if (url === undefined || !URL.canParse(url)) return false;
  const { hostname } = new URL(url);
  return hostname === 'localhost' || hostname === '[::1]' || /^127(\.[0-9]{1,3}){3}$/.test(hostname);
}

/** Variables with our prefixes that we do not know: a setting somebody believes in and that has no effect. */
function unknownVariables(env: NodeJS.ProcessEnv): ConfigFault[] {
  const names = VARIABLES.map(({ name }) => name);
  return Object.keys(env)
    .filter((name) => /^(KONTER|KLIKOO)_/.test(name) && !names.some((known) => known === name))
    .sort()
    .map((variable) => {
      const meant = nearestName(variable, names);
      const hint = meant ? `Did you mean ${meant}?` : 'Remove it.';
      return { variable, problem: 'is not a variable of Konter', hint };
    });
}

function shape(values: Values): Config {
  const { WEBHOOK_URL: webhookUrl, KLIKOO_IRS_IDRS: idrs, DATA_DIR: dataDir } = values;
  return {
    telegramApiRoot: values.TELEGRAM_API_ROOT,
    messagesPerSecond: values.TELEGRAM_MESSAGES_PER_SECOND,
    webhook: webhookUrl === undefined ? undefined : { url: withPath(webhookUrl) },
    klikoo: {
      baseUrl: values.KLIKOO_BASE_URL,
      clientId: values.KLIKOO_CLIENT_ID,
      inquiry: values.KLIKOO_INQUIRY,
      irs: idrs === undefined ? undefined : { idrs },
      mayResend: values.KLIKOO_RESEND,
    },
    database: values.DATABASE_URL === undefined ? { kind: 'embedded', dataDir } : { kind: 'external' },
    dataDir,
    adminIds: values.ADMIN_IDS,
    http: { host: values.HTTP_HOST, port: values.HTTP_PORT },
    timeZone: values.TIMEZONE,
    roles: values.KONTER_ROLES,
    logLevel: values.LOG_LEVEL,
    secrets: {
      botToken: new Secret(values.BOT_TOKEN),
      webhookSecret: secretOf(values.WEBHOOK_SECRET),
      klikooClientSecret: new Secret(values.KLIKOO_CLIENT_SECRET),
      klikooPrivateKey: new Secret(values.KLIKOO_PRIVATE_KEY),
      klikooIrsPin: secretOf(values.KLIKOO_IRS_PIN),
      klikooCallbackSecret: secretOf(values.KLIKOO_CALLBACK_SECRET),
      pinPepper: new Secret(values.PIN_PEPPER),
      databaseUrl: secretOf(values.DATABASE_URL),
    },
  };
}

/** A bare host would make Telegram post to `/`, where nobody listens. */
function withPath(webhookUrl: string): string {
  return new URL(webhookUrl).pathname === '/' ? `${webhookUrl}/telegram` : webhookUrl;
}

function secretOf(value: string | undefined): Secret<string> | undefined {
  return value === undefined ? undefined : new Secret(value);
}
