import { inspect } from 'node:util';

const SHOWN = '[secret]';

/** A value that no log, error, template or inspection can show: each gives `[secret]`. Only {@link Secret.reveal} opens it. */
export class Secret<T> {
  readonly #value: T;

  constructor(value: T) {
    this.#value = value;
  }

  /** For the one place that needs the value itself. Do not keep the result. */
  reveal(): T {
    return this.#value;
  }

  toString(): string {
    return SHOWN;
  }

  toJSON(): string {
    return SHOWN;
  }

  [Symbol.toPrimitive](): string {
    return SHOWN;
  }

  [inspect.custom](): string {
    return SHOWN;
  }
}
