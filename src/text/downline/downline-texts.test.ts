import { describe, expect, test } from 'vitest';
import { minus, rupiah, ZERO } from '../../domain/money.ts';
import { parseHtml } from '../../sandbox/telegram/html.ts';
import type { Message } from '../message.ts';
import { downlineEn } from './en.ts';
import { downlineId } from './id.ts';
import type { DownlineTexts, MoveRefusal } from './texts.ts';

/** What a person may call himself to make others read something else. */
const HOSTILE = `<b>Budi</b> & "co" \u202e\u0000</code><a href="x">${'😀'.repeat(60)}`;
const TOKEN = 'x'.repeat(22);

const amount = rupiah(1_000_000_000);
const person = { code: 'K123456789', name: HOSTILE };
const view = { ...person, available: amount, markup: rupiah(100_000), isOff: true, isBlocked: false };
const forms = [{ form: 'T.ID', example: HOSTILE }];
const applicant = { name: HOSTILE, town: HOSTILE, phone: HOSTILE };
const day = {
  delivered: { count: 1, sum: amount },
  underway: { count: 1, sum: amount },
  earned: amount,
};
const REFUSALS: MoveRefusal[] = [
  { kind: 'not_downline' },
  { kind: 'self' },
  { kind: 'other_blocked' },
  { kind: 'other_off' },
  { kind: 'too_small', least: rupiah(1_000) },
  { kind: 'too_much', left: amount },
  { kind: 'insufficient', missing: amount },
];

function everything(texts: DownlineTexts): [string, Message][] {
  const invited = { name: HOSTILE, town: HOSTILE, phone: HOSTILE, markup: amount, openingBalance: amount };
  const list = { total: 900, page: 1, pages: 9 };
  return [
    ['youAreOff', texts.youAreOff()],
    ['notFound', texts.notFound(HOSTILE)],
    ...(['transfer', 'take_back'] as const).flatMap((kind): [string, Message][] => {
      const move = { kind, person, amount };
      const both = { balance: amount, other: amount };
      const asked = { ...move, ...both, untilLabel: '21:05' };
      return [
        [`ask ${kind}`, texts.moveQuestion({ ...asked, earlier: [] }, TOKEN)],
        [`ask ${kind} again`, texts.moveQuestion({ ...asked, earlier: Array(99).fill('21:00') }, TOKEN)],
        [`moved ${kind}`, texts.moved({ ...move, ...both, isTold: false })],
        [`moved by upline ${kind}`, texts.movedByUpline({ ...move, balance: amount })],
        ...REFUSALS.map((each): [string, Message] => [`${kind} ${each.kind}`, texts.moveRefused(move, each)]),
      ];
    }),
    ['moveCancelled', texts.moveCancelled()],
    ['moveExpired', texts.moveExpired()],
    ['moveOver', texts.moveOver()],
    ['nobody', texts.list({ lines: [], total: 0, page: 0, pages: 1, unpaid: ZERO })],
    ['list', texts.list({ lines: Array(8).fill(view), ...list, unpaid: amount })],
    ['list in debt', texts.list({ lines: [view], ...list, unpaid: minus(ZERO, amount) })],
    ['one', texts.one({ ...view, day })],
    ['switched', texts.switched({ person, isOff: true, isChanged: true, isBlocked: true, isTold: false })],
    ['was so', texts.switched({ person, isOff: false, isChanged: false, isBlocked: false, isTold: false })],
    ['switchedByUpline', texts.switchedByUpline({ upline: person, isOff: true })],
    ['markups', texts.markups(Array(60).fill({ person, productCode: HOSTILE, amount }), forms)],
    ['no markups', texts.markups([], forms)],
    [
      'markupSet',
      texts.markupSet(
        { person, productCode: undefined, amount: ZERO },
        { productCode: HOSTILE, price: amount },
      ),
    ],
    ['markupTooHigh', texts.markupTooHigh(amount)],
    ['unknownTarget', texts.unknownTarget(HOSTILE)],
    [
      'invitation',
      texts.invitation({ ...invited, link: `https://t.me/bot?start=d_${TOKEN}`, untilLabel: '22/11 21:00' }),
    ],
    ['badPhone', texts.badPhone(HOSTILE)],
    ['tooDeep', texts.tooDeep()],
    ['joinName', texts.joinName({ upline: person, name: HOSTILE }, 'a'.repeat(60))],
    ['joinNameOtherwise', texts.joinNameOtherwise()],
    ['otherPhone', texts.otherPhone()],
    ['joinSent', texts.joinSent(person)],
    ['joinPending', texts.joinPending(person)],
    ['joinCancelled', texts.joinCancelled()],
    ['joinRejected', texts.joinRejected(person)],
    ...(['unknown', 'used', 'expired', 'decided'] as const).map((why): [string, Message] => [
      `join ${why}`,
      texts.joinRefused(why),
    ]),
    ['alreadyReseller', texts.alreadyReseller(person)],
    ['application', texts.application(applicant, TOKEN)],
    ['approved', texts.applicationApproved({ person, isKeypadSent: true, openingBalance: amount })],
    ['rejected', texts.applicationRejected(HOSTILE)],
    ['applicationOver', texts.applicationOver()],
    ['newDownline', texts.newDownline({ upline: person, person, applicant, telegramId: 2 ** 52 })],
  ];
}

describe.each([
  ['Indonesian', downlineId],
  ['English', downlineEn],
])('%s', (_, texts) => {
  test.each(everything(texts))(
    '%s is readable HTML of a length Telegram takes, whatever people are called',
    (_, message) => {
      const { html, buttons = [] } = message;
      expect(() => parseHtml(html)).not.toThrow();
      expect(html.length).toBeGreaterThan(0);
      expect(html.length).toBeLessThanOrEqual(4_096);
      expect(html).not.toContain('<a ');
      expect(html).not.toContain('\u202e');
      expect(html).not.toContain('\u0000');
      for (const button of buttons.flat()) {
        expect(button.text.isWellFormed() && button.text !== '' && button.text.length <= 100).toBe(true);
        const carried = 'data' in button ? Buffer.byteLength(button.data) : button.copy.length;
        expect(carried).toBeLessThanOrEqual('data' in button ? 64 : 256);
      }
    },
  );
});
