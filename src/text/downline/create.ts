import type { Form } from '../../domain/command/forms.ts';
import { MOVE_VALID_MINUTES } from '../../domain/downline.ts';
import { minus, plus, type Rupiah, ZERO } from '../../domain/money.ts';
import { bold, code, escapeLine, fit, labelOf, withoutPin } from '../format.ts';
import { type Button, formatRupiah, type Message } from '../message.ts';
import type {
  ApplicantView,
  DownlineTexts,
  DownlineView,
  MarkupView,
  MoveRefusal,
  MoveView,
  PersonView,
} from './texts.ts';
import type { DownlineWords } from './words.ts';

const LONGEST_NAME = 80;
function lines(...parts: (string | undefined)[]): string {
  return parts.filter((part) => part !== undefined).join('\n');
}

function personOf({ code: its, name }: PersonView): string {
  return `${bold(escapeLine(its, 20))} ${escapeLine(name, LONGEST_NAME)}`;
}

function equation(before: Rupiah, sign: '+' | '-', amount: Rupiah, after: Rupiah): string {
  return `${formatRupiah(before)} ${sign} ${formatRupiah(amount)} = ${bold(formatRupiah(after))}`;
}

/** Begins to ask for a command, question by question. */
function askButton(text: string, what: string): Button {
  return { text, data: `ask:${what}` };
}

/** What the button under an invitation carries: which one it is, so that it confirms no other. */
export function joinData(token: string): string {
  return `join:yes:${token.slice(-16)}`;
}

