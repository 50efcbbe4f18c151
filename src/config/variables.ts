/** One environment variable. The table below is the only place that names variables and their defaults. */
export type Variable = {
  name: string;
  meaning: string;
  /** The value used when the variable is unset or empty; `undefined`: none. */
  default: string | undefined;
  /** Start is refused without it. */
  isRequired: boolean;
  /** Its value is never shown, not even in a fault. */
  isSecret: boolean;
  /** What to set, as a sentence for whoever reads a fault. */
  hint: string;
};

const required = { default: undefined, isRequired: true, isSecret: false };
const optional = { default: undefined, isRequired: false, isSecret: false };

export const VARIABLES = [
  {
    ...required,
    name: 'BOT_TOKEN',
    isSecret: true,
    meaning: 'Telegram bot token',
    hint: 'Set the token that @BotFather gives, such as 123456789:AA….',
  },
  {
    ...optional,
    name: 'TELEGRAM_API_ROOT',
    default: 'https://api.telegram.org',
    meaning: 'Bot API server',
    hint: 'Set an http or https address, or leave it out.',
  },
  {
    ...optional,
    name: 'TELEGRAM_MESSAGES_PER_SECOND',
    default: '30',
    meaning:
      'how many messages nobody has just asked for are sent in a second, 1 to 1000: Telegram lets bots send 30, and more to those that pay; `off`: only as slow as it says itself',
    hint: 'Set a number from 1 to 1000, or off, or leave it out.',
  },
  {
    ...optional,
    name: 'WEBHOOK_URL',
    meaning:
      'public address that leads to `/telegram` here (added where it has no path); set with `WEBHOOK_SECRET` to receive by webhook, long polling otherwise',
    hint: 'Set a public https address such as https://bot.example.com/telegram, together with WEBHOOK_SECRET.',
  },
  {
    ...optional,
    name: 'WEBHOOK_SECRET',
    isSecret: true,
    meaning: 'what Telegram proves itself with; 1 to 256 of `A-Z a-z 0-9 _ -`',
    hint: 'Set 1 to 256 of A-Z a-z 0-9 _ -, for example from `openssl rand -hex 32`, together with WEBHOOK_URL.',
  },
  {
    ...required,
    name: 'KLIKOO_BASE_URL',
    meaning: "Klikoo's address with its prefix, e.g. `https://…/klikoo-b2b`",
    hint: 'Set the https address Klikoo gave you, with its prefix, such as https://…/klikoo-b2b.',
  },
  {
    ...required,
    name: 'KLIKOO_CLIENT_ID',
    meaning: "client id from Klikoo's dashboard",
    hint: "Copy it from Klikoo's dashboard (Pengaturan, Konfigurasi API).",
  },
  {
    ...required,
    name: 'KLIKOO_CLIENT_SECRET',
    isSecret: true,
    meaning: "client secret from Klikoo's dashboard",
    hint: "Copy it from Klikoo's dashboard (Pengaturan, Konfigurasi API).",
  },
  {
    ...required,
    name: 'KLIKOO_PRIVATE_KEY',
    isSecret: true,
    meaning:
      'RSA key of at least 2048 bits whose public half Klikoo knows: PKCS#8 PEM, its base64, or a file path',
    hint: 'Set the RSA private key (2048 bits or more, without passphrase) as PKCS#8 PEM, its base64, or the path of its file.',
  },
  {
    ...optional,
    name: 'KLIKOO_IRS_IDRS',
    meaning: 'set with `KLIKOO_IRS_PIN` to allow the IRS inquiry',
    hint: 'Set it together with KLIKOO_IRS_PIN, or neither.',
  },
  {
    ...optional,
    name: 'KLIKOO_IRS_PIN',
    isSecret: true,
    meaning: 'set with `KLIKOO_IRS_IDRS` to allow the IRS inquiry',
    hint: 'Set it together with KLIKOO_IRS_IDRS, or neither.',
  },
  {
    ...optional,
    name: 'KLIKOO_INQUIRY',
    default: 'openapi',
    meaning: '`openapi`, `irs`, or `openapi,irs` (the second when the first cannot answer)',
    hint: 'Set openapi, irs, or openapi,irs; irs needs KLIKOO_IRS_IDRS and KLIKOO_IRS_PIN.',
  },
  {
    ...optional,
    name: 'KLIKOO_RESEND',
    default: 'on',
    meaning:
      "`on`: a purchase whose answer was lost and that is absent from Klikoo's history is sent again with the same reference; `off`: it waits for a person",
    hint: 'Set on or off.',
  },
  {
    ...optional,
    name: 'KLIKOO_CALLBACK_SECRET',
    isSecret: true,
    meaning: 'last part of the callback path `/klikoo/callback/<secret>`; callback off without it',
    hint: 'Set at least 16 of A-Z a-z 0-9 _ -, for example from `openssl rand -hex 32`, or leave it out.',
  },
  {
    ...optional,
    name: 'DATABASE_URL',
    isSecret: true,
    meaning: 'PostgreSQL 15 or newer; an embedded server in `DATA_DIR` without it',
    hint: 'Set an address such as postgres://user:password@host:5432/konter, or leave it out for the embedded server.',
  },
  {
    ...optional,
    name: 'DATA_DIR',
    default: './data',
    meaning: 'embedded database and files',
    hint: 'Set a folder.',
  },
  {
    ...required,
    name: 'PIN_PEPPER',
    isSecret: true,
    meaning: 'at least 32 bytes, hex or base64; losing it means every PIN is set anew',
    hint: 'Set at least 32 random bytes as hex or base64, from `openssl rand -hex 32`, and keep a copy in a safe place.',
  },
  {
    ...required,
    name: 'ADMIN_IDS',
    meaning: "operators' Telegram ids, comma separated",
    hint: "Set the operators' numeric Telegram ids, comma separated, such as 12345678,87654321.",
  },
  {
    ...optional,
    name: 'HTTP_HOST',
    default: '127.0.0.1',
    meaning: 'address for `/healthz`, `/readyz`, `/metrics`, webhook and callback',
    hint: 'Set a host name or an IP address of this machine.',
  },
  {
    ...optional,
    name: 'HTTP_PORT',
    default: '8080',
    meaning: 'port for the same; `0` picks a free one',
    hint: 'Set a whole number from 0 to 65535.',
  },
  {
    ...optional,
    name: 'TIMEZONE',
    default: 'Asia/Jakarta',
    meaning: 'days, reports, cut-offs',
    hint: 'Set a time zone by name, such as Asia/Jakarta, Asia/Makassar or Asia/Jayapura.',
  },
  {
    ...optional,
    name: 'KONTER_ROLES',
    default: 'receive,work,http',
    meaning: 'which parts run here: `receive`, `work`, `http`',
    hint: 'Set one or more of receive, work, http, comma separated.',
  },
  {
    ...optional,
    name: 'LOG_LEVEL',
    default: 'info',
    meaning: '`trace`, `debug`, `info`, `warn`, `error`, `fatal` or `silent`',
    hint: 'Set trace, debug, info, warn, error, fatal or silent.',
  },
] as const satisfies readonly Variable[];

export type VariableName = (typeof VARIABLES)[number]['name'];
