import { isTrivialPin, looksLikePin } from '../domain/pin.ts';
import { createPinHasher } from './pin-hash.ts';
import { createPinMemory } from './pin-memory.ts';

export type PinState = {
  /** `undefined`: he has none. */
  pinHash: string | undefined;
  /** May be past. */
  lockedUntil: Date | undefined;
  /** Attempts counted since the last right one. */
  failures: number;
};

export type PinAttempt = {
  /** The comparison may be made. */
  isAllowed: boolean;
  pinHash: string | undefined;
  /** What is left if it turns out wrong. */
  triesLeft: number;
  /** Set by this attempt when it was the last one, else by an earlier one. */
  lockedUntil: Date | undefined;
};

/** What is kept of PINs. No method is ever given a PIN. `undefined`: no such reseller. */
export interface PinStore {
  state(resellerId: number): Promise<PinState | undefined>;
  /** Counts an attempt before it is compared; the last of `tries` locks for `lockMs`, doubled for each lock before it. */
  attempt(resellerId: number, now: Date, tries: number, lockMs: number): Promise<PinAttempt | undefined>;
  /** The attempt was right: no failures, no lock, no lock before it. False, and nothing changed, when the hash is another by now. */
  passed(resellerId: number, pinHash: string): Promise<boolean>;
  /** Puts `next` where `current` is (`undefined`: where there is none), without failures or lock. False: there is another. */
  replace(resellerId: number, current: string | undefined, next: string): Promise<boolean>;
  /** Takes the PIN away, lifts the lock, and says so in the audit log; see `Pins.reset`. */
  clear(resellerId: number, reset: PinReset, now: Date): Promise<boolean>;
}

type Refusal =
  | { kind: 'wrong'; triesLeft: number }
  /** `isNew`: this very attempt locked it, so that others are to be told, once. */
  | { kind: 'locked'; until: Date; isNew: boolean }
  | { kind: 'unset' };

export type PinVerdict = { kind: 'right' } | Refusal;

export type PinChange =
  | { kind: 'changed' }
  /** Refused; the old PIN stays. */
  | { kind: 'trivial' | 'same' }
  | Refusal;

/** What goes with a new PIN. */
export type NewPin = {
  /**
   * The request that sets it (`chat:message`, the token of a keypad). The same request again answers as before and changes
   * nothing: without that, an either-way change that is repeated would change back.
   */
  origin: string;
  /** Numbers of his, which are too easy to guess. */
  phones?: readonly string[];
};

export type PinReset = {
  /** Under the same again nothing is taken away: by then the PIN may be a new one. */
  key: string;
  actorId: number;
  /** The request of his that it answers; `undefined`: none. */
  requestId: number | undefined;
};

export type Pins = {
  verify(resellerId: number, pin: string): Promise<PinVerdict>;
  /** The first PIN, or the one after a reset. `exists`: he has one, and without it nobody sets another. */
  set(resellerId: number, pin: string, how: NewPin): Promise<'set' | 'trivial' | 'exists'>;
  /**
   * Puts a new PIN in place of the old one, given in either sequence: the one that is right is the old. Right, it costs no
   * try in either. Each PIN that is compared and wrong costs one, two when neither is right: to charge one for both would
   * give whoever guesses twice as many guesses before the lock.
   */
  change(resellerId: number, one: string, other: string, how: NewPin): Promise<PinChange>;
  /**
   * By an operator: the PIN stops at once, everywhere, and a lock is lifted. The reseller sets a new one himself.
   * @returns true, also when it was done before under the same key; false: the request has been answered by another reset, and
   * nothing was done.
   */
  reset(resellerId: number, reset: PinReset): Promise<boolean>;
  /** Makes the next verification a full one. */
  forget(resellerId: number): void;
};

/**
 * PINs of resellers, on any number of instances: counts, locks and hashes are in the store.
 *
 * A guess is counted before it is compared, so that neither parallel guesses nor a crash get one for nothing. Within one process
 * a reseller's PINs are looked at one after another: a cold start with five right ones at once would else count
 * five attempts before the first is found right, and lock.
 *
 * @param options.now the clock
 * @param options.tries wrong PINs in a row that lock
 * @param options.lockMs the first lock; each further one without a right PIN in between is twice as long
 * @param options.rememberMs for how long a right PIN is believed without argon2
 */
