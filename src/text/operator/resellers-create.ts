import { escapeLine } from '../format.ts';
import { formatRupiah } from '../message.ts';
import type { CommonWords } from './common-words.ts';
import { decisionData, resellerLabel, yesNo } from './layout.ts';
import type { KeypadSent, OperatorTexts } from './texts.ts';

/** Sentences. What comes in is ready to be shown: `who` is a code and a name. */
export type ResellerWords = {
  registers: string;
  name: string;
  town: string;
  phone: string;
  phoneWithin: string;
  telegramId: string;
  approve: string;
  reject: string;
  approved: string;
  rejected: string;
  by: string;
  anOperator: string;
  beforeYou: string;
  keypad: Record<Exclude<KeypadSent, 'not_needed'>, string>;

  unknown: string;
  added: (who: string) => string;
  known: (telegramId: string, who: string) => string;
  isBlocked: string;
  isOffByUpline: string;
  balance: (available: string, held: string) => string;
  hasPin: string;
  hasNoPin: string;
  withoutPin: string;
  notReachable: string;
  none: string;
  next: string;

  askPinReset: (who: string) => string;
  oldPinStops: string;
  pinReset: (who: string) => string;
  askBlock: (who: string) => string;
  blockMeans: string;
  reasonTold: string;
  askUnblock: (who: string) => string;
  unblockMeans: string;
  blocked: (who: string) => string;
  unblocked: (who: string) => string;
  alreadyBlocked: (who: string) => string;
  alreadyUnblocked: (who: string) => string;
};

type ResellerTexts = Pick<
  OperatorTexts,
  | 'registrationRequest'
  | 'registrationDecided'
  | 'unknownReseller'
  | 'resellerAdded'
  | 'reseller'
  | 'resellers'
  | 'askPinReset'
  | 'pinReset'
  | 'askBlock'
  | 'askUnblock'
  | 'blocked'
  | 'unblocked'
  | 'alreadyBlocked'
  | 'alreadyUnblocked'
>;

/** Resellers, at the operator's desk. */
export function createResellerTexts(words: ResellerWords, common: CommonWords): ResellerTexts {
  const confirmButtons = (token: string) => yesNo(token, common.yes, common.no);
  const toldLine = (isTold: boolean) => (isTold ? common.told : common.notTold);
  const keypadLine = (keypad: KeypadSent) => (keypad === 'not_needed' ? [] : [words.keypad[keypad]]);
  const mark = (isMarked: boolean | undefined, text: string) => (isMarked ? ` (${text})` : '');

  return {
    registrationRequest: (registration) => ({
      html: [
        `<b>${words.registers}</b>`,
        `${words.name}: ${escapeLine(registration.name, 80)}`,
        `${words.town}: ${escapeLine(registration.town, 80)}`,
        `${words.phone}: <code>${escapeLine(registration.phone, 80)}</code>`,
        `${words.telegramId}: <code>${registration.telegramId}</code>`,
      ].join('\n'),
      buttons: [
        [
          { text: words.approve, data: decisionData('yes', registration) },
          { text: words.reject, data: decisionData('no', registration) },
        ],
      ],
    }),
    registrationDecided: ({ registration, code, operatorName, byOther, keypad }) => {
      const decision = registration.state === 'approved' ? `✅ ${words.approved}` : `❌ ${words.rejected}`;
      const operator = operatorName === undefined ? words.anOperator : escapeLine(operatorName, 80);
      return {
        html: [
          `${decision} ${words.by} ${operator}${byOther ? `, ${words.beforeYou}` : '.'}`,
          `${code === undefined ? '' : `<b>${escapeLine(code, 80)}</b> `}${escapeLine(registration.name, 80)}, ${escapeLine(registration.town, 80)}, <code>${escapeLine(registration.phone, 80)}</code>`,
          ...keypadLine(keypad),
        ].join('\n'),
      };
    },

    unknownReseller: (typed) => ({ html: `${words.unknown} <code>${escapeLine(typed, 80)}</code>.` }),
    resellerAdded: ({ telegramId, isNew, keypad, ...who }) => ({
      html: [
        isNew
          ? `✅ ${words.added(resellerLabel(who))}`
          : words.known(`<code>${telegramId}</code>`, resellerLabel(who)),
        ...keypadLine(keypad),
      ].join('\n'),
    }),
    reseller: ({ reseller, upline, available, held, telegramIds }) => ({
      html: [
        `${resellerLabel(reseller)}${mark(reseller.state === 'blocked', words.isBlocked)}`,
        ...(upline === undefined
          ? []
          : [`Upline: ${resellerLabel(upline)}${mark(reseller.isOffByUpline, words.isOffByUpline)}`]),
        words.balance(formatRupiah(available), formatRupiah(held)),
        `PIN: ${reseller.hasPin ? words.hasPin : words.hasNoPin}`,
        `${words.town}: ${escapeLine(reseller.town ?? '-', 80)}, ${words.phoneWithin}: <code>${escapeLine(reseller.phone ?? '-', 80)}</code>`,
        `Telegram: ${telegramIds.length === 0 ? words.notReachable : telegramIds.map((id) => `<code>${id}</code>`).join(', ')}`,
      ].join('\n'),
    }),
    resellers: ({ lines, next }) => ({
      html:
        lines.length === 0
          ? words.none
          : [
              ...lines.map(
                ({ available, isBlocked, hasPin, ...who }) =>
                  `${resellerLabel(who)}: ${formatRupiah(available)}${mark(isBlocked, words.isBlocked)}${mark(!hasPin, words.withoutPin)}`,
              ),
              ...(next === undefined
                ? []
                : [`${words.next}: <code>/reseller dari ${escapeLine(next, 80)}</code>`]),
            ].join('\n'),
    }),
    askPinReset: (who, token) => ({
      html: [words.askPinReset(resellerLabel(who)), words.oldPinStops, common.expires].join('\n'),
      buttons: confirmButtons(token),
    }),
    pinReset: ({ keypad, ...who }) => ({
      html: [words.pinReset(resellerLabel(who)), ...keypadLine(keypad)].join('\n'),
    }),
    askBlock: ({ reason, ...who }, token) => ({
      html: [
        words.askBlock(resellerLabel(who)),
        words.blockMeans,
        ...(reason === '' ? [] : [`${words.reasonTold}: ${escapeLine(reason, 200)}`]),
        common.expires,
      ].join('\n'),
      buttons: confirmButtons(token),
    }),
    askUnblock: (who, token) => ({
      html: [words.askUnblock(resellerLabel(who)), words.unblockMeans, common.expires].join('\n'),
      buttons: confirmButtons(token),
    }),
    blocked: ({ reason, isTold, ...who }) => ({
      html: [
        `✅ ${words.blocked(resellerLabel(who))}`,
        ...(reason === '' ? [] : [`${common.reason}: ${escapeLine(reason, 200)}`]),
        toldLine(isTold),
      ].join('\n'),
    }),
    unblocked: ({ isTold, ...who }) => ({
      html: [`✅ ${words.unblocked(resellerLabel(who))}`, toldLine(isTold)].join('\n'),
    }),
    alreadyBlocked: (who) => ({ html: words.alreadyBlocked(resellerLabel(who)) }),
    alreadyUnblocked: (who) => ({ html: words.alreadyUnblocked(resellerLabel(who)) }),
  };
}
