import { escapeLine } from '../format.ts';
import type { Button } from '../message.ts';
import type { KeypadPrompt, KeypadView } from './texts.ts';

/** As many as a PIN may have: what is not typed yet shows as an empty place. */
const PLACES = 6;

/** `●●●○○○` */
export function bullets(length: number): string {
  return '●'.repeat(length) + '○'.repeat(Math.max(PLACES - length, 0));
}

/** Of those that want the PIN there is: of a new one nothing can be forgotten. */
const ASKS_FOR_PIN: ReadonlySet<KeypadPrompt['kind']> = new Set(['old', 'order', 'command', 'quick']);

/** Asks the operators for a reset. */
export function forgotButtons(text: string): Button[][] {
  return [[{ text, data: 'lupa' }]];
}

/** As on a telephone. The same in every language. */
export function keypadButtons(
  { token, prompt }: KeypadView,
  words: { forgot: string; cancel: string },
): Button[][] {
  const key = (text: string, name = text): Button => ({ text, data: `pad:${token}:${name}` });
  return [
    [key('1'), key('2'), key('3')],
    [key('4'), key('5'), key('6')],
    [key('7'), key('8'), key('9')],
    [key('⌫', 'back'), key('0'), key('OK', 'ok')],
    ...(ASKS_FOR_PIN.has(prompt.kind)
      ? [[...forgotButtons(words.forgot).flat(), key(words.cancel, 'cancel')]]
      : []),
  ];
}

/** More would push the buttons off the screen. */
const MOST_LABELS = 10;

/** What is about to be ordered, one a line. */
export function orderLabels(labels: readonly string[]): string {
  const shown = labels.slice(0, MOST_LABELS).map((label) => `<code>${escapeLine(label, 80)}</code>`);
  const rest = labels.length - shown.length;
  return [...shown, ...(rest > 0 ? [`… +${rest}`] : [])].join('\n');
}
