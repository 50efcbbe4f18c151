export type TokenAnswer =
  | { kind: 'token'; token: string; expiresInSeconds: number }
  /** Klikoo refuses our credentials, clock, key or address: the operator must act. */
  | { kind: 'misconfigured'; code: string; detail: string }
  | { kind: 'unavailable'; detail: string };

/** How long before its end a token is replaced, unless it lives so short that a fifth of its life is less. */
const RENEW_BEFORE_MS = 60_000;

/** Keeps the access token. Renewals are shared: however many callers need one, one request is under way. */
export class TokenCache {
  readonly #fetch: () => Promise<TokenAnswer>;
  readonly #now: () => Date;
  #kept: { token: string; renewAtMs: number; endsAtMs: number } | undefined;
  #renewal: Promise<TokenAnswer | { kind: 'token'; token: string }> | undefined;

  /** `fetch` must not reject. */
  constructor(fetch: () => Promise<TokenAnswer>, now: () => Date) {
    this.#fetch = fetch;
    this.#now = now;
  }

  /** Shortly before the end the old token is still given out while the new one is on its way: nobody waits. */
  get(): Promise<Exclude<TokenAnswer, { kind: 'token' }> | { kind: 'token'; token: string }> {
    const nowMs = this.#now().getTime();
    const kept = this.#kept;
    const current = kept !== undefined && nowMs < kept.endsAtMs ? kept : undefined;
    if (current !== undefined && nowMs < current.renewAtMs)
      return Promise.resolve({ kind: 'token', ...current });
    this.#renewal ??= this.#renew(nowMs);
    return current === undefined ? this.#renewal : Promise.resolve({ kind: 'token', ...current });
  }

  /** Klikoo did not accept this token. A newer one, fetched for another caller meanwhile, stays. */
  forget(token: string): void {
    if (this.#kept?.token === token) this.#kept = undefined;
  }

  async #renew(askedAtMs: number): Promise<TokenAnswer> {
    try {
      const answer = await this.#fetch();
      if (answer.kind === 'token') {
        const lifeMs = answer.expiresInSeconds * 1000;
        this.#kept = {
          token: answer.token,
          // Counted from before the request, so that its own time is not added to the token's.
          endsAtMs: askedAtMs + lifeMs,
          renewAtMs: askedAtMs + lifeMs - Math.min(RENEW_BEFORE_MS, lifeMs / 5),
        };
      }
      return answer;
    } finally {
      this.#renewal = undefined;
    }
  }
}
