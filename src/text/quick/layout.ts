import type { Button } from '../message.ts';

/** The one button under the setting: the other way round. */
export function quickButtons(isOn: boolean, words: { on: string; off: string }): Button[][] {
  return [[isOn ? { text: words.off, data: 'quick:off' } : { text: words.on, data: 'quick:on' }]];
}
