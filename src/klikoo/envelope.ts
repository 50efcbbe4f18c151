import { type CodeRule, ruleOf } from './codes.ts';
import { envelope, parseJson } from './wire.ts';

/** A readable answer of the open-api: its code, the rule for it, and the parts that are read later. */
export type Envelope = {
  httpStatus: number;
  code: string;
  rule: CodeRule;
  message: string;
  data: unknown;
  meta: unknown;
  /** The whole answer as it came, secrets taken out. */
  source: string;
};

/**
 * Reads the frame of an answer, or says why it cannot be trusted. The code's first digits repeat the HTTP status. An
 * error code under status 200 is believed; any other disagreement of the two means that something between us and Klikoo
 * has answered, or that Klikoo itself is not sure.
 */
export function readEnvelope(httpStatus: number, source: string): Envelope | { unreadable: string } {
  const read = envelope.safeParse(parseJson(source));
  if (!read.success) return { unreadable: `HTTP ${httpStatus}, not an answer of the API` };
  const { response_code: code, response_message: message = '', data, meta } = read.data;
  const isSameClass = Math.floor(httpStatus / 100) === Number(code.slice(0, 1));
  if (!isSameClass && httpStatus !== 200)
    return { unreadable: `HTTP ${httpStatus} contradicts code ${code}` };
  return { httpStatus, code, rule: ruleOf(code), message, data, meta, source };
}

/** For the operator: what an answer that helped nobody was. */
export function describe(answer: Envelope): string {
  return answer.message === '' ? `code ${answer.code}` : `code ${answer.code}: ${answer.message}`;
}
