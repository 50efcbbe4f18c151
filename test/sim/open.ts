import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { connect, type Sql } from '../../src/store/connect.ts';
import { migrate } from '../../src/store/migrate.ts';
import { startTestServer } from '../support/test-server.ts';
import { prepare } from './database.ts';

export type OpenDatabase = { sql: Sql; url: string; close(): Promise<void> };

/** One connection: calls are made one at a time. */
async function openPool(url: string): Promise<OpenDatabase> {
  const { sql, close } = connect(url, { max: 1, applicationName: 'simulation', statementTimeoutMs: 30_000 });
  await prepare(sql);
  return { sql, url, close };
}

/**
 * A server of our own in a temporary directory, gone when it is closed. It commits without waiting for the disk: what is simulated
 * here is what happens between statements, not inside them.
 */
export async function openServer(databases: number): Promise<{ urls: string[]; close(): Promise<void> }> {
  const dir = await mkdtemp(join(tmpdir(), 'konter-sim-'));
  const server = await startTestServer(dir);
  const urls: string[] = [];
  for (let i = 0; i < databases; i++) {
    const name = `sim_${i}`;
    const admin = connect(server.url, { max: 1, applicationName: 'simulation', statementTimeoutMs: 25_000 });
    await admin.sql.unsafe(`create database ${name}`);
    await admin.close();
    const url = new URL(`/${name}`, server.url).href;
    await migrate(url);
    urls.push(url);
  }
  return {
    urls,
    async close() {
      await server.stop();
      await rm(dir, { recursive: true, force: true });
    },
  };
}

export function openDatabase(url: string): Promise<OpenDatabase> {
  return openPool(url);
}
