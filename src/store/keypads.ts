import type { KeypadRow, KeypadStore } from '../app/keypad.ts';
import type { Sql } from './connect.ts';

type Row = {
  token: string;
  telegram_id: number;
  chat_id: number;
  message_id: number | null;
  purpose: string;
  pressed: string;
  expires_at: Date;
};

function toKeypad(row: Row): KeypadRow {
  return {
    token: row.token,
    telegramId: row.telegram_id,
    chatId: row.chat_id,
    messageId: row.message_id ?? undefined,
    purpose: row.purpose,
    pressed: row.pressed,
    expiresAt: row.expires_at,
  };
}

export function createKeypadStore(sql: Sql): KeypadStore {
  return {
    async add({ token, telegramId, chatId, purpose, pressed, expiresAt }) {
      await sql`
        insert into keypad (token, telegram_id, chat_id, purpose, pressed, expires_at)
        values (${token}, ${telegramId}, ${chatId}, ${purpose}, ${pressed}, ${expiresAt})`;
    },

    async find(token) {
      const [row] = await sql<Row[]>`select * from keypad where token = ${token}`;
      return row && toKeypad(row);
    },

    async exchange(token, current, next) {
      const rows =
        await sql`update keypad set pressed = ${next} where token = ${token} and pressed = ${current}`;
      return rows.count === 1;
    },

    async shown(token, messageId) {
      await sql`update keypad set message_id = ${messageId} where token = ${token}`;
    },

    async remove(token) {
      await sql`delete from keypad where token = ${token}`;
    },

    async removeExpired(now, limit) {
      const rows = await sql<Row[]>`
        delete from keypad where token in (
          select token from keypad where expires_at <= ${now} order by expires_at limit ${limit} for update skip locked)
        returning *`;
      return rows.map(toKeypad);
    },
  };
}
