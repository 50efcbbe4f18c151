import { readdirSync, readFileSync, writeFileSync } from 'node:fs';
import { expect, test } from 'vitest';
import { dumpTables } from '../db/dump-tables.ts';
import { DESK_SECRETS, openDesk } from '../support/desk.ts';
import { operatorsOf, play } from '../support/transcript.ts';

// Chats as people read them, in transcripts/*.txt: what somebody does is done again, and everything the bot answers must be what
// stands there. After a change that is meant, `KONTER_RECORD=1 npm test` writes them anew, to be read in the diff.

const folder = new URL('transcripts/', import.meta.url);
/** 21:00 in Jakarta, a Friday. */
const START = new Date('2026-11-20T14:00:00Z');

for (const file of readdirSync(folder).filter((name) => name.endsWith('.txt'))) {
  const path = new URL(file, folder);
  const written = readFileSync(path, 'utf8');
  const [title = file] = written.split('\n');

  test(`${title.replace(/^#\s*/, '')} (${file})`, async () => {
    const desk = await openDesk(START, operatorsOf(written));
    try {
      const played = await play(desk, written);
      if (process.env.KONTER_RECORD) writeFileSync(path, played);
      else expect(played).toBe(written);
      // Whatever was said and pressed above, nothing secret lies in a table. PINs of four digits are left out: phone numbers hold them.
      const pins = [...written.matchAll(/(?<![0-9])(?:736291|736292|482917|918273|999999)(?![0-9])/g)].map(
        ([pin]) => pin,
      );
      const rows = await dumpTables(desk.sql);
      for (const secret of [...pins, ...DESK_SECRETS])
        expect(rows.includes(secret), 'a secret in a table').toBe(false);
    } finally {
      await desk.close();
    }
  });
}
