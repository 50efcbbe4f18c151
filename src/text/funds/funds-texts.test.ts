import { describe, expect, test } from 'vitest';
import type { Ticket } from '../../app/tickets.ts';
import { rupiah } from '../../domain/money.ts';
import { parseHtml } from '../../sandbox/telegram/html.ts';
import { english } from '../en.ts';
import { indonesian } from '../id.ts';
import type { Message } from '../message.ts';
import type { Texts } from '../texts.ts';

/** What a person may call himself to make others read something else. */
const HOSTILE = '<b>Budi</b> & "co" \u202e\u0000</code><a href="x">';
const LONG = 'x'.repeat(5_000);
const TOKEN = 'x'.repeat(22);
const AT = new Date('2026-11-20T14:03:00Z');
const timeZone = 'Asia/Jakarta';

function everything(said: string, { funds, accounts }: Texts): Message[] {
  const banks = Array.from({ length: 10 }, () => ({ bank: said, number: '9'.repeat(30), holder: said }));
  const states = ['open', 'accepted', 'rejected', 'expired', 'cancelled'] as const;
  const tickets = states.map(
    (state): Ticket => ({
      id: 999_999_999,
      resellerId: 1,
      amount: rupiah(100_000_000),
      total: rupiah(100_000_999),
      bank: said,
      state,
      createdAt: AT,
      expiresAt: AT,
      decidedAt: undefined,
      reason: said,
      isAnnounced: true,
    }),
  );
  const [ticket] = tickets;
  if (ticket === undefined) throw new Error('no ticket');
  const who = { code: 'K0001', name: said };
  const twins = states.map((state) => ({ id: 999_999_999, ...who, state }));
  const views = tickets.map((each) => ({ ticket: each, ...who, timeZone, twins }));
  const account = { telegramId: 9_007_199_254_740_991, label: said };
  const { desk } = funds;
  return [
    funds.choose([rupiah(100_000), rupiah(200_000), rupiah(300_000)], banks),
    funds.outOfRange(rupiah(1), rupiah(2)),
    funds.unknownBank(said, rupiah(1), banks),
    funds.noAccounts(),
    ...tickets.map((each) => funds.ticket({ ticket: each, accounts: banks, timeZone })),
    funds.reminder({ ticket, accounts: banks, timeZone }),
    funds.expired({ ticket, accounts: banks, timeZone }),
    funds.tooMany(tickets, timeZone),
    funds.tooManyToday(20),
    funds.noDigits(rupiah(1)),
    funds.accepted({ ticket, balance: rupiah(1) }),
    funds.rejected({ ticket, reason: said }),
    ...views.flatMap((view) => [
      desk.ticket(view),
      desk.askAccept({ ...view, balance: rupiah(1), depositAt: AT }, TOKEN),
      desk.askReason(view, funds.reasons),
      desk.askReject({ ...view, reason: said }, TOKEN),
      desk.accepted({ ...view, balance: rupiah(1), isTold: false }),
      desk.rejected({ ...view, reason: said, isTold: true }),
    ]),
    desk.list({ tickets: Array.from({ length: 4 }, () => views).flat(), total: 25 }),
    desk.depositQuestion({ html: 'x' }, tickets),
    desk.usage(),
    desk.noTicket(said),
    desk.accounts([]),
    desk.accounts(banks),
    desk.badAccount(said),
    desk.askAccounts({ from: banks, to: banks }, TOKEN),
    desk.accountsSet(banks),
    accounts.code({ code: 'ABCD2345', link: said, untilLabel: '21:15' }),
    accounts.askAllow({ ...account, claimedName: said, untilLabel: '21:15' }, TOKEN),
    accounts.allowed(account),
    accounts.refused(account),
    accounts.welcome(who),
    accounts.addedElsewhere(account),
    accounts.list({
      accounts: Array.from({ length: 5 }, () => ({ ...account, since: AT })),
      ownId: account.telegramId,
      most: 5,
      phone: said,
      timeZone,
    }),
    accounts.removed(account),
    accounts.removedThere(said),
    accounts.phoneChanged(said),
    accounts.desk.phoneChanged({ ...who, from: said, to: said }),
    accounts.phoneNotFirst(),
    accounts.phoneChangedElsewhere(said),
    accounts.desk.forgotPin({
      id: 999_999_999,
      ...who,
      phone: said,
      phoneBefore: { phone: said, changedAt: AT },
      timeZone,
      by: { ...account, isFirst: false },
    }),
    accounts.desk.forgotDone(who),
  ];
}

describe.each([
  ['Indonesian', indonesian],
  ['English', english],
])('%s', (_, texts) => {
  test.each([
    ['hostile', HOSTILE],
    ['long', LONG],
    ['hostile and long', HOSTILE.repeat(100)],
  ])('messages with %s names are whole, and their buttons fit', (_name, said) => {
    for (const { html, buttons = [] } of everything(said, texts)) {
      const { text, entities } = parseHtml(html);
      expect(text.length).toBeLessThanOrEqual(4_096);
      expect(text).not.toMatch(/[\u202e\0]/);
      expect(entities.filter(({ type }) => type === 'text_link')).toEqual([]);
      for (const button of buttons.flat()) {
        expect(button.text).not.toBe('');
        if ('data' in button) expect(Buffer.byteLength(button.data)).toBeLessThanOrEqual(64);
        else expect(button.copy.length).toBeLessThanOrEqual(256);
      }
    }
  });

  test('toasts fit above a chat', () => {
    for (const state of ['open', 'accepted', 'rejected', 'expired', 'cancelled'] as const)
      expect(texts.funds.toasts.standing(state).length).toBeLessThanOrEqual(200);
  });
});
