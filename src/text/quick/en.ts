import { quickButtons } from './layout.ts';
import type { QuickTexts } from './texts.ts';

const MEANING =
  "An order that is typed with its PIN is bought at once, without [Buy], where no customer's name has to be looked up. A wrong number cannot be taken back.";

export const quickEn: QuickTexts = {
  setting: (isOn) => ({
    html: `<b>Quick mode: ${isOn ? 'on' : 'off'}</b>\n${MEANING}`,
    buttons: quickButtons(isOn, { on: 'Turn on', off: 'Turn off' }),
  }),
  set: (isOn) => ({
    html: isOn
      ? `⚡ Quick mode is on. ${MEANING}\nTurn it off: /cepat off`
      : 'Quick mode is off. Every order waits for [Buy].\nTurn it on: /cepat on',
  }),
};
