/** The database did not answer in time. Whether the statement took effect is unknown: repeat it by its key, or look. */
export class DatabaseDeadlineError extends Error {
  override name = 'DatabaseDeadlineError';
  readonly afterMs: number;

  constructor(afterMs: number) {
    super(`the database did not answer within ${afterMs} ms; whether the statement took effect is unknown`);
    this.afterMs = afterMs;
  }
}

/** All connections were busy for too long, or too many waited already (0 ms). The statement was not sent, so it had no effect. */
export class DatabaseBusyError extends Error {
  override name = 'DatabaseBusyError';
  readonly afterMs: number;

  constructor(afterMs: number) {
    super(`no connection to the database came free within ${afterMs} ms; the statement was not sent`);
    this.afterMs = afterMs;
  }
}

/**
 * Passes on what becomes of `promise`, or rejects with {@link DatabaseDeadlineError} and calls `onMissed` when that is not known
 * after `afterMs`. What is asked for goes on unobserved then.
 */
export function withDeadline<T>(promise: Promise<T>, afterMs: number, onMissed = () => {}): Promise<T> {
  return new Promise((resolve, reject) => {
    const timer = setTimeout(() => {
      reject(new DatabaseDeadlineError(afterMs));
      onMissed();
    }, afterMs);
    promise.then(resolve, reject).finally(() => clearTimeout(timer));
  });
}
