// A process that starts the embedded server in the directory it is given, says what came of it, and stays until its input ends.
import { startEmbedded } from '../../src/store/embedded.ts';

const [dataDir = ''] = process.argv.slice(2);
try {
  const { url, isReused, isFresh } = await startEmbedded({ dataDir });
  process.stdout.write(`${JSON.stringify({ url, isReused, isFresh })}\n`);
} catch (error) {
  process.stdout.write(`${JSON.stringify({ error: String(error) })}\n`);
}
process.stdin.resume();
