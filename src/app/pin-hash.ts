import { createHmac } from 'node:crypto';
import { hash, verify } from '@node-rs/argon2';

/** OWASP's least for argon2id: 19 MiB, two passes, about 10 ms. */
const ARGON2ID = { memoryCost: 19_456, timeCost: 2, parallelism: 1 } as const;

/**
 * The hash runs on Node's few worker threads, which files and names need too: the rest waits in line rather than
 * making everything else wait.
 */
const AT_ONCE = 2;

export type PinHasher = {
  /** A hash for the request `origin`, as text that says how it was made. Its salt follows from the request. */
  hash(resellerId: number, pin: string, origin: string): Promise<string>;
  matches(resellerId: number, pin: string, pinHash: string): Promise<boolean>;
  /** Whether the hash was made for this request: the request came before and was done. */
  isOf(resellerId: number, origin: string, pinHash: string): boolean;
};

/**
 * Hashes PINs with argon2id over a keyed hash. A PIN has 10,000 to a million values, so that argon2 alone only delays whoever
 * steals the table by minutes: without `pepper`, which is not in the database, there is nothing to try.
 */
export function createPinHasher(pepper: Buffer): PinHasher {
  const inLane = createLane(AT_ONCE);
  const mac = (use: string, resellerId: number, text: string) =>
    createHmac('sha256', pepper).update(`konter ${use}\0${resellerId}\0${text}`).digest();
  // The reseller is part of it, so that a hash copied to another's row opens nothing there. Text, since argon2 takes UTF-8 only.
  const keyed = (resellerId: number, pin: string) => mac('pin', resellerId, pin).toString('base64');
  const saltOf = (resellerId: number, origin: string) => mac('pin salt', resellerId, origin).subarray(0, 16);
  return {
    hash(resellerId, pin, origin) {
      const options = { ...ARGON2ID, salt: saltOf(resellerId, origin) };
      return inLane(() => hash(keyed(resellerId, pin), options));
    },

    matches: (resellerId, pin, pinHash) => inLane(() => verify(pinHash, keyed(resellerId, pin))),

    isOf(resellerId, origin, pinHash) {
      // $argon2id$v=19$m=19456,t=2,p=1$<salt>$<hash>, both in base64 without padding.
      const salt = saltOf(resellerId, origin).toString('base64').replaceAll('=', '');
      return pinHash.split('$')[4] === salt;
    },
  };
}

function createLane(size: number): <T>(work: () => Promise<T>) => Promise<T> {
  const waiting: (() => void)[] = [];
  let busy = 0;
  return async (work) => {
    if (busy < size) busy += 1;
    // Whoever leaves hands his place on, so that nobody slips in between.
    else await new Promise<void>((resolve) => waiting.push(resolve));
    try {
      return await work();
    } finally {
      const next = waiting.shift();
      if (next === undefined) busy -= 1;
      else next();
    }
  };
}
