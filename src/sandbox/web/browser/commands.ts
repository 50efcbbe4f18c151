import type { PageChat } from '../protocol.ts';
import { h } from './dom.ts';
import { TEXTS } from './texts.ts';

export type CommandMenu = {
  element: HTMLElement;
  setCommands: (commands: PageChat['commands']) => void;
  /** Shows the commands that fit what is typed; none fits what is no command. */
  suggest(typed: string): void;
  hide(): void;
  /** Moves the choice, chooses, or closes. @returns whether the key was meant for it. */
  key(event: KeyboardEvent): boolean;
};

/** The bot's commands, as Telegram lists them after `/`. */
export function createCommandMenu(field: HTMLElement, choose: (command: string) => void): CommandMenu {
  let commands: PageChat['commands'] = [];
  let fitting: PageChat['commands'] = [];
  let chosen = 0;
  const element = h('ul', {
    class: 'commands',
    id: 'commands',
    role: 'listbox',
    'aria-label': TEXTS.composer.commands,
    hidden: true,
  });

  function draw(): void {
    element.hidden = fitting.length === 0;
    field.setAttribute('aria-expanded', String(!element.hidden));
    element.replaceChildren(
      ...fitting.map(({ command, description }, index) =>
        h(
          'li',
          {
            role: 'option',
            id: `command-${index}`,
            'aria-selected': String(index === chosen),
            onclick: () => pick(index),
          },
          h('b', {}, `/${command}`),
          h('span', {}, description),
        ),
      ),
    );
    if (element.hidden) field.removeAttribute('aria-activedescendant');
    else field.setAttribute('aria-activedescendant', `command-${chosen}`);
    element.children[chosen]?.scrollIntoView({ block: 'nearest' });
  }

  function show(found: PageChat['commands']): void {
    fitting = found;
    chosen = 0;
    draw();
  }

  function pick(index: number): void {
    const found = fitting[index];
    show([]);
    if (found) choose(`/${found.command}`);
  }

  return {
    element,
    setCommands(given) {
      commands = given;
    },
    suggest(typed) {
      const [, word] = /^\/([a-z0-9_]*)$/i.exec(typed) ?? [];
      show(
        word === undefined ? [] : commands.filter(({ command }) => command.startsWith(word.toLowerCase())),
      );
    },
    hide: () => show([]),
    key(event) {
      if (element.hidden) return false;
      const step = event.key === 'ArrowDown' ? 1 : event.key === 'ArrowUp' ? -1 : 0;
      if (step !== 0) chosen = (chosen + step + fitting.length) % fitting.length;
      else if (event.key === 'Escape') fitting = [];
      else if (event.key === 'Enter' && !event.shiftKey) {
        pick(chosen);
        return true;
      } else return false;
      draw();
      return true;
    },
  };
}
