import { z } from 'zod';
import type {
  KeptDifference,
  OpenDifferences,
  ReconciliationSummary,
  Reconciliations,
} from '../app/reconcile-day.ts';
import type { Day } from '../domain/day.ts';
import { type Rupiah, rupiah } from '../domain/money.ts';
import type { OrderState } from '../domain/order/order.ts';
import {
  DIFFERENCE_KINDS,
  type Difference,
  type DifferenceKind,
  type OurOrder,
  type Standing,
  type TheirTransaction,
} from '../domain/reconcile.ts';
import type { Sql } from './connect.ts';

/** A run that has not ended by then died with its process. */
const DEAD_AFTER_MS = 6 * 3_600_000;
/** Entries rolled up in one statement: some tenths of a second. */
const ROLLED_UP_AT_ONCE = 20_000;
const SUPPLIER_ACCOUNT = 1;

type OrderColumns = {
  ref_id: string;
  number: number;
  state: OrderState;
  product_code: string;
  destination: string;
  cost: number;
  supplier_ref: string | null;
  submitted_at: Date | null;
};

const OUR_COLUMNS =
  'o.ref_id, o.number, o.state, o.product_code, o.destination, o.cost, o.supplier_ref, o.submitted_at';

function toOurs(row: OrderColumns): OurOrder {
  return {
    refId: row.ref_id,
    number: row.number,
    state: row.state,
    productCode: row.product_code,
    destination: row.destination,
    cost: rupiah(row.cost),
    supplierRef: row.supplier_ref ?? undefined,
    submittedAt: row.submitted_at ?? undefined,
  };
}

type ReadColumns = {
  reference: string;
  supplier_ref: string;
  product_code: string | null;
  their_destination: string | null;
  standing: Standing;
  status: string;
  amount: number | null;
  at: Date | null;
};

function toTheirs(row: ReadColumns): TheirTransaction {
  return {
    supplierRef: row.supplier_ref,
    productCode: row.product_code ?? undefined,
    destination: row.their_destination ?? undefined,
    standing: row.standing,
    status: row.status,
    amount: row.amount === null ? undefined : rupiah(row.amount),
    at: row.at ?? undefined,
  };
}

const money = z.int().transform((n): Rupiah => rupiah(n));
const STATES = [
  'quoted',
  'expired',
  'cancelled',
  'held',
  'submitted',
  'delivered',
  'failed',
  'needs_review',
  'reversed',
] as const satisfies readonly OrderState[];

/** As it was written, perhaps by another version. */
const detailSchema = z.object({
  repair: z.enum(['check', 'look']),
  ours: z
    .object({
      number: z.int(),
      state: z.enum(STATES),
      productCode: z.string(),
      destination: z.string(),
      cost: money,
      supplierRef: z.string().optional(),
    })
    .optional(),
  theirs: z.array(
    z.object({
      supplierRef: z.string(),
      productCode: z.string().optional(),
      destination: z.string().optional(),
      standing: z.enum(['open', 'delivered', 'failed']),
      status: z.string(),
      amount: money.optional(),
    }),
  ),
});

/** A run that died has written down nothing. */
const whySchema = z.object({ rows: z.int().default(0), detail: z.string().default('') });

const tally = z.object({ count: z.int(), sum: money });
const tallies = z.object({ delivered: tally, open: tally, failed: tally });
const summarySchema = z.object({
  ours: tallies,
  theirs: tallies,
  rows: z.int(),
  balance: z
    .object({
      theirs: money,
      ours: money,
      difference: money,
      uncertain: money,
      hasTopup: z.boolean(),
      isMoving: z.boolean(),
    })
    .optional(),
});

type DifferenceRow = {
  id: number;
  day: Day;
  kind: DifferenceKind;
  reference: string;
  detail: unknown;
  found_at: Date;
  asked_at: Date | null;
  closed_as: 'gone' | 'checked' | null;
};

