import { FaultQueue } from '../fault-queue.ts';
import { type Answer, envelope, type Service } from './envelope.ts';

export type CallName =
  | 'token'
  | 'balance'
  | 'products'
  | 'inquiry'
  | 'inquiry_postpaid'
  | 'buy'
  | 'detail'
  | 'history'
  | 'irs_inquiry'
  | 'irs_buy';

/** Answers given instead of the right one. The call is executed first, unless `isExecuted` is false. */
export type WrongAnswer = {
  kind: /** The connection is reset instead of an answer. */
    | 'reset_after'
    /** The connection is reset in the middle of the answer. */
    | 'half_body'
    /** The right answer, late: after `afterMs` or `release()`. */
    | 'slow'
    /** The right answer, a byte a second, until `release()`. */
    | 'drip'
    /** 500 with a JSON envelope, code 500xx9999. */
    | 'http500'
    /** 500 with an HTML page. */
    | 'html'
    /** 200 with JSON cut in two. */
    | 'garbage'
    /** 200 without a body. */
    | 'empty'
    /** 200 with 12 MB of JSON. */
    | 'huge'
    /** 302 to an address that nobody answers. */
    | 'redirect'
    /** 200 with a code and a message that are nowhere documented. */
    | 'unknown_code'
    /** The right answer with a code of seven digits, as some samples have. */
    | 'short_code'
    /** 503xx9991 */
    | 'disturbed';
  isExecuted?: boolean;
  /** For `slow`. Default: until `release()`. */
  afterMs?: number;
};

/** The call is not executed. */
export type Obstacle = {
  kind: /** The connection is reset once the request is read. */
    | 'reset_before'
    /** No answer until `release()`, which resets the connection. */
    | 'hang'
    /** 401xx6500 */
    | 'unauthorized'
    /** 401xx6535 */
    | 'token_expired'
    /** 403xx6571 */
    | 'ip_not_allowed'
    /** 400xx6505 */
    | 'bad_time'
    /** 429 */
    | 'rate_limited';
};

export type Fault = (WrongAnswer | Obstacle) & {
  /** Any call when absent. */
  call?: CallName;
  /** How many matching calls it hits. Default 1; `Infinity` until cleared. */
  times?: number;
};

/** Faults to come, by the call they hit. */
export class Faults extends FaultQueue<Fault> {
  take(call: CallName): Fault | undefined {
    return this.takeFirst((fault) => fault.call === undefined || fault.call === call);
  }
}

export function isObstacle(fault: WrongAnswer | Obstacle): fault is Obstacle {
  return OBSTACLES.has(fault.kind);
}

const OBSTACLES: ReadonlySet<string> = new Set<Obstacle['kind']>([
  'reset_before',
  'hang',
  'unauthorized',
  'token_expired',
  'ip_not_allowed',
  'bad_time',
  'rate_limited',
]);

/** The refusal an obstacle stands for; `undefined` where the connection is reset. */
export function obstacleAnswer({ kind }: Obstacle, service: Service): Answer | undefined {
  switch (kind) {
    case 'unauthorized':
      return envelope('401xx6500', service, null);
    case 'token_expired':
      return envelope('401xx6535', service, null);
    case 'ip_not_allowed':
      return envelope('403xx6571', service, null);
    case 'bad_time':
      return envelope('400xx6505', service, null);
    case 'rate_limited':
      return envelope('429xx9999', service, null);
    case 'reset_before':
    case 'hang':
      return undefined;
  }
}

/** What is sent instead of `right`; `right` itself where only the way it is sent is wrong. */
export function distort(kind: WrongAnswer['kind'], right: Answer, service: Service): Answer {
  const ok = { status: 200, contentType: 'application/json', code: undefined };
  switch (kind) {
    case 'http500':
      return envelope('500xx9999', service, null);
    case 'disturbed':
      return envelope('503xx9991', service, null);
    case 'html':
      return {
        status: 500,
        contentType: 'text/html',
        code: undefined,
        text: '<html><head><title>500 Internal Server Error</title></head><body>nginx</body></html>',
      };
    case 'garbage':
      return { ...ok, text: right.text.slice(0, Math.ceil(right.text.length / 2)) };
    case 'empty':
      return { ...ok, text: '' };
    case 'huge':
      return { ...ok, text: `{"response_code":"200022000","data":"${'x'.repeat(12_000_000)}"}` };
    case 'redirect':
      return { status: 302, contentType: 'text/plain', code: undefined, text: '' };
    case 'unknown_code':
      return {
        ...ok,
        code: '299029123',
        text: '{"response_code":"299029123","response_message":"Sedang diperiksa","data":null}',
      };
    case 'short_code': {
      // As the callback's 2000200 stands to 200022000.
      const short = right.code && `${right.code.slice(0, 5)}00`;
      return { ...right, code: short, text: right.text.replace(right.code ?? '', short ?? '') };
    }
    case 'reset_after':
    case 'half_body':
    case 'slow':
    case 'drip':
      return right;
  }
}
