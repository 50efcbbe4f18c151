import type { Config } from './config.ts';
import { type HttpOptions, type HttpServer, startHttp } from './http/server.ts';
import type { Life } from './life.ts';
import type { Logger } from './logger.ts';
import { startEmbedded } from './store/embedded.ts';
import { migrate } from './store/migrate.ts';

/** What stands in the way is outside of the program: the message says what to set. Holds no secret. */
export class StartError extends Error {
  override readonly name = 'StartError';
}

/**
 * Brought up to the schema of this program. Returns the address, with its password. `onGone`: the embedded server has ended by itself.
 * @throws {StartError} when an external one cannot be reached.
 */
export async function openDatabase(
  { secrets, dataDir }: Config,
  log: Logger,
  opened: Life['opened'],
  onGone: () => void,
): Promise<string> {
  if (secrets.databaseUrl !== undefined) {
    const url = secrets.databaseUrl.reveal();
    await migrate(url).catch((cause: unknown) => {
      const code = codeOf(cause);
      if (!NOT_REACHED.test(code)) throw cause;
      throw new StartError(
        `DATABASE_URL cannot be reached (${code}): check its host, port, user, password and database, and that PostgreSQL runs there.`,
        { cause },
      );
    });
    return url;
  }
  const server = await startEmbedded({
    dataDir: `${dataDir}/postgres`,
    log: (message) => log.info(message),
  });
  void server.ended.then(onGone);
  opened('embedded database', () => server.stop());
  await migrate(server.url);
  return server.url;
}

/** Of Node, postgres.js and PostgreSQL (classes 08 connection, 28 authorization; no such database; starting or stopping; full). */
const NOT_REACHED = /^(E[A-Z]+|CONNECT\w+|\w*CERT\w*|08\w{3}|28\w{3}|3D000|57P0\w|53300)$/;

function codeOf(error: unknown): string {
  return error instanceof Error && 'code' in error ? String(error.code) : '';
}

/** @throws {StartError} when that address cannot be had. */
export async function listen(options: HttpOptions): Promise<HttpServer> {
  try {
    return await startHttp(options);
  } catch (cause) {
    const code = codeOf(cause);
    if (code === 'EADDRINUSE')
      throw new StartError(
        `HTTP_PORT ${options.port} is in use: is Konter running already? Else set another.`,
        {
          cause,
        },
      );
    throw new StartError(
      `HTTP_HOST ${options.host} and HTTP_PORT ${options.port} cannot be listened on (${code}): set others.`,
      { cause },
    );
  }
}
