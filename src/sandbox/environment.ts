import type { VariableName } from '../config/variables.ts';
import type { DataDir, SandboxSettings } from './data-dir.ts';
import { OPERATOR } from './seed.ts';

/** The environment holds what belongs to a real bot. */
export class RealEnvironmentError extends Error {
  override readonly name = 'RealEnvironmentError';

  constructor(names: readonly string[]) {
    super(
      `${names.join(', ')} ${names.length > 1 ? 'are' : 'is'} set, as for a real bot. The sandbox needs no environment: start it where none of these is set.`,
    );
  }
}

const REAL: readonly VariableName[] = [
  'BOT_TOKEN',
  'KLIKOO_BASE_URL',
  'KLIKOO_CLIENT_SECRET',
  'KLIKOO_PRIVATE_KEY',
];

/**
 * Nothing of it would be used; but whoever has set it either wants the real bot or has forgotten that he is on its machine.
 * @throws {RealEnvironmentError} that names what is set.
 */
export function refuseRealEnvironment(env: NodeJS.ProcessEnv): void {
  const found = REAL.filter((name) => env[name]?.trim());
  if (found.length > 0) throw new RealEnvironmentError(found);
}

const PASSED_ON = ['PATH', 'HOME', 'LANG'];

/** Everything the bot gets to see, but for the address it serves HTTP on. Made from nothing, so that nothing real gets in. */
export function botEnvironment(parts: {
  env: NodeJS.ProcessEnv;
  settings: SandboxSettings;
  places: DataDir['places'];
  telegram: { apiRoot: string };
  klikoo: { baseUrl: string };
  databaseUrl: string;
}): Record<string, string> {
  const { env, settings } = parts;
  const passedOn = PASSED_ON.flatMap((name) => (env[name] === undefined ? [] : [[name, env[name]]]));
  const own: Partial<Record<VariableName, string>> = {
    BOT_TOKEN: settings.botToken,
    TELEGRAM_API_ROOT: parts.telegram.apiRoot,
    TELEGRAM_MESSAGES_PER_SECOND: 'off',
    KLIKOO_BASE_URL: parts.klikoo.baseUrl,
    KLIKOO_CLIENT_ID: settings.klikoo.clientId,
    KLIKOO_CLIENT_SECRET: settings.klikoo.clientSecret,
    KLIKOO_PRIVATE_KEY: settings.klikoo.privateKeyPem,
    DATABASE_URL: parts.databaseUrl,
    DATA_DIR: parts.places.bot,
    PIN_PEPPER: settings.pinPepper,
    ADMIN_IDS: String(OPERATOR.telegramId),
  };
  return { ...Object.fromEntries(passedOn), ...own };
}
