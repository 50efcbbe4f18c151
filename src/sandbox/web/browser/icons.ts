import './dom.ts';

/** Lines on a square of 24. */
const PATHS = {
  send: 'M4 12 20 4l-5 16-4-6.5L4 12ZM11 13.5 20 4',
  menu: 'M4 7h16M4 12h16M4 17h16',
  panel: 'M4 5h16v14H4zM14.5 5v14',
  attach:
    'M20 11.5 12 19.4a5 5 0 0 1-7.1-7L13 4.5a3.3 3.3 0 0 1 4.7 4.7l-8 7.9a1.7 1.7 0 0 1-2.4-2.4l7.3-7.2',
  slash: 'M5 4h14a1 1 0 0 1 1 1v14a1 1 0 0 1-1 1H5a1 1 0 0 1-1-1V5a1 1 0 0 1 1-1ZM14 8l-4 8',
  more: 'M6 12h.01M12 12h.01M18 12h.01',
  close: 'M6 6l12 12M18 6 6 18',
  add: 'M12 5v14M5 12h14',
  down: 'M6 9.5l6 6 6-6',
  theme: 'M12 4a8 8 0 1 0 0 16 8 8 0 0 0 0-16Zm0 0v16m4-14.9v13.8M14 4.3v15.4',
  copy: 'M9 9h10v11H9zM15 9V4H5v11h4',
  file: 'M7 3h7l4 4v14H7zM14 3v4h4',
  trash: 'M5 7h14M10 7V4h4v3M7 7l1 13h8l1-13',
  link: 'M8 16 16 8M9 8h7v7',
} as const;

export function icon(name: keyof typeof PATHS): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 24 24');
  svg.setAttribute('class', `icon icon-${name}`);
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', PATHS[name]);
  svg.append(path);
  return svg;
}

/** One tick: sent. Two: fetched. */
export function ticks(isFetched: boolean): SVGSVGElement {
  const svg = document.createElementNS('http://www.w3.org/2000/svg', 'svg');
  svg.setAttribute('viewBox', '0 0 20 12');
  svg.setAttribute('class', 'ticks');
  svg.setAttribute('aria-hidden', 'true');
  const path = document.createElementNS('http://www.w3.org/2000/svg', 'path');
  path.setAttribute('d', isFetched ? 'M1.5 6.5 5 10l7-8.5M9 9l1 1 7.5-8.5' : 'M4.5 6.5 8 10l7-8.5');
  svg.append(path);
  return svg;
}
