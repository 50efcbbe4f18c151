import type { MiddlewareHandler } from 'hono';

const NAMES = ['localhost', '127.0.0.1', '[::1]'];

const HEADERS = {
  'content-security-policy': [
    "default-src 'none'",
    "script-src 'self'",
    "style-src 'self'",
    "img-src 'self'",
    "connect-src 'self'",
    "base-uri 'none'",
    "form-action 'none'",
    "frame-ancestors 'none'",
    "require-trusted-types-for 'script'",
    "trusted-types 'none'",
  ].join('; '),
  'cross-origin-opener-policy': 'same-origin',
  'cross-origin-resource-policy': 'same-origin',
  'referrer-policy': 'no-referrer',
  'x-content-type-options': 'nosniff',
};

/**
 * Lets in the browser of this machine, on this page, and nobody else: not a foreign name that was made to point at this machine, and not
 * another site that posts into it.
 */
export function guard(port: () => number): MiddlewareHandler {
  return async (c, next) => {
    const hosts = NAMES.map((name) => `${name}:${port()}`);
    const host = c.req.header('host')?.toLowerCase() ?? '';
    if (!hosts.includes(host)) return c.text('This page is for the machine it runs on.', 421);
    const isReading = c.req.method === 'GET' || c.req.method === 'HEAD';
    if (!isReading && c.req.header('origin') !== `http://${host}`) {
      return c.text('Only the page itself may ask for this.', 403);
    }
    await next();
    for (const [name, value] of Object.entries(HEADERS)) c.header(name, value);
    return undefined;
  };
}
