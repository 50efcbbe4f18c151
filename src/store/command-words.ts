import type { CommandWordStore } from '../app/command-words.ts';
import type { OwnWord } from '../domain/command/own-words.ts';
import { DEFAULT_WORDS, isMeaning } from '../domain/command/words.ts';
import type { Sql } from './connect.ts';

export function createCommandWordStore(sql: Sql): CommandWordStore {
  return {
    async list() {
      const rows = await sql<{ word: string; meaning: string | null }[]>`
        select word, meaning from command_word order by word`;
      // A later version of the program may know more meanings than this one.
      return rows.flatMap(({ word, meaning }): OwnWord[] =>
        meaning === null ? [{ word, meaning: undefined }] : isMeaning(meaning) ? [{ word, meaning }] : [],
      );
    },

    async put({ word, meaning, key, actorId }, now) {
      const wanted = meaning ?? null;
      const isDefault = DEFAULT_WORDS.get(word) === meaning;
      await sql`
        with fresh as (
          select ${word}::text as word where not exists (
            select from audit where action = 'command_word' and detail ->> 'key' = ${key})),
        gone as (
          delete from command_word w using fresh f where w.word = f.word and ${isDefault} returning w.word),
        put as (
          insert into command_word as w (word, meaning, changed_by, changed_at)
          select word, ${wanted}::text, ${actorId}, ${now} from fresh where not ${isDefault}
          on conflict (word) do update
            set meaning = excluded.meaning, changed_by = excluded.changed_by, changed_at = excluded.changed_at
          where w.meaning is distinct from excluded.meaning returning w.word)
        insert into audit (at, actor_id, action, subject, detail)
        select ${now}, ${actorId}, 'command_word', word, jsonb_build_object('key', ${key}::text, 'meaning', ${wanted}::text)
        from (select word from gone union all select word from put) as changed`;
    },

    async wasDone(key) {
      const [row] = await sql`select from audit where action = 'command_word' and detail ->> 'key' = ${key}`;
      return row !== undefined;
    },
  };
}