export function createPins(options: {
  store: PinStore;
  pepper: Buffer;
  now: () => Date;
  tries: number;
  lockMs: number;
  rememberMs: number;
}): Pins {
  const { store, now, tries, lockMs } = options;
  const hasher = createPinHasher(options.pepper);
  const memory = createPinMemory(options.rememberMs);
  const inTurn = createTurns();

  /** A verdict, and for a right PIN the hash that it fits. */
  async function examine(
    resellerId: number,
    pin: string,
  ): Promise<Refusal | { kind: 'right'; pinHash: string }> {
    const recalled = memory.recall(resellerId, pin, now());
    if (recalled !== undefined && (await isUntouched(resellerId, recalled))) {
      return { kind: 'right', pinHash: recalled };
    }

    const attempt = await store.attempt(resellerId, now(), tries, lockMs);
    if (attempt?.pinHash === undefined) {
      // As slow as a wrong PIN, so that the time does not tell who has set one.
      await hasher.hash(resellerId, pin, '');
      return { kind: 'unset' };
    }
    const { pinHash, lockedUntil } = attempt;
    if (attempt.isAllowed) {
      const isRight = pinHash === recalled || (await hasher.matches(resellerId, pin, pinHash));
      if (isRight && (await store.passed(resellerId, pinHash))) {
        memory.remember(resellerId, pin, pinHash, now());
        return { kind: 'right', pinHash };
      }
    }
    if (lockedUntil === undefined) return { kind: 'wrong', triesLeft: attempt.triesLeft };
    memory.forget(resellerId);
    return { kind: 'locked', until: lockedUntil, isNew: attempt.isAllowed };
  }

  /**
   * Whether what is remembered may be believed without counting: the hash is the one remembered, and nobody has guessed since
   * it was last right. Had another instance counted even one, this guess is counted too, and meets its lock.
   */
  async function isUntouched(resellerId: number, pinHash: string): Promise<boolean> {
    const state = await store.state(resellerId);
    return state?.pinHash === pinHash && state.failures === 0 && state.lockedUntil === undefined;
  }

  async function wasDone(resellerId: number, origin: string): Promise<boolean> {
    const pinHash = (await store.state(resellerId))?.pinHash;
    return pinHash !== undefined && hasher.isOf(resellerId, origin, pinHash);
  }

  /** @throws {RangeError} when it is not a PIN at all: a bug in the caller, who has parsed it. */
  async function replace(resellerId: number, current: string | undefined, pin: string, origin: string) {
    if (!looksLikePin(pin)) throw new RangeError('a PIN is 4 to 6 digits');
    const next = await hasher.hash(resellerId, pin, origin);
    memory.forget(resellerId);
    const isReplaced = await store.replace(resellerId, current, next);
    if (isReplaced) memory.remember(resellerId, pin, next, now());
    return isReplaced;
  }

  async function verify(resellerId: number, pin: string): Promise<PinVerdict> {
    const found = await examine(resellerId, pin);
    return found.kind === 'right' ? { kind: 'right' } : found;
  }

  async function set(resellerId: number, pin: string, { origin, phones = [] }: NewPin) {
    if (await wasDone(resellerId, origin)) return 'set';
    if (isTrivialPin(pin, { phones })) return 'trivial';
    return (await replace(resellerId, undefined, pin, origin)) ? 'set' : 'exists';
  }

  async function change(
    resellerId: number,
    one: string,
    other: string,
    { origin, phones = [] }: NewPin,
  ): Promise<PinChange> {
    if (await wasDone(resellerId, origin)) return { kind: 'changed' };
    if (one === other) return { kind: 'same' };
    let next = other;
    let old = await examine(resellerId, one);
    if (old.kind === 'wrong') {
      next = one;
      old = await examine(resellerId, other);
    }
    if (old.kind !== 'right') return old;
    if (isTrivialPin(next, { phones })) return { kind: 'trivial' };
    // Changed elsewhere in the meantime, the old one is not the PIN any more.
    const isChanged = await replace(resellerId, old.pinHash, next, origin);
    return isChanged ? { kind: 'changed' } : { kind: 'wrong', triesLeft: tries };
  }

  return {
    verify: (resellerId, pin) => inTurn(resellerId, () => verify(resellerId, pin)),
    set: (resellerId, pin, how) => inTurn(resellerId, () => set(resellerId, pin, how)),
    change: (resellerId, one, other, how) => inTurn(resellerId, () => change(resellerId, one, other, how)),

    reset(resellerId, reset) {
      return inTurn(resellerId, () => {
        memory.forget(resellerId);
        return store.clear(resellerId, reset, now());
      });
    },

    forget: (resellerId) => memory.forget(resellerId),
  };
}

/** Does the work of one reseller one after another, of different ones at the same time. */
function createTurns(): <T>(resellerId: number, work: () => Promise<T>) => Promise<T> {
  const last = new Map<number, Promise<unknown>>();
  return async (resellerId, work) => {
    const before = last.get(resellerId);
    const mine = before === undefined ? work() : before.then(work, work);
    last.set(resellerId, mine);
    try {
      return await mine;
    } finally {
      if (last.get(resellerId) === mine) last.delete(resellerId);
    }
  };
}
