import { minuteLabel } from '../../domain/day.ts';
import type { InlineButton, TextEntity } from '../telegram/state.ts';
import type { MessageView } from '../telegram/view.ts';
import type { Style } from './style.ts';

/** A button with the number it is pressed by. */
export type NumberedButton = { number: number; button: InlineButton };

export type Shown = {
  /** Who wrote it. */
  name: string;
  /** It was there before and reads otherwise now. */
  isEdit: boolean;
  /** Rows. */
  buttons: readonly (readonly NumberedButton[])[];
  /** The message it answers, if that is still there. */
  quoted: MessageView | undefined;
};

const QUOTED_WIDTH = 60;
const INDENT = '  ';

/** A message as lines for a terminal, without a line break at the end. */
export function renderMessage(message: MessageView, shown: Shown, style: Style): string {
  const { name, isEdit, buttons, quoted } = shown;
  const mark = isEdit ? ` ${style.notice('✎')}` : '';
  const head = `${style.name(printable(name))} ${style.dim(timeLabel(message.date))}${mark}`;
  const parts = [
    quoted && style.dim(`↳ ${quotedLine(quoted)}`),
    message.file &&
      style.code(`[${message.file.kind} ${printable(message.file.name)}${sizeOf(message.file)}]`),
    message.text && renderText(message.text, message.entities, style),
    ...buttons.map((row) => row.map((button) => renderButton(button, style)).join('  ')),
  ];
  const body = parts.filter((part) => part !== undefined && part !== '').join('\n');
  return [head, ...body.split('\n').map((line) => (line === '' ? '' : INDENT + line))].join('\n');
}

/** `21:03 WIB`. */
export function timeLabel(instant: Date): string {
  return `${minuteLabel(instant, 'Asia/Jakarta')} WIB`;
}

function quotedLine({ text, file }: MessageView): string {
  const line = printable(text).split('\n')[0] || `[${file?.kind ?? 'message'}]`;
  return line.length > QUOTED_WIDTH ? `${line.slice(0, QUOTED_WIDTH - 1)}…` : line;
}

function sizeOf({ bytes }: { bytes: Uint8Array | undefined }): string {
  return bytes === undefined ? '' : `, ${Math.ceil(bytes.length / 1024)} kB`;
}

function renderButton({ number, button }: NumberedButton, style: Style): string {
  const goal = button.kind === 'url' ? ` → ${printable(button.url)}` : '';
  return `${style.button(`:${number}`)} [${printable(button.text)}${goal}]`;
}

/** Entities count in UTF-16 code units, as strings do here. */
function renderText(text: string, entities: readonly TextEntity[], style: Style): string {
  const edges = entities.flatMap(({ offset, length }) => [offset, offset + length]);
  const cuts = [...new Set([0, ...edges, text.length])].toSorted((a, b) => a - b);
  return cuts
    .slice(1)
    .map((to, index) => {
      const from = cuts[index] ?? 0;
      const covering = entities.filter(({ offset, length }) => offset <= from && to <= offset + length);
      const addresses = covering.filter(
        (entity) => entity.url !== undefined && entity.offset + entity.length === to,
      );
      const styled = covering.reduce(
        (piece, { type }) => styleOf(type, style)(piece),
        printable(text.slice(from, to)),
      );
      return [styled, ...addresses.map(({ url = '' }) => ` (${printable(url)})`)].join('');
    })
    .join('');
}

function styleOf(type: string, style: Style): (text: string) => string {
  switch (type) {
    case 'bold':
    case 'italic':
    case 'underline':
    case 'strikethrough':
    case 'code':
      return style[type];
    case 'pre':
      return style.code;
    case 'text_link':
      return style.underline;
    case 'blockquote':
    case 'expandable_blockquote':
      return style.dim;
    default:
      return (text) => text;
  }
}

/** Without what would steer the terminal or turn the direction of writing. */
export function printable(text: string): string {
  return text.replace(/[^\P{Cc}\n]|[\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069]/gu, '�');
}
