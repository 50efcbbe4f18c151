import { createHmac } from 'node:crypto';

/** Without I, L, O, 0 and 1, which people mistake for each other. */
const ALPHABET = 'ABCDEFGHJKMNPQRSTUVWXYZ23456789';
const LENGTH = 8;
/** Bytes from here on would make the first letters likelier. */
const EVEN = 256 - (256 % ALPHABET.length);

export type AccountCodes = {
  /** The code for a request: the same again for the same `origin`, so that nobody has to keep it. */
  codeFor(resellerId: number, origin: string): string;
  /** What is kept of it. Upper and lower case are the same. */
  hashOf(code: string): string;
};

/** One-time codes of eight characters, at least one of them a digit and one a letter, so that nobody's name is one. */
export function createAccountCodes(pepper: Buffer): AccountCodes {
  const mac = (use: string, text: string) =>
    createHmac('sha256', pepper).update(`konter ${use}\0${text}`).digest();
  return {
    codeFor(resellerId, origin) {
      for (let round = 0; ; round++) {
        const bytes = mac('account code', `${resellerId}\0${origin}\0${round}`);
        const code = [...bytes]
          .filter((byte) => byte < EVEN)
          .slice(0, LENGTH)
          .map((byte) => ALPHABET[byte % ALPHABET.length])
          .join('');
        if (isAccountCode(code)) return code;
      }
    },
    hashOf: (code) => mac('account code hash', code.toUpperCase()).toString('base64url'),
  };
}

const SHAPE = new RegExp(`^(?=.*[0-9])(?=.*[A-Z])[${ALPHABET}]{${LENGTH}}$`, 'i');

/** Whether it is made like a code. */
export function isAccountCode(text: string): boolean {
  return SHAPE.test(text);
}
