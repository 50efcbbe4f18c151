import { createCipheriv, createDecipheriv, hkdfSync, randomBytes } from 'node:crypto';

/** Encrypts texts that must lie in the database for a while, so that the database alone does not tell them. */
export type Seal = {
  /** A sealed text is base64url; the same text sealed twice looks different. */
  seal(text: string): string;
  /** The text; `undefined` when it was not sealed with this pepper and purpose, or was changed since. */
  open(sealed: string): string | undefined;
};

const VERSION = 1;
const NONCE_BYTES = 12;
const TAG_BYTES = 16;
const HEADER_BYTES = 1 + NONCE_BYTES + TAG_BYTES;

/**
 * AES-256-GCM under a key derived from `pepper` for `purpose`: what is sealed for one purpose does not open for another.
 * Nonces are random, which is safe for 2^32 texts a key (NIST SP 800-38D, 8.3).
 */
export function createSeal(pepper: Buffer, purpose: string, newNonce = () => randomBytes(NONCE_BYTES)): Seal {
  const key = Buffer.from(hkdfSync('sha256', pepper, '', `konter seal ${purpose}`, 32));
  return {
    seal(text) {
      const nonce = newNonce();
      const cipher = createCipheriv('aes-256-gcm', key, nonce);
      const body = Buffer.concat([cipher.update(text, 'utf8'), cipher.final()]);
      return Buffer.concat([Buffer.of(VERSION), nonce, cipher.getAuthTag(), body]).toString('base64url');
    },

    open(sealed) {
      const bytes = Buffer.from(sealed, 'base64url');
      if (bytes.length < HEADER_BYTES || bytes[0] !== VERSION) return undefined;
      const nonce = bytes.subarray(1, 1 + NONCE_BYTES);
      const decipher = createDecipheriv('aes-256-gcm', key, nonce, { authTagLength: TAG_BYTES });
      decipher.setAuthTag(bytes.subarray(1 + NONCE_BYTES, HEADER_BYTES));
      try {
        return Buffer.concat([decipher.update(bytes.subarray(HEADER_BYTES)), decipher.final()]).toString(
          'utf8',
        );
      } catch {
        // The tag does not match: the one way in which a text that is not ours shows.
        return undefined;
      }
    },
  };
}
