// A process that starts the embedded server in the directory it is given, says what came of it, and stops it when its input ends.
import { once } from 'node:events';
import { startEmbedded } from '../../src/store/embedded.ts';

const [dataDir = ''] = process.argv.slice(2);
try {
  const { url, isReused, isFresh, stop } = await startEmbedded({ dataDir });
  process.stdout.write(`${JSON.stringify({ url, isReused, isFresh })}\n`);
  process.stdin.resume();
  await once(process.stdin, 'end');
  await stop();
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: String(error) })}\n`);
}
