import { openMenu } from './dialogs.ts';
import { h } from './dom.ts';
import { icon } from './icons.ts';
import { changed, onChange, person, shared } from './store.ts';
import { TEXTS } from './texts.ts';

/** Who one is, above the chat. */
export function createChatHead(before: HTMLElement, ...after: HTMLElement[]): HTMLElement {
  const status = h('small', {});
  const title = h('div', { class: 'who' }, h('h2', {}, TEXTS.chat.bot), status);
  const menuButton = h(
    'button',
    {
      type: 'button',
      class: 'round',
      'aria-label': TEXTS.chat.menu,
      'aria-haspopup': 'menu',
      onclick: openChatMenu,
    },
    icon('more'),
  );
  function openChatMenu(): void {
    openMenu(menuButton, TEXTS.chat.menu, [
      {
        text: TEXTS.chat.showGhosts,
        isChecked: shared.showsGhosts,
        choose() {
          shared.showsGhosts = !shared.showsGhosts;
          localStorage.setItem('ghosts', shared.showsGhosts ? 'yes' : 'no');
          changed('ghosts');
        },
      },
    ]);
  }
  function draw(): void {
    const { state } = shared.bot;
    const states = { ready: undefined, starting: TEXTS.chat.botStarting, stopped: TEXTS.chat.botStopped };
    const name = person()?.name;
    status.textContent = shared.isTyping
      ? TEXTS.chat.typing
      : [name === undefined ? undefined : TEXTS.chat.as(name), states[state]].filter(Boolean).join(' · ');
    status.classList.toggle('typing-now', shared.isTyping);
  }
  onChange(['person', 'people', 'bot', 'typing'], draw);
  return h(
    'div',
    { class: 'head' },
    before,
    h('span', { class: 'avatar bot', 'aria-hidden': 'true' }, 'K'),
    title,
    ...after,
    menuButton,
  );
}
