import type { Random } from './random.ts';

/**
 * What may go wrong, and how often at most each time it could. Each seed draws which of them it has, and how often: a world in
 * which everything fails all the time never gets far enough to fail in an interesting way.
 */
export const FAULT_RATES = {
  // The process and its database.
  crash_before: 0.02,
  crash_after: 0.02,
  database_cut_before: 0.05,
  database_cut_after: 0.06,
  answer_late: 0.35,
  process_paused: 0.15,
  clock_leap: 0.04,
  clock_day: 0.04,

  // What people and others send.
  update_repeated: 0.25,
  tap_repeated: 0.25,
  stranger_taps: 0.5,
  token_altered: 0.15,
  callback_forged: 0.3,
  callback_repeated: 0.3,
  price_changed: 0.4,
  sales_paused: 0.1,

  // The supplier, asked to buy.
  buy_request_lost: 0.5,
  buy_answer_lost: 0.5,
  buy_arrives_late: 0.35,
  buy_refused: 0.4,
  buy_not_reached: 0.5,
  buy_misconfigured: 0.2,
  buy_other_cost: 0.4,
  references_forgotten: 0.6,

  // What becomes of a purchase there.
  transaction_fails: 0.8,
  transaction_waits_for_hours: 0.4,
  transaction_never_ends: 0.2,
  fails_after_success: 0.6,
  succeeds_after_failure: 0.7,
  flaps: 0.3,
  sn_late: 0.6,

  // The supplier, asked what became of it.
  inquiry_refused: 0.1,
  inquiry_unavailable: 0.15,
  detail_not_found: 0.5,
  detail_unavailable: 0.5,
  status_word_unknown: 0.4,
  other_data: 0.3,
  history_unavailable: 0.5,
  history_incomplete: 0.5,
  history_lags: 0.6,
  history_long: 0.4,
  history_doubled: 0.3,

  // Telegram.
  telegram_blocked: 0.1,
  telegram_wait: 0.15,
  telegram_trouble: 0.2,
  telegram_answer_lost: 0.2,
  telegram_refuses: 0.1,
  telegram_gone: 0.2,
} as const;

export type Fault = keyof typeof FAULT_RATES;
export const FAULTS = Object.keys(FAULT_RATES).filter((name): name is Fault => name in FAULT_RATES);

/** A purchase is made, nobody hears of it, and it does not show in the history either. */
const UNSEEN: Partial<Record<Fault, number>> = {
  buy_answer_lost: 0.5,
  history_lags: 1,
  buy_request_lost: 0,
  history_incomplete: 0,
  history_unavailable: 0,
  transaction_waits_for_hours: 0,
  crash_before: 0,
  crash_after: 0,
};

/** A process that stops for minutes with an order in its hands, while another goes on. */
const ASLEEP: Partial<Record<Fault, number>> = {
  process_paused: 0.9,
  crash_before: 0,
  crash_after: 0,
  clock_leap: 0,
  history_incomplete: 0,
  history_unavailable: 0,
};

/** What goes together in a bad hour, and then goes wrong most of the time: some mistakes need several of them at once. */
const BAD_HOURS = {
  usual: {},
  calm: { database_cut_before: 0, database_cut_after: 0, crash_before: 0, crash_after: 0 },
  unheard: { buy_answer_lost: 0.6, buy_arrives_late: 0.4, history_lags: 0.9, history_incomplete: 0 },
  unseen_refused: { ...UNSEEN, buy_refused: 0.5, buy_not_reached: 0 },
  unseen_unreached: { ...UNSEEN, buy_not_reached: 0.5, clock_leap: 0.3 },
  lost: {
    buy_request_lost: 0.6,
    buy_refused: 0.6,
    buy_arrives_late: 0.5,
    buy_not_reached: 0.5,
    buy_answer_lost: 0,
  },
  taken_back: {
    fails_after_success: 0.9,
    transaction_waits_for_hours: 0,
    callback_repeated: 0.5,
    transaction_never_ends: 0,
  },
  late: { transaction_fails: 0.9, succeeds_after_failure: 0.9, transaction_waits_for_hours: 0 },
  not_known_yet: { detail_not_found: 0.9, detail_unavailable: 0, buy_answer_lost: 0 },
  asleep: { ...ASLEEP, buy_refused: 0.5, buy_request_lost: 0.3 },
  asleep_refused: {
    ...ASLEEP,
    buy_refused: 0.5,
    buy_answer_lost: 0,
    buy_not_reached: 0,
    buy_misconfigured: 0,
    transaction_waits_for_hours: 0.8,
  },
  asleep_unreached: { ...ASLEEP, buy_not_reached: 0.5, history_lags: 0.5 },
  mixed_up: { other_data: 0.6, history_doubled: 0.5, buy_answer_lost: 0.5 },
  never: { telegram_blocked: 0.3, crash_after: 0.08, transaction_never_ends: 0.6, clock_day: 0.3 },
  strangers: { stranger_taps: 0.9, token_altered: 0.5, update_repeated: 0.5, price_changed: 0.8 },
} satisfies Record<string, Partial<Record<Fault, number>>>;

export type BadHour = keyof typeof BAD_HOURS;
const HOURS = Object.keys(BAD_HOURS).filter((name): name is BadHour => name in BAD_HOURS);

/** @throws {RangeError} when there is none of that name. */
export function badHourOf(name: string): BadHour {
  const hour = HOURS.find((each) => each === name);
  if (hour === undefined) throw new RangeError(`no bad hour is called ${name}: ${HOURS.join(', ')}`);
  return hour;
}

/** One part in so many of the kinds of faults does not occur in a seed at all. */
const ABSENT = 0.3;

export type Faults = {
  /** Whether it happens now. Counts it when it does. */
  strikes(fault: Fault): boolean;
  /** From now on nothing goes wrong any more. */
  end(): void;
  counts: Map<Fault, number>;
};

/** `without`: kinds that do not happen, and `hour`: the hour that it is, whatever the seed says. */
export function drawFaults(random: Random, without: ReadonlySet<Fault>, hour: BadHour | undefined): Faults {
  const rates = new Map<Fault, number>();
  const drawn = random.pick(HOURS);
  const badHour: Partial<Record<Fault, number>> = BAD_HOURS[hour ?? drawn];
  for (const fault of FAULTS) {
    const isAbsent = random.chance(ABSENT);
    const rate = FAULT_RATES[fault] * (0.2 + 0.8 * random.fraction());
    rates.set(fault, badHour[fault] ?? (isAbsent ? 0 : rate));
  }
  const counts = new Map<Fault, number>();
  let isOver = false;
  return {
    counts,
    strikes(fault) {
      // Drawn in any case, so that leaving one kind out moves the others as little as can be.
      const isDrawn = random.chance(rates.get(fault) ?? 0);
      if (!isDrawn || isOver || without.has(fault)) return false;
      counts.set(fault, (counts.get(fault) ?? 0) + 1);
      return true;
    },
    end() {
      isOver = true;
    },
  };
}
