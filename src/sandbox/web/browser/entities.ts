import type { TextEntity } from '../../telegram/state.ts';
import { toast } from './dialogs.ts';
import { announce, h } from './dom.ts';
import { TEXTS } from './texts.ts';

/** Text with its entities, as elements. Nothing in it is ever read as HTML. `onCommand` hears of a command that is tapped. */
export function renderText(
  text: string,
  entities: readonly TextEntity[],
  onCommand: (command: string) => void,
): (Node | string)[] {
  const sorted = entities.toSorted((a, b) => a.offset - b.offset || b.length - a.length);
  return renderPart(text, 0, text.length, sorted, onCommand);
}

function renderPart(
  text: string,
  from: number,
  to: number,
  entities: readonly TextEntity[],
  onCommand: (command: string) => void,
): (Node | string)[] {
  const parts: (Node | string)[] = [];
  let at = from;
  let rest = entities;
  while (rest.length > 0) {
    const [first, ...others] = rest;
    if (!first || first.offset >= to) break;
    const end = Math.min(to, first.offset + first.length);
    const inside = others.filter(({ offset }) => offset < end);
    if (first.offset >= at) {
      if (first.offset > at) parts.push(text.slice(at, first.offset));
      const inner = renderPart(text, first.offset, end, inside, onCommand);
      parts.push(wrap(first, text.slice(first.offset, end), inner, onCommand));
      at = end;
    }
    rest = others.slice(inside.length);
  }
  if (at < to) parts.push(text.slice(at, to));
  return parts;
}

function wrap(
  entity: TextEntity,
  plain: string,
  inner: (Node | string)[],
  onCommand: (command: string) => void,
): Node {
  switch (entity.type) {
    case 'bold':
      return h('b', {}, ...inner);
    case 'italic':
      return h('i', {}, ...inner);
    case 'underline':
      return h('u', {}, ...inner);
    case 'strikethrough':
      return h('s', {}, ...inner);
    case 'spoiler':
      return spoiler(inner);
    case 'code':
      return copyable('code', plain, inner);
    case 'pre':
      return copyable('pre', plain, inner);
    case 'blockquote':
    case 'expandable_blockquote':
      return h('blockquote', {}, ...inner);
    case 'text_link':
      return link(entity.url ?? '', inner);
    case 'bot_command':
      return h('button', { type: 'button', class: 'command', onclick: () => onCommand(plain) }, ...inner);
    default:
      return h('span', {}, ...inner);
  }
}

function link(url: string, inner: (Node | string)[]): Node {
  const isWeb = /^(https?|tg|mailto):/i.test(url);
  return isWeb
    ? h('a', { href: url, target: '_blank', rel: 'noopener noreferrer' }, ...inner)
    : h('span', {}, ...inner);
}

function spoiler(inner: (Node | string)[]): Node {
  const element = h('span', { class: 'spoiler', role: 'button', tabindex: 0 }, ...inner);
  pressable(element, () => element.classList.add('open'));
  return element;
}

function copyable(tag: 'code' | 'pre', plain: string, inner: (Node | string)[]): Node {
  const props = { role: 'button', tabindex: 0, title: TEXTS.chat.copyHint, class: 'copyable' };
  const element = h(tag, props, ...inner);
  pressable(element, () => void copy(plain));
  return element;
}

/** A button that is not one to the browser, because a real one would not break over lines. */
function pressable(element: HTMLElement, press: () => void): void {
  element.addEventListener('click', press);
  element.addEventListener('keydown', (event) => {
    if (event.key !== 'Enter' && event.key !== ' ') return;
    event.preventDefault();
    press();
  });
}

export async function copy(text: string): Promise<void> {
  try {
    await navigator.clipboard.writeText(text);
  } catch {
    // Some browsers ask first, or refuse while the page has no focus.
    const field = h('textarea', { class: 'unseen' });
    field.value = text;
    document.body.append(field);
    field.select();
    document.execCommand('copy');
    field.remove();
  }
  toast(TEXTS.chat.copied);
  announce(TEXTS.chat.copied);
}
