import type { Operator } from '../../domain/operator.ts';
import type { Message } from '../message.ts';

/** `undefined`: nobody's. */
export type PrefixChange = { prefix: string; from: Operator | undefined; to: Operator | undefined };

/** `/prefiks`: whose numbers begin how. */
export type PrefixTexts = {
  /** @param changed prefixes that are not as everybody knows them; also those taken away */
  list(view: {
    operators: readonly { operator: Operator; prefixes: readonly string[] }[];
    changed: ReadonlySet<string>;
  }): Message;
  usage(operators: readonly string[]): Message;
  ask(change: PrefixChange, token: string): Message;
  same(view: { prefix: string; operator: Operator | undefined }): Message;
  set(view: { prefix: string; operator: Operator | undefined }): Message;
};
