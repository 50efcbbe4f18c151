import { COMMAND_FORMS, type CommandForms, type DocumentedMeaning } from '../../domain/command/forms.ts';
import type { CommandTexts } from '../commands/texts.ts';
import { code, escapeLine, lines } from '../format.ts';
import type { HelpTexts } from './texts.ts';

/** The PIN of the examples. Copied as it is, it would be tried. */
const EXAMPLE_PIN = /(?<![0-9])1234(?![0-9])/g;

export function createHelpTexts({ does }: CommandTexts): HelpTexts {
  return {
    forms(meaning) {
      return { html: lines(escapeLine(does[meaning], 200), ...formLines(commandOf(meaning))) };
    },
  };
}

function commandOf(meaning: DocumentedMeaning): CommandForms {
  const found = COMMAND_FORMS.find((each) => each.meaning === meaning);
  if (found === undefined) throw new Error(`no forms of ${meaning}`);
  return found;
}

/** HTML, an example a line. */
export function formLines({ forms }: CommandForms): string[] {
  return forms.map(({ example }) => code(escapeLine(example.replace(EXAMPLE_PIN, 'PIN'), 100)));
}
