import type { DueTimes } from '../app/clock-watch.ts';
import type { Sql } from './connect.ts';

/** Times in the rows of orders at which something is due. */
export function createDueTimes(sql: Sql): DueTimes {
  return {
    async pullIn(now, longest, to, limit) {
      const beyond = (ms: number) => sql`${new Date(now.getTime() + ms)}::timestamptz`;
      const isTooLate = sql`next_action_at > ${beyond(longest.underwayMs)}
        and (state <> 'needs_review' or next_action_at > ${beyond(longest.inReviewMs)})`;
      // Asked for as the indexes have them, and each row by its key: the table may be large, and statistics old.
      const actions = await sql`
        update orders set next_action_at = ${to} where ref_id = any (array(
          select ref_id from orders
          where ref_id = any (array(
            (select ref_id from orders where next_action = 'submit' and ${isTooLate} limit ${limit})
            union all
            (select ref_id from orders where next_action in ('look', 'poll') and ${isTooLate} limit ${limit})))
            and ${isTooLate}
          for no key update skip locked))`;
      const tells = await sql`
        update orders set tell_at = ${to} where ref_id = any (array(
          select ref_id from orders where tell_at > ${beyond(longest.tellMs)} limit ${limit}
          for no key update skip locked))`;
      return actions.count + tells.count;
    },
  };
}