/** The texts of one language from its words. */
export function createDownlineTexts(words: DownlineWords): DownlineTexts {
  const nothing = (html: string): Message => ({ html: `${html}\n${words.nothingMoved}` });

  function formLines(forms: readonly Form[]): string[] {
    return forms.map(({ example }) => code(escapeLine(withoutPin(example), 120)));
  }

  function stateOf({ isBlocked, isOff }: DownlineView): string {
    return isBlocked ? words.stateOf.blocked : isOff ? words.stateOf.off : words.stateOf.active;
  }

  function markupLine({ person, productCode, amount }: MarkupView): string {
    const who = person === undefined ? words.allDownlines : personOf(person);
    const what = productCode === undefined ? words.allProducts : code(escapeLine(productCode, 30));
    return `${who} · ${what} · ${formatRupiah(amount)}`;
  }

  function applicantLines({ name, town, phone }: ApplicantView): string[] {
    return [
      `${words.name}: ${escapeLine(name, LONGEST_NAME)}`,
      `${words.town}: ${escapeLine(town, LONGEST_NAME)}`,
      `${words.phone}: ${code(escapeLine(phone, 30))}`,
    ];
  }

  function refusalOf({ kind }: MoveView, refusal: MoveRefusal): string {
    switch (refusal.kind) {
      case 'too_small':
        return words.refused.too_small(formatRupiah(refusal.least));
      case 'too_much':
        return words.refused.too_much(formatRupiah(refusal.left));
      case 'insufficient':
        return words.missing[kind](formatRupiah(refusal.missing));
      case 'not_downline':
      case 'self':
      case 'other_blocked':
      case 'other_off':
        return words.refused[refusal.kind];
      default: {
        const unhandled: never = refusal;
        throw new Error(`unhandled refusal: ${JSON.stringify(unhandled)}`);
      }
    }
  }

  function pageButtons(page: number, pages: number): Button[][] {
    const row = [
      ...(page > 0 ? [{ text: '‹', data: `dl:${page - 1}` }] : []),
      ...(page + 1 < pages ? [{ text: '›', data: `dl:${page + 1}` }] : []),
    ];
    return row.length === 0 ? [] : [row];
  }

  return {
    youAreOff: () => ({ html: words.youAreOff }),
    notFound: (typed) => ({ html: words.notFound(escapeLine(typed, 40)) }),

    moveQuestion({ kind, person, amount, balance, other, earlier, untilLabel }, token) {
      const isOut = kind === 'transfer';
      const its = isOut
        ? equation(balance, '-', amount, minus(balance, amount))
        : equation(balance, '+', amount, plus(balance, amount));
      const others = isOut
        ? equation(other, '+', amount, plus(other, amount))
        : equation(other, '-', amount, minus(other, amount));
      const isAgain = earlier.length > 0;
      return {
        html: lines(
          words.ask[kind](bold(formatRupiah(amount)), personOf(person)),
          isAgain ? `⚠️ ${words.earlier(escapeLine(earlier.join(', '), 200))}` : undefined,
          `${words.yourBalance}: ${its}`,
          `${words.balanceOf(escapeLine(person.code, 20))}: ${others}`,
          words.validUntil(MOVE_VALID_MINUTES, untilLabel),
        ),
        buttons: [
          [
            { text: isAgain ? words.button.again : words.button[kind], data: `mv:${token}` },
            { text: words.button.cancel, data: `mvno:${token}` },
          ],
        ],
      };
    },
    moved({ kind, person, amount, balance, other, isTold }) {
      const before = kind === 'transfer' ? plus(balance, amount) : minus(balance, amount);
      return {
        html: lines(
          `✅ ${words.moved[kind](bold(formatRupiah(amount)), personOf(person))}`,
          `${words.yourBalance}: ${equation(before, kind === 'transfer' ? '-' : '+', amount, balance)}`,
          `${words.balanceOf(escapeLine(person.code, 20))}: ${formatRupiah(other)}`,
          isTold ? words.isTold : words.isNotTold,
        ),
      };
    },
    movedByUpline({ kind, person, amount, balance }) {
      const before = kind === 'transfer' ? minus(balance, amount) : plus(balance, amount);
      return {
        html: lines(
          `${kind === 'transfer' ? '✅ ' : ''}${words.movedByUpline[kind](bold(formatRupiah(amount)), personOf(person))}`,
          `${words.balance}: ${equation(before, kind === 'transfer' ? '+' : '-', amount, balance)}`,
        ),
      };
    },
    moveRefused: (view, refusal) => nothing(refusalOf(view, refusal)),
    moveCancelled: () => nothing(words.cancelled),
    moveExpired: () => nothing(words.expired),
    moveOver: () => ({ html: words.over }),

    list({ lines: shown, total, page, pages, unpaid }) {
      const register = askButton(words.register, 'register_downline');
      if (total === 0) return { html: words.nobody, buttons: [[register]] };
      const list = shown.map((each) =>
        [
          personOf(each),
          formatRupiah(each.available),
          stateOf(each),
          `${words.markup} ${formatRupiah(each.markup)}`,
        ].join(' · '),
      );
      const tail =
        unpaid > 0
          ? words.unpaid(formatRupiah(unpaid))
          : unpaid < 0
            ? words.owed(formatRupiah(minus(ZERO, unpaid)))
            : '';
      return {
        html: fit(bold(words.list(total)), list, tail, (count) => `… +${count}`),
        buttons: [
          ...shown.map(({ code: its, name }) => [{ text: labelOf(`${its} ${name}`), data: `run:SD.${its}` }]),
          ...pageButtons(page, pages),
          [register],
        ],
      };
    },
    one({ day, ...view }) {
      const { delivered, underway } = day;
      return {
        html: lines(
          `${personOf(view)} · ${stateOf(view)}`,
          `${words.balance}: ${bold(formatRupiah(view.available))}`,
          `${words.markup}: ${formatRupiah(view.markup)}`,
          bold(words.today),
          ...(delivered.count + underway.count === 0
            ? [words.nothingToday]
            : [
                words.delivered(delivered.count, formatRupiah(delivered.sum)),
                ...(underway.count > 0 ? [words.underway(underway.count, formatRupiah(underway.sum))] : []),
                words.earned(formatRupiah(day.earned)),
              ]),
        ),
        buttons: [
          [
            askButton(words.transfer, `transfer:${view.code}`),
            askButton(words.takeBack, `take_back:${view.code}`),
          ],
          [
            askButton(words.markup, `markup:${view.code}`),
            view.isOff
              ? { text: words.switchOn, data: `run:UNBLOK.${view.code}` }
              : { text: words.switchOff, data: `run:BLOK.${view.code}` },
          ],
          [{ text: words.toList, data: 'dl:0' }],
        ],
      };
    },
    switched({ person, isOff, isChanged, isBlocked, isTold }) {
      const which = isOff ? 'off' : 'on';
      if (!isChanged) return { html: words.wasSo[which](personOf(person)) };
      return {
        html: lines(
          `✅ ${words.switched[which](personOf(person))}`,
          isBlocked ? words.stillBlocked : undefined,
          isTold ? words.isTold : words.isNotTold,
        ),
      };
    },
    switchedByUpline: ({ upline, isOff }) => ({
      html: `${isOff ? '⛔' : '✅'} ${words.switchedByUpline[isOff ? 'off' : 'on'](personOf(upline))}`,
    }),

    markups: (set, forms) => ({
      html: fit(
        bold(words.markups),
        set.length === 0 ? [words.noMarkups] : set.map(markupLine),
        lines(words.howTo, ...formLines(forms)),
        (count) => `… +${count}`,
      ),
      buttons: [[askButton(words.setMarkup, 'markup')]],
    }),
    markupSet: (view, example) => ({
      html: lines(
        `✅ ${words.markupSet(markupLine(view))}`,
        view.amount > 0
          ? undefined
          : view.person === undefined && view.productCode === undefined
            ? words.zeroForAll
            : words.zeroForSome,
        example &&
          words.example(code(escapeLine(example.productCode, 30)), bold(formatRupiah(example.price))),
      ),
    }),
    markupTooHigh: (most) => ({ html: words.markupTooHigh(formatRupiah(most)) }),
    unknownTarget: (typed) => ({ html: words.unknownTarget(escapeLine(typed, 40)) }),

    invitation: ({ name, town, phone, markup, openingBalance, link, untilLabel }) => ({
      html: lines(
        words.invitation(bold(escapeLine(name, LONGEST_NAME))),
        town === undefined ? undefined : `${words.town}: ${escapeLine(town, LONGEST_NAME)}`,
        phone === undefined ? undefined : `${words.phone}: ${escapeLine(phone, 30)}`,
        markup === undefined ? undefined : `${words.markup}: ${formatRupiah(markup)}`,
        openingBalance === undefined ? undefined : words.opening(formatRupiah(openingBalance)),
        words.passOn(untilLabel),
        escapeLine(link, 200),
      ),
      buttons: [[{ text: words.copyLink, copy: link }]],
    }),
    badPhone: (typed) => ({ html: words.badPhone(escapeLine(typed, 40)) }),
    tooDeep: () => ({ html: words.tooDeep }),

    joinName: ({ upline, name }, token) => ({
      html: words.joinName(personOf(upline), bold(escapeLine(name, LONGEST_NAME))),
      buttons: [[{ text: words.joinYes, data: joinData(token) }]],
    }),
    joinNameOtherwise: () => ({ html: words.joinNameOtherwise }),
    otherPhone: () => ({ html: words.otherPhone }),
    joinSent: (upline) => ({ html: words.joinSent(personOf(upline)) }),
    joinPending: (upline) => ({ html: words.joinPending(personOf(upline)) }),
    joinCancelled: () => ({ html: words.joinCancelled }),
    joinRejected: (upline) => ({ html: words.joinRejected(personOf(upline)) }),
    joinRefused: (why) => ({ html: words.joinRefused[why] }),
    alreadyReseller: (reseller) => ({ html: words.alreadyReseller(personOf(reseller)) }),

    application: (applicant, token) => ({
      html: lines(bold(words.application), ...applicantLines(applicant)),
      buttons: [
        [
          { text: words.approve, data: `inv:yes:${token}` },
          { text: words.reject, data: `inv:no:${token}` },
        ],
      ],
    }),
    applicationApproved: ({ person, isKeypadSent, openingBalance }) => ({
      html: lines(
        `✅ ${words.approved(personOf(person))}`,
        isKeypadSent ? words.keypadSent : words.keypadNotSent,
      ),
      ...(openingBalance === undefined
        ? {}
        : {
            buttons: [
              [
                {
                  text: words.sendOpening(formatRupiah(openingBalance)),
                  data: `run:T.${person.code}.Rp${openingBalance}`,
                },
              ],
            ],
          }),
    }),
    applicationRejected: (name) => ({ html: `❌ ${words.rejected(escapeLine(name, LONGEST_NAME))}` }),
    applicationOver: () => ({ html: words.applicationOver }),
    newDownline: ({ upline, person, applicant, telegramId }) => ({
      html: lines(
        words.newDownline(personOf(person), personOf(upline)),
        `${escapeLine(applicant.town, LONGEST_NAME)}, ${escapeLine(applicant.phone, 30)}, Telegram ${telegramId}`,
        words.toBlock(escapeLine(person.code, 20)),
      ),
    }),

    toasts: words.toasts,
  };
}
