import { COMMAND_FORMS, type CommandForms } from '../../domain/command/forms.ts';
import { formsInForce } from '../../domain/command/forms-in-force.ts';
import { DEFAULT_WORDS, type Words } from '../../domain/command/words.ts';
import type { CommandTexts } from '../commands/texts.ts';
import { bold, code, escapeLine, lines, withoutPin } from '../format.ts';
import { rows, runButton } from '../order/callback.ts';
import { HELP_TOPICS, type HelpTexts, type HelpTopic } from './texts.ts';

/** Plain text, but for slash commands, which Telegram makes links of. */
export type HelpWords = {
  title: string;
  settings: string;
  oldPin: string;
  newPin: string;
  withoutTyping: string;
  all: string;
  /** What the forms do not say. */
  notes: Readonly<Partial<Record<HelpTopic, readonly string[]>>>;
};

/** Of the example that changes a PIN. */
const EXAMPLE_NEW_PIN = /(?<![0-9])5678(?![0-9])/g;

export function createHelpTexts({ topic: names, does }: CommandTexts, words: HelpWords): HelpTexts {
  const titles = { ...names, settings: words.settings };

  /** HTML, an example a line. */
  function formLines(command: CommandForms, inForce: Words): string[] {
    const isChange = command.meaning === 'change_pin';
    return formsInForce(command, inForce).map(({ example }) => {
      const typed = withoutPin(example, isChange ? words.oldPin : undefined);
      return code(escapeLine(isChange ? typed.replace(EXAMPLE_NEW_PIN, words.newPin) : typed, 100));
    });
  }

  /** Of several forms each says which it is. */
  function namedForms(command: CommandForms, inForce: Words): string[] {
    const examples = formLines(command, inForce);
    const names = formsInForce(command, inForce).map(({ form }) => escapeLine(form, 60));
    return examples.map((example, i) => (examples.length > 1 ? `${example} (${names[i]})` : example));
  }

  return {
    titles,

    overview(inForce = DEFAULT_WORDS) {
      const usual = HELP_TOPICS.flatMap((topic) => {
        const [command] = commandsOf(topic);
        const [example] = command === undefined ? [] : formLines(command, inForce);
        return example === undefined ? [] : [`${escapeLine(titles[topic], 40)}: ${example}`];
      });
      const buttons = HELP_TOPICS.map((topic) => runButton(titles[topic], `BANTUAN.${topic}`));
      return { html: lines(words.title, ...usual, '', words.withoutTyping), buttons: rows(buttons, 3) };
    },

    topic(topic, inForce = DEFAULT_WORDS) {
      const commands = commandsOf(topic).flatMap((command) => [
        [escapeLine(does[command.meaning], 200), command.slash === undefined ? '' : `/${command.slash}`]
          .filter((part) => part !== '')
          .join(' '),
        ...namedForms(command, inForce),
      ]);
      return {
        html: lines(bold(escapeLine(titles[topic], 40)), ...commands, ...(words.notes[topic] ?? [])),
        buttons: rows([runButton(words.all, 'BANTUAN')], 1),
      };
    },
  };
}

function commandsOf(topic: HelpTopic): readonly CommandForms[] {
  return COMMAND_FORMS.filter((command) => command.topic === topic);
}
