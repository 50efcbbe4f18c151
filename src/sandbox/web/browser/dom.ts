/// <reference lib="dom" />

export type Child = Node | string | false | undefined;
type Handler = (event: Event) => void;
export type Props = Record<string, string | number | boolean | undefined | Handler>;

/** An element. `on…` listens; `true` sets an attribute without a value, `false` and `undefined` leave it out. */
export function h<K extends keyof HTMLElementTagNameMap>(
  tag: K,
  props: Props = {},
  ...children: Child[]
): HTMLElementTagNameMap[K] {
  const element = document.createElement(tag);
  for (const [name, value] of Object.entries(props)) {
    if (typeof value === 'function') element.addEventListener(name.slice(2), value);
    else if (value === true) element.setAttribute(name, '');
    else if (value !== undefined && value !== false) element.setAttribute(name, String(value));
  }
  element.append(...present(children));
  return element;
}

export function present(children: readonly Child[]): (Node | string)[] {
  return children.filter((child) => child !== undefined && child !== false);
}

/** @throws {Error} when the page has no such element. */
export function byId(id: string): HTMLElement {
  const found = document.getElementById(id);
  if (!found) throw new Error(`the page has no #${id}`);
  return found;
}

/** Said by screen readers, shown nowhere. */
export function announce(text: string): void {
  byId('announcer').textContent = text;
}
