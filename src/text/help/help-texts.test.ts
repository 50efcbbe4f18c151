import { expect, test } from 'vitest';
import { COMMAND_FORMS, meaningOf } from '../../domain/command/forms.ts';
import { parseMessage } from '../../domain/command/parse.ts';
import { helpEn } from './en.ts';
import { helpId } from './id.ts';
import { HELP_TOPICS, type HelpTexts } from './texts.ts';

const LANGUAGES: [language: string, help: HelpTexts][] = [
  ['id', helpId],
  ['en', helpEn],
];

function examplesOf(html: string): string[] {
  return [...html.matchAll(/<code>(.*?)<\/code>/g)].map(([, example = '']) => example);
}

test.each(LANGUAGES)(
  'help in %s fits into messages and buttons, and holds no PIN that could be tried',
  (_l, help) => {
    const messages = [help.overview(), ...HELP_TOPICS.map((topic) => help.topic(topic))];
    for (const { html, buttons = [] } of messages) {
      expect(html.length).toBeLessThan(4_096);
      expect(html).not.toMatch(/(?<![0-9])(1234|5678)(?![0-9])/);
      for (const button of buttons.flat()) {
        if (!('data' in button)) throw new Error('help copies by tapping on the text');
        expect(new TextEncoder().encode(button.data).length).toBeLessThanOrEqual(64);
        expect(parseMessage(button.data.replace(/^run:/, ''))).toMatchObject({
          commands: [{ kind: 'help' }],
        });
      }
    }
  },
);

test.each(LANGUAGES)(
  'help in %s shows every form of every command once, and each is read as a command of its topic',
  (_l, help) => {
    const shown = HELP_TOPICS.flatMap((topic) => examplesOf(help.topic(topic).html));
    const notes = new Set(['/rekap -1']);
    for (const note of notes) expect(parseMessage(note)).toMatchObject({ commands: [{ kind: 'recap' }] });
    const documented = COMMAND_FORMS.filter(({ topic }) => topic !== 'help');
    expect(shown.filter((example) => !notes.has(example)).length).toBe(
      documented.flatMap(({ forms }) => forms).filter(({ example }) => !notes.has(example)).length,
    );
    for (const topic of HELP_TOPICS) {
      for (const example of examplesOf(help.topic(topic).html)) {
        const typed = example.replace(/OLDPIN|PINLAMA|PIN(?!BARU)/, '7361').replace(/NEWPIN|PINBARU/, '8472');
        const parsed = parseMessage(typed);
        const [command] = parsed.kind === 'commands' ? parsed.commands : [];
        const meaning = command && meaningOf(command);
        const itsTopic = COMMAND_FORMS.find((each) => each.meaning === meaning)?.topic;
        if (!notes.has(example)) expect(itsTopic, typed).toBe(topic);
      }
    }
  },
);
