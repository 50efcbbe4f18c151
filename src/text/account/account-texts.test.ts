import { describe, expect, test } from 'vitest';
import { expectReadable } from '../../../test/support/expect-readable.ts';
import { rupiah } from '../../domain/money.ts';
import { parseHtml } from '../../sandbox/telegram/html.ts';
import type { Message } from '../message.ts';
import { accountEn } from './en.ts';
import { accountId } from './id.ts';
import type { AccountTexts, KeypadPrompt } from './texts.ts';

/** What a person may call himself to make others read something else. */
const HOSTILE = '<b>Budi</b> & "co" \u202e\u0000</code><a href="x">';
const TOKEN = 'x'.repeat(22);

const PROMPTS: KeypadPrompt[] = [
  { kind: 'set' },
  { kind: 'repeat' },
  { kind: 'old' },
  { kind: 'new' },
  { kind: 'quick', isOn: true },
  { kind: 'quick', isOn: false },
  { kind: 'order', labels: ['PLN20.01105691111', HOSTILE] },
];

const navigation = { back: 'g:1:b', cancel: 'g:1:x', previousPage: 'g:1:p', nextPage: 'g:1:n' };
const product = { code: 'PLN20', name: HOSTILE, price: rupiah(20_700), isOpenAmount: false };
const choices = [{ text: HOSTILE, data: 'g:1:0' }];

function everything(texts: AccountTexts): [string, Message][] {
  const amounts = { amount: rupiah(-5_000), balance: rupiah(1_000) };
  const { guided } = texts;
  return [
    [
      'welcome',
      texts.welcome({ name: HOSTILE, code: 'K0001', available: rupiah(100_000), held: rupiah(5_000) }),
    ],
    ['notRegistered', texts.notRegistered()],
    ['languageChoice', texts.languageChoice()],
    ['languageSet', texts.languageSet()],
    ...[true, false].flatMap((isAgain): [string, Message][] => [
      ['askName', texts.askName(isAgain)],
      ['askTown', texts.askTown(isAgain)],
    ]),
    ['askContact', texts.askContact()],
    ['notOwnContact', texts.notOwnContact()],
    ['registrationSent', texts.registrationSent()],
    ['registrationPending', texts.registrationPending()],
    ['registrationRejected', texts.registrationRejected()],
    ['registrationCancelled', texts.registrationCancelled()],
    ['registrationApproved', texts.registrationApproved({ name: HOSTILE, code: 'K0001' })],
    ...PROMPTS.map((prompt): [string, Message] => [
      `keypad ${prompt.kind}`,
      texts.keypad({ token: TOKEN, prompt, length: 3 }),
    ]),
    ...(['unset', 'reset', 'different', 'trivial', 'same'] as const).map((kind): [string, Message] => [
      `keypad after ${kind}`,
      texts.keypad({ token: TOKEN, prompt: { kind: 'set' }, notice: { kind }, length: 0 }),
    ]),
    ['pinActive', texts.pinActive()],
    ['pinChanged', texts.pinChanged()],
    ['pinAccepted', texts.pinAccepted()],
    ['wrongPin', texts.wrongPin(2)],
    ['pinLocked', texts.pinLocked('21:15')],
    ['pinExists', texts.pinExists()],
    ['pinTrivial', texts.pinTrivial()],
    ['pinSame', texts.pinSame()],
    ['lockedElsewhere', texts.lockedElsewhere('21:15')],
    ['deposited', texts.deposited({ ...amounts, amount: rupiah(5_000), note: HOSTILE })],
    ['corrected', texts.corrected({ ...amounts, reason: HOSTILE })],
    ['deleteYourself', texts.deleteYourself()],
    ['textOnly', texts.textOnly()],
    ['tooOld', texts.tooOld()],
    ['privateOnly', texts.privateOnly('konter_bot')],
    ['somethingFailed', texts.somethingFailed()],
    ['guided category', guided.category(choices, navigation)],
    ['guided product', guided.product({ category: HOSTILE, page: 1, pages: 2, choices }, navigation)],
    [
      'guided destination',
      guided.destination({ ...product, expects: 'meter', fault: 'is_phone' }, navigation),
    ],
    [
      'guided amount',
      guided.amount(
        { ...product, destination: HOSTILE, min: 1_000, max: 2_000_000, isBad: true },
        navigation,
      ),
    ],
    ['guided nothingForSale', guided.nothingForSale()],
    ['guided cancelled', guided.cancelled()],
    ['guided left', guided.left()],
  ];
}

describe.each([
  ['id', accountId],
  ['en', accountEn],
] as const)('in %s', (_language, texts) => {
  test.each(everything(texts))(
    '%s is HTML that Telegram takes, and what is from outside stays text',
    (_name, message) => expectReadable(message),
  );

  test('a keypad shows how many digits were pressed, never which', () => {
    const { html, buttons } = texts.keypad({ token: TOKEN, prompt: { kind: 'repeat' }, length: 4 });
    expect(html).toContain('●●●●○○');
    expect(html).not.toMatch(/[0-9]/);
    const data = (buttons ?? []).flat().flatMap((button) => ('data' in button ? [button.data] : []));
    const keys = ['1', '2', '3', '4', '5', '6', '7', '8', '9', 'back', '0', 'ok'];
    expect(data).toEqual(keys.map((key) => `pad:${TOKEN}:${key}`));
  });

  test('fifty orders do not push the keypad off the screen', () => {
    const labels = Array.from({ length: 50 }, (_, i) => `S10.0812345678${i}`);
    const { html } = texts.keypad({ token: TOKEN, prompt: { kind: 'order', labels }, length: 0 });
    expect(html.split('\n').length).toBeLessThan(16);
    expect(html).toContain('+40');
  });

  test('toasts are as short as Telegram wants them', () => {
    for (const toast of Object.values(texts.toasts)) expect(toast.length).toBeLessThanOrEqual(200);
  });

  test('a wrong PIN says how many tries are left, a lock until when', () => {
    expect(parseHtml(texts.wrongPin(2).html).text).toContain('2');
    expect(parseHtml(texts.pinLocked('2026-11-21 00:05').html).text).toContain('2026-11-21 00:05');
  });
});

test('the words of the trade stand where resellers look for them', () => {
  const keypad = (prompt: KeypadPrompt) => accountId.keypad({ token: TOKEN, prompt, length: 0 }).html;
  expect(keypad({ kind: 'repeat' })).toContain('Ulangi PIN');
  expect(accountId.pinActive().html).toContain('PIN aktif');
  expect(accountId.notRegistered().html).toContain('belum terdaftar');
  expect(accountId.tooOld().html).toContain('sudah kedaluwarsa');
});

test('a product in a button tells its price, and what comes on top of an open amount', () => {
  const { guided } = accountId;
  expect(guided.productButton({ ...product, name: 'PLN 20.000' })).toBe('PLN 20.000: 20.700');
  expect(guided.productButton({ code: 'DNOPEN', name: 'DANA', price: rupiah(280), isOpenAmount: true })).toBe(
    'DANA: nominal + 280',
  );
});
