import { h } from './dom.ts';
import { icon } from './icons.ts';
import { TEXTS } from './texts.ts';

const THEMES = ['auto', 'light', 'dark'] as const;
type Theme = (typeof THEMES)[number];

function chosen(): Theme {
  return THEMES.find((theme) => theme === localStorage.getItem('theme')) ?? 'auto';
}

/** Before anything is drawn. */
export function applyTheme(): void {
  document.documentElement.dataset.theme = chosen();
}

/** Goes from one theme to the next. */
export function themeButton(): HTMLElement {
  const button = h('button', { type: 'button', class: 'round', onclick: next }, icon('theme'));
  function label(): void {
    const text = TEXTS.controls.theme[chosen()] ?? '';
    button.title = text;
    button.setAttribute('aria-label', text);
  }
  function next(): void {
    localStorage.setItem('theme', THEMES[(THEMES.indexOf(chosen()) + 1) % THEMES.length] ?? 'auto');
    applyTheme();
    label();
  }
  label();
  return button;
}
