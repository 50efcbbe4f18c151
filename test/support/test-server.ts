import { type EmbeddedServer, startEmbedded } from '../../src/store/embedded.ts';

/**
 * The server of this run in `dataDir`: the first to ask starts it, the others get the same. Nothing in it needs to outlast a
 * power cut, and every test file brings its own pools.
 */
export function startTestServer(dataDir: string): Promise<EmbeddedServer> {
  const settings = {
    fsync: 'off',
    full_page_writes: 'off',
    synchronous_commit: 'off',
    max_connections: '300',
  };
  return startEmbedded({ dataDir, settings });
}
