import { rupiah } from '../../domain/money.ts';
import { formatRupiah } from '../../text/message.ts';
import { BILL_SAMPLES } from '../klikoo/bills.ts';
import type { OutcomeName } from '../klikoo/outcome.ts';
import { OUTCOMES } from '../klikoo/outcomes.ts';
import type { Standing } from '../sandbox.ts';
import { SEED_PIN } from '../seed.ts';
import type { Style } from './style.ts';

/** What shows most in little time, in this sequence. */
const FIRST_TRIES: readonly OutcomeName[] = ['token', 'failed', 'answer_lost', 'wrong_number'];

const TRY_WIDTH = 28;

/** What somebody needs to know who sits down at `seat`, as lines. `isNew`: nobody can have changed a PIN yet. */
export function renderIntro(
  standings: readonly Standing[],
  seat: Standing,
  isNew: boolean,
  style: Style,
): string {
  const pin = isNew ? `PIN ${SEED_PIN}` : `PIN ${SEED_PIN} unless it was changed`;
  const balance = seat.balance === undefined ? '' : `, balance Rp${formatRupiah(rupiah(seat.balance))}`;
  const others = standings.filter(({ telegramId }) => telegramId !== seat.telegramId);
  const tries = OUTCOMES.filter(({ name }) => FIRST_TRIES.includes(name)).toSorted(
    (a, b) => FIRST_TRIES.indexOf(a.name) - FIRST_TRIES.indexOf(b.name),
  );
  const row = (text: string, expected: string) => `  ${style.code(text.padEnd(TRY_WIDTH))} ${expected}`;
  return [
    `You are ${style.name(seat.name)}${seat.code === undefined ? '' : ` (${seat.code})`}, ${pin}${balance}. Nothing here leaves this machine.`,
    `Others: ${others.map(({ name }) => `/as ${name.toLowerCase()}`).join(', ')}; any other name is somebody new.`,
    'Things to try:',
    ...tries.map(({ example, label }) => row(`${example}.${SEED_PIN}`, label.en)),
    row('SAL', 'your balance'),
    `Press a button by its number, ${style.button(':1')}, or its words, ${style.button(':[Beli]')}. More: /help. Leave: /quit.`,
  ].join('\n');
}

/** All there is to know about the terminal itself. */
export const HELP = `Whatever you type is sent to the bot as the person you are. Besides:
  :7                  presses button 7 (each button keeps its number)
  :[Beli]             presses the newest button with these words
  :[1][9][7][3][OK]   presses several, one after another
  /as siti            changes seats; a name nobody has is somebody new
  /as                 lists who is there
  \\n                  breaks the line within a message
  //help              sends /help to the bot
  /help, /quit        this text; the end
✎ marks a message that was edited. Times are WIB. The last digits of a destination choose what Klikoo does:
${outcomeTable()}
Bills (TAG.<code>.<customer>); any other number has one to pay:
${billTable()}`;

function outcomeTable(): string {
  return OUTCOMES.map(({ suffix, label }) => `  ${`…${suffix}`.padEnd(9)} ${label.en}`).join('\n');
}

function billTable(): string {
  return BILL_SAMPLES.map(
    ({ code, customer, standing }) => `  ${`TAG.${code}.${customer}`.padEnd(TRY_WIDTH + 7)} ${standing}`,
  ).join('\n');
}
