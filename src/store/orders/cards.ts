import type { Card, Cards, ConfirmVerdict, DrawnCard } from '../../app/orders.ts';
import { rupiah } from '../../domain/money.ts';
import type { Sql } from '../connect.ts';
import { ORDER_COLUMNS, type OrderRow, toOrder } from './row.ts';

export type CardRow = {
  token: string;
  reseller_id: number;
  telegram_id: number;
  chat_id: number;
  message_id: number | null;
  origin: string;
  created_at: Date;
  card_expires_at: Date;
};

export const CARD_COLUMNS = `c.token, c.reseller_id, c.telegram_id, c.chat_id, c.message_id, c.origin, c.created_at,
  c.expires_at as card_expires_at`;

export function toCard(row: CardRow): Card {
  return {
    token: row.token,
    resellerId: row.reseller_id,
    telegramId: row.telegram_id,
    chatId: row.chat_id,
    messageId: row.message_id ?? undefined,
    origin: row.origin,
    createdAt: row.created_at,
    expiresAt: row.card_expires_at,
  };
}

type VerdictRow = { ref_id: string; verdict: ConfirmVerdict['kind']; detail: number | null };

function toVerdict(row: VerdictRow): ConfirmVerdict {
  switch (row.verdict) {
    case 'price_changed':
      return { kind: 'price_changed', price: rupiah(row.detail ?? 0) };
    case 'repeat':
      return { kind: 'repeat', earlierNumber: row.detail ?? 0 };
    case 'insufficient':
      return { kind: 'insufficient', missing: rupiah(row.detail ?? 0) };
    case 'blocked':
      return { kind: row.detail === null ? 'blocked' : 'off_by_upline' };
    default:
      return { kind: row.verdict };
  }
}

/** What reads a card together with its orders, as `c` and `o` fulfil a condition. */
export function cardReader(sql: Sql): (condition: ReturnType<Sql>) => Promise<DrawnCard | undefined> {
  const orderColumns = sql.unsafe(ORDER_COLUMNS);
  const cardColumns = sql.unsafe(CARD_COLUMNS);
  return async (condition) => {
    const rows = await sql<(CardRow & OrderRow)[]>`
      select ${cardColumns}, ${orderColumns} from card c join orders o on o.card_token = c.token
      where ${condition} order by o.line`;
    const [first] = rows;
    return first && { card: toCard(first), orders: rows.map(toOrder) };
  };
}

/** Cards that have been drawn: found again, confirmed, cancelled, run out. */
export function createCards(sql: Sql, wake: () => void): Cards {
  const cardWhere = cardReader(sql);

  return {
    async cardShown(token, messageId) {
      await sql`update card set message_id = ${messageId} where token = ${token}`;
    },

    findByOrigin: (origin) => cardWhere(sql`c.origin = ${origin}`),

    findCard: (token) => cardWhere(sql`c.token = ${token}`),
    findCardByMessage: (chatId, messageId) =>
      cardWhere(sql`c.chat_id = ${chatId} and c.message_id = ${messageId}`),
    findCardByNumber: (resellerId, number) =>
      cardWhere(
        sql`c.token = (select card_token from orders where number = ${number} and reseller_id = ${resellerId})`,
      ),

    async confirm(token, telegramId, now, day) {
      const rows = await sql<VerdictRow[]>`
        select ref_id, verdict, detail from card_confirm(${token}, ${telegramId}, ${now}, ${day})`;
      if (rows.length === 0) return undefined;
      if (rows.some((row) => row.verdict === 'held')) wake();
      return rows.map((row) => ({ refId: row.ref_id, verdict: toVerdict(row) }));
    },

    async pinShown(token, telegramId) {
      await sql`select card_pin_shown(${token}, ${telegramId})`;
    },

    async cancel(token, telegramId) {
      const rows = await sql`select from card_cancel(${token}, ${telegramId})`;
      return rows.length === 0 ? undefined : (await cardWhere(sql`c.token = ${token}`))?.orders;
    },

    async expire(now, limit) {
      const rows = await sql`
        update orders set state = 'expired', tell_at = ${now}, tell_attempt = tell_attempt + 1 where ref_id in (
          select ref_id from orders where state = 'quoted' and expires_at <= ${now}
          order by expires_at limit ${limit} for no key update skip locked)`;
      return rows.count;
    },
  };
}
