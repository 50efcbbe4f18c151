import { once } from 'node:events';
import { createServer } from 'node:net';
import { onTestFinished } from 'vitest';

/** The URL of a database that takes connections and never answers, until the test ends. */
export async function silentDatabase(): Promise<string> {
  const silent = createServer(() => {});
  silent.listen(0, '127.0.0.1');
  await once(silent, 'listening');
  onTestFinished(() => void silent.close());
  const address = silent.address();
  if (address === null || typeof address === 'string') throw new Error('no port');
  return `postgres://konter@127.0.0.1:${address.port}/konter`;
}
