/** A refusal in the form of the Bot API: HTTP status and `error_code` are `code`, `description` is Telegram's own text. */
export class BotApiError extends Error {
  override readonly name = 'BotApiError';
  readonly code: number;
  readonly description: string;
  readonly retryAfterSeconds: number | undefined;

  constructor(code: number, description: string, retryAfterSeconds?: number) {
    super(`${code}: ${description}`);
    this.code = code;
    this.description = description;
    this.retryAfterSeconds = retryAfterSeconds;
  }
}

export function badRequest(text: string): BotApiError {
  return new BotApiError(400, `Bad Request: ${text}`);
}

export function forbidden(text: string): BotApiError {
  return new BotApiError(403, `Forbidden: ${text}`);
}

export function conflict(text: string): BotApiError {
  return new BotApiError(409, `Conflict: ${text}`);
}

export function tooManyRequests(retryAfterSeconds: number): BotApiError {
  return new BotApiError(429, `Too Many Requests: retry after ${retryAfterSeconds}`, retryAfterSeconds);
}
