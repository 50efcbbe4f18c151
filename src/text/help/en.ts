import { commandsEn } from '../commands/en.ts';
import { createHelpTexts } from './create.ts';

export const helpEn = createHelpTexts(commandsEn, {
  title: '<b>Commands</b> (tap to copy)',
  settings: 'Settings',
  oldPin: 'OLDPIN',
  newPin: 'NEWPIN',
  withoutTyping: 'Without typing: /menu',
  all: 'All commands',
  notes: {
    order: [
      'Many at once: one order a line, the PIN once.',
      'It works without a PIN, too: buttons ask for it. Messages with a PIN are deleted at once.',
      'The balance is held when [Buy] is pressed, not before.',
    ],
    bill: ['Looking needs no PIN. [Pay] asks for it with buttons.'],
    status: ['Travel tickets are shown in full. A token shown again is never bought again.'],
    reports: ['Yesterday: <code>/rekap -1</code>. Daily summary: /laporan'],
    security: [
      'Three wrong PINs lock the account for 15 minutes, then twice as long each time.',
      'Forgot it: press [Forgot PIN] under the keypad; the operator resets it.',
    ],
    settings: [
      'Language: /bahasa',
      'Daily summary: /laporan',
      'Buy without confirmation: /cepat',
      'PIN: /pin',
    ],
  },
});
