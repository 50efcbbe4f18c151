import { expect, test } from 'vitest';
import { COMMAND_FORMS } from '../domain/command/forms.ts';
import { parseMessage } from '../domain/command/parse.ts';
import { RESELLER_COMMANDS } from './commands.ts';

/** A bill is paid from what /tagihan shows. */
const NOT_IN_MENU = new Set(['bayar']);

test('what has a slash stands in the menu of Telegram, in both languages', () => {
  const slashes = COMMAND_FORMS.flatMap(({ slash }) => (slash === undefined ? [] : [slash]));
  for (const language of ['id', 'en'] as const) {
    const shown = RESELLER_COMMANDS[language].map(({ command }) => command);
    expect(slashes.filter((slash) => !shown.includes(slash) && !NOT_IN_MENU.has(slash))).toEqual([]);
    expect(new Set(shown).size).toBe(shown.length);
  }
});

test.each(COMMAND_FORMS.flatMap(({ slash }) => (slash === undefined ? [] : [slash])))(
  '/%s alone is understood',
  (slash) => {
    const parsed = parseMessage(`/${slash}`);
    expect(parsed.kind === 'commands' && parsed.commands.map(({ kind }) => kind)).not.toContain(
      'not_understood',
    );
  },
);
