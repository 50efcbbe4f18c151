import { ConfigError, readConfig } from './config.ts';
import { connect } from './store/connect.ts';
import { startEmbedded } from './store/embedded.ts';
import { verifyBooks } from './store/verify.ts';

// `npm run verify`: recomputes the books and names every mismatch. Exits 0 when there is none, 1 when there are, 78 when the
// configuration cannot be used. Reads only; may run beside a running Konter.

/** A ledger of years is read whole. */
const STATEMENT_TIMEOUT_MS = 30 * 60_000;

async function main(): Promise<number> {
  const config = readConfig(process.env);
  const external = config.secrets.databaseUrl?.reveal();
  const embedded =
    external === undefined ? await startEmbedded({ dataDir: `${config.dataDir}/postgres` }) : undefined;
  const { sql, close } = connect(external ?? embedded?.url ?? '', {
    applicationName: 'konter verify',
    max: 1,
    statementTimeoutMs: STATEMENT_TIMEOUT_MS,
  });
  try {
    const mismatches = await verifyBooks(sql, new Date());
    for (const { what, where, expected, found } of mismatches) {
      console.log(`${where}: ${what} (expected ${expected}, found ${found})`);
    }
    console.log(mismatches.length === 0 ? 'The books are right.' : `${mismatches.length} mismatches.`);
    return mismatches.length === 0 ? 0 : 1;
  } finally {
    await close();
    // Goes on if a Konter uses it.
    await embedded?.stop();
  }
}

try {
  process.exitCode = await main();
} catch (error) {
  console.error(error instanceof Error ? error.message : error);
  process.exitCode = error instanceof ConfigError ? 78 : 1;
}
