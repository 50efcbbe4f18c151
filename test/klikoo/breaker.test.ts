import { expect, test } from 'vitest';
import { Breaker, type News } from '../../src/klikoo/breaker.ts';
import { isOutage } from '../../src/klikoo/codes.ts';
import { envelope, fixture, Loopback, PURCHASE, reply } from './loopback.ts';

/** Calls one after the other, each with its news; what `-` stands for was not made. */
function calls(breaker: Breaker, atMs: number, ...news: News[]): string {
  return news
    .map((each) => {
      const pass = breaker.enter(atMs);
      if (pass !== undefined) breaker.leave(pass, each, atMs);
      return pass === undefined ? '-' : 'x';
    })
    .join('');
}

test.each<[News[], string]>([
  [['silence', 'silence', 'silence', 'silence', 'silence', 'answer'], 'xxxxx-'],
  [['silence', 'silence', 'silence', 'silence', 'answer', 'silence', 'silence'], 'xxxxxxx'],
  [['refusal', 'refusal', 'answer'], 'xx-'],
  [['refusal', 'answer', 'refusal', 'answer'], 'xxxx'],
  [['none', 'none', 'none', 'none', 'none', 'none', 'none'], 'xxxxxxx'],
])('F80, F81, F87: after %j calls were made as %s', (news, made) => {
  expect(calls(new Breaker(), 0, ...news)).toBe(made);
});

test('F87: pauses grow to a minute, one call at a time sees, and the first answer ends it', () => {
  const breaker = new Breaker();
  calls(breaker, 0, 'refusal', 'refusal');
  const madeAt: number[] = [];
  for (let atMs = 0; atMs < 300_000; atMs += 1_000) {
    if (calls(breaker, atMs, 'silence', 'silence') !== '--') madeAt.push(atMs / 1_000);
  }
  expect(madeAt).toEqual([5, 15, 35, 75, 135, 195, 255]);
  expect(breaker.downSinceMs).toBe(0);

  const probe = breaker.enter(400_000);
  expect(probe).toEqual({ isProbe: true });
  expect(breaker.enter(400_000)).toBeUndefined();
  if (probe !== undefined) breaker.leave(probe, 'none', 400_000);
  expect(breaker.standing(400_000)).toBe('due');
  expect(calls(breaker, 400_000, 'answer', 'silence')).toBe('xx');
  expect(breaker.standing(400_000)).toBe('up');
});

test('F87: calls under way when it went down neither lengthen the pause nor keep it up', () => {
  const breaker = new Breaker();
  const passes = Array.from({ length: 16 }, () => breaker.enter(0));
  for (const pass of passes) if (pass !== undefined) breaker.leave(pass, 'silence', 0);
  expect(breaker.standing(5_000)).toBe('due');
});

test('F81: a clock that is set back does not make the pause longer', () => {
  const breaker = new Breaker();
  calls(breaker, 10_000_000, 'refusal', 'refusal');
  expect(breaker.standing(10_001_000)).toBe('down');
  expect(breaker.standing(6_400_000)).toBe('due');
});

test.each([
  ['500029999', true],
  ['500028505', true],
  ['502020000', true],
  ['429029999', true],
  ['503029991', false],
  ['503029998', false],
  ['422026558', false],
  ['404027005', false],
])('F87: that code %s says that Klikoo cannot answer anybody is %s', (code, expected) => {
  expect(isOutage(code)).toBe(expected);
});

test.each([
  ['F80', 'an address that is not listed', 403, '403026571', 'misconfigured'],
  ['F81', 'a clock that is ten minutes off', 400, '400026505', 'misconfigured'],
  ['F80', 'too many requests', 429, '429029999', 'unknown'],
])(
  '%s: %s is asked about ever less often, and heard of again within a minute',
  async (_f, _what, status, code, kind) => {
    await using klikoo = await Loopback.start((_seen, response) => reply(response, status, envelope(code)));
    const client = klikoo.client();
    const kinds = new Set<string>();
    for (let second = 0; second < 600; second++) {
      kinds.add((await client.buy(PURCHASE)).kind);
      klikoo.at = new Date(klikoo.at.getTime() + 1_000);
    }
    expect([...kinds].toSorted()).toEqual([kind, 'not_reached'].toSorted());
    expect(klikoo.sent().length).toBeLessThan(20);
    expect(await client.isDown()).toBe(true);

    klikoo.handle = (seen, response) =>
      seen.path.endsWith('/balance')
        ? reply(response, 200, envelope('200032000', { balance: '1.00' }))
        : reply(response, 201, fixture('buy-waiting.json'));
    klikoo.at = new Date(klikoo.at.getTime() + 60_000);
    // Whoever asks first is answered by a question that buys nothing.
    expect(await client.isDown()).toBe(false);
    expect(klikoo.sent().at(-1)?.path).toBe('/v1/open-api/balance');
    expect(await client.buy(PURCHASE)).toMatchObject({ kind: 'pending' });
  },
);