function toKept(row: DifferenceRow): KeptDifference {
  const { repair, ours, theirs } = detailSchema.parse(row.detail);
  return {
    id: row.id,
    day: row.day,
    kind: row.kind,
    reference: row.reference,
    repair,
    ours: ours && { ...ours, supplierRef: ours.supplierRef },
    theirs: theirs.map((each) => ({
      ...each,
      productCode: each.productCode,
      destination: each.destination,
      amount: each.amount,
    })),
    foundAt: row.found_at,
    wasAsked: row.asked_at !== null,
    closedAs: row.closed_as ?? undefined,
  };
}

const DIFFERENCE_COLUMNS =
  'd.id, d.day::text as day, d.kind, d.reference, d.detail, d.found_at, d.asked_at, d.closed_as';

/** Comparisons in PostgreSQL. */
export function createReconciliations(sql: Sql): Reconciliations {
  const ourColumns = sql.unsafe(OUR_COLUMNS);
  const differenceColumns = sql.unsafe(DIFFERENCE_COLUMNS);

  return {
    async open({ id, day, actorId, startedAt }) {
      const deadSince = new Date(startedAt.getTime() - DEAD_AFTER_MS);
      await sql`
        with dead as (
          update reconciliation set state = 'incomplete', ended_at = ${startedAt}
          where state = 'running' and started_at < ${deadSince} returning id),
        read as (delete from reconciliation_row where run_id in (select id from dead)),
        found as (delete from reconciliation_found where run_id in (select id from dead)),
        asked as (
          insert into audit (at, actor_id, action, subject, detail)
          select ${startedAt}, a, 'reconcile', ${day}, ${sql.json({ run: id })} from (select ${actorId ?? null}::bigint as a) by
          where a is not null)
        insert into reconciliation (id, day, actor_id, started_at)
        values (${id}, ${day}, ${actorId ?? null}, ${startedAt})`;
    },

    async addRows(runId, rows) {
      // One row of a statement cannot be replaced twice by it.
      const distinct = new Map(rows.map((row) => [`${row.reference} ${row.supplierRef}`, row]));
      if (distinct.size === 0) return;
      const values = [...distinct.values()].map((row) => ({
        reference: row.reference,
        supplier_ref: row.supplierRef,
        product_code: row.productCode ?? null,
        destination: row.destination ?? null,
        standing: row.standing,
        status: row.status,
        amount: row.amount ?? null,
        at: row.at?.toISOString() ?? null,
      }));
      await sql`
        insert into reconciliation_row (run_id, reference, supplier_ref, product_code, destination, standing, status, amount, at)
        select ${runId}, r.* from jsonb_to_recordset(${sql.json(values)}) as r (reference text, supplier_ref text,
          product_code text, destination text, standing text, status text, amount bigint, at timestamptz)
        on conflict (run_id, reference, supplier_ref) do update set
          product_code = excluded.product_code, destination = excluded.destination, standing = excluded.standing,
          status = excluded.status, amount = excluded.amount, at = excluded.at`;
    },

    async references(runId, after, limit) {
      const read = await sql<ReadColumns[]>`
        with named as (
          select distinct reference from reconciliation_row
          where run_id = ${runId} and reference > ${after} order by reference limit ${limit})
        select r.reference, r.supplier_ref, r.product_code, r.destination as their_destination, r.standing, r.status, r.amount, r.at
        from named n join reconciliation_row r on r.run_id = ${runId} and r.reference = n.reference
        order by r.reference, r.at, r.supplier_ref`;
      const byReference = Map.groupBy(read, (row) => row.reference);
      const refIds = [...byReference.keys()].filter(isUuid);
      const orders = await sql<OrderColumns[]>`
        select ${ourColumns} from orders o where ref_id = any(${refIds}::uuid[])`;
      const ours = new Map(orders.map((row) => [row.ref_id, toOurs(row)]));
      return [...byReference].map(([reference, rows]) => ({
        reference,
        theirs: rows.map(toTheirs),
        ours: ours.get(reference),
      }));
    },

    async sent(runId, { from, to }, after, limit) {
      const rows = await sql<(OrderColumns & { submitted_at: Date; is_there: boolean })[]>`
        select ${ourColumns}, r.is_there is not null as is_there
        from orders o
        -- One look at an index for each order: the planner would rather read all rows of the run for every batch.
        left join lateral (
          select true as is_there from reconciliation_row r
          where r.run_id = ${runId} and r.reference = o.ref_id::text limit 1) r on true
        where o.submitted_at >= ${from} and o.submitted_at < ${to}
          and (o.submitted_at, o.ref_id) > (${after?.at ?? from}, ${after?.refId ?? NO_REF}::uuid)
        order by o.submitted_at, o.ref_id limit ${limit}`;
      return rows.map((row) => ({
        order: toOurs(row),
        submittedAt: row.submitted_at,
        isThere: row.is_there,
      }));
    },

    async addFound(runId, differences) {
      if (differences.length === 0) return;
      const rows = differences.map(({ kind, reference, ...detail }) => ({ kind, reference, detail }));
      await sql`
        insert into reconciliation_found (run_id, kind, reference, detail)
        select ${runId}, f.* from jsonb_to_recordset(${jsonOf(sql, rows)}) as f (kind text, reference text, detail jsonb)
        on conflict (run_id, kind, reference) do update set detail = excluded.detail`;
    },

    async finish(runId, summary, now) {
      const [row] = await sql<{ verdict: 'finished' | 'superseded' }[]>`
        select reconciliation_finish(${runId}, ${now}, ${jsonOf(sql, summary)}) as verdict`;
      if (row === undefined) throw new Error(`no verdict for reconciliation ${runId}`);
      return row.verdict;
    },

    async abandon(runId, why, now) {
      await sql`
        with read as (delete from reconciliation_row where run_id = ${runId}),
        found as (delete from reconciliation_found where run_id = ${runId})
        update reconciliation set state = 'incomplete', ended_at = ${now}, summary = ${sql.json(why)}
        where id = ${runId} and state = 'running'`;
    },

    async account() {
      for (let added = ROLLED_UP_AT_ONCE; added === ROLLED_UP_AT_ONCE; ) {
        const [row] = await sql<{ added: number }[]>`
          select account_total_advance(${SUPPLIER_ACCOUNT}, ${ROLLED_UP_AT_ONCE}) as added`;
        added = row?.added ?? 0;
      }
      const [row] = await sql<{ booked: number; underway: string; uncertain: string; has_topup: boolean }[]>`
        select -account_sum(${SUPPLIER_ACCOUNT}) as booked,
          coalesce(sum(cost) filter (where supplier_ref is not null), 0) as underway,
          coalesce(sum(cost) filter (where supplier_ref is null), 0) as uncertain,
          exists (select from audit where action = 'supplier_topup') as has_topup
        from orders where state in ('submitted', 'needs_review')`;
      if (row === undefined) throw new Error('no account');
      return {
        booked: rupiah(row.booked),
        underway: rupiah(Number(row.underway)),
        uncertain: rupiah(Number(row.uncertain)),
        hasTopup: row.has_topup,
      };
    },

    async openDifferences(day, afterId, limit) {
      const rows = await sql<DifferenceRow[]>`
        select ${differenceColumns} from reconciliation_difference d
        where d.day = ${day} and d.closed_at is null and d.id > ${afterId} order by d.id limit ${limit}`;
      return rows.map(toKept);
    },

    async countOpen(day) {
      const rows = await sql<{ kind: DifferenceKind; count: number }[]>`
        select kind, count(*) as count from reconciliation_difference
        where day = ${day} and closed_at is null group by kind`;
      return toOpen(rows);
    },

    async find(id) {
      const [row] = await sql<DifferenceRow[]>`
        select ${differenceColumns} from reconciliation_difference d where d.id = ${id}`;
      return row && toKept(row);
    },

    async close(id, as, actorId, now) {
      const rows = await sql`
        with closed as (
          update reconciliation_difference set closed_at = ${now}, closed_as = ${as}, closed_by = ${actorId ?? null}
          where id = ${id} and closed_at is null returning id, day, kind, reference, detail, closed_by),
        audited as (
          insert into audit (at, actor_id, action, subject, detail)
          select ${now}, closed_by, 'difference_checked', reference,
            jsonb_build_object('difference', id, 'day', day, 'kind', kind, 'found', detail)
          from closed where closed_by is not null)
        select id from closed`;
      return rows.length === 1;
    },

    async asked(id, actorId, now) {
      await sql`
        with asked as (
          update reconciliation_difference set asked_at = ${now} where id = ${id} returning id, day, kind, reference)
        insert into audit (at, actor_id, action, subject, detail)
        select ${now}, ${actorId}, 'difference_asked', reference, jsonb_build_object('difference', id, 'day', day, 'kind', kind)
        from asked`;
    },

    async findOrder(refId) {
      if (!isUuid(refId)) return undefined;
      const [row] = await sql<OrderColumns[]>`select ${ourColumns} from orders o where ref_id = ${refId}`;
      return row && toOurs(row);
    },

    async lastNight() {
      const [row] = await sql<{ day: Day }[]>`
        select day::text as day from reconciliation where actor_id is null and state in ('finished', 'superseded')
        order by reconciliation.day desc limit 1`;
      return row?.day;
    },

    async untold(since) {
      const rows = await sql<{ id: string; day: Day; state: string; summary: unknown; told_to: string[] }[]>`
        select r.id, r.day::text as day, r.state, r.summary, array(
          -- Each try at a day that cannot be read is a run of its own, and one piece of news with those before it.
          select t from reconciliation o, jsonb_array_elements_text(o.summary -> 'toldTo') t
          where o.id = r.id or o.day = r.day and o.actor_id is null and o.state = 'incomplete' and r.state = 'incomplete') as told_to
        from reconciliation r
        where r.actor_id is null and r.told_at is null and r.ended_at >= ${since} and r.state in ('finished', 'incomplete')
          -- Of a day that cannot be read is told once, and not any more when it was read after all.
          and (r.state = 'finished' or not exists (
            select from reconciliation o where o.day = r.day and o.actor_id is null
              and (o.told_at is not null or o.started_at > r.started_at)))
        order by r.day, r.started_at`;
      return rows.map(({ id, day, state, summary, told_to }) => ({
        ...(state === 'finished'
          ? { kind: 'reconciled', runId: id, day, summary: toSummary(summary) }
          : { kind: 'incomplete', runId: id, day, ...whySchema.parse(summary ?? {}) }),
        toldTo: new Set(told_to.map(Number)),
      }));
    },

    // Beside what the run has found out: whoever reads that takes what he knows.
    async toldTo(runId, telegramId) {
      await sql`
        update reconciliation set summary = jsonb_set(coalesce(summary, '{}'), '{toldTo}',
          coalesce(summary -> 'toldTo', '[]') || to_jsonb(${telegramId}::bigint))
        where id = ${runId}`;
    },

    async told(runId, now) {
      await sql`update reconciliation set told_at = ${now} where id = ${runId}`;
    },
  };
}

const NO_REF = '00000000-0000-0000-0000-000000000000';

function isUuid(text: string): boolean {
  return /^[0-9a-f]{8}(-[0-9a-f]{4}){3}-[0-9a-f]{12}$/.test(text);
}

/** Plain data of ours; what is `undefined` in it is left out. */
function jsonOf(
  sql: Sql,
  value: ReconciliationSummary | readonly { detail: Omit<Difference, 'kind' | 'reference'> }[],
) {
  return sql.json(JSON.parse(JSON.stringify(value)));
}

function toSummary(value: unknown): ReconciliationSummary {
  const { balance, ...rest } = summarySchema.parse(value);
  return { ...rest, balance };
}

function toOpen(rows: readonly { kind: DifferenceKind; count: number }[]): OpenDifferences {
  const known = rows.filter(({ kind }) => DIFFERENCE_KINDS.includes(kind));
  return {
    counts: Object.fromEntries(known.map(({ kind, count }) => [kind, count])),
    total: known.reduce((total, { count }) => total + count, 0),
  };
}
