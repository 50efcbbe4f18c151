import { styleText } from 'node:util';

/** Text as it is to look. Without colours everything stays as it is, and must be readable so. */
export type Style = Record<
  'bold' | 'italic' | 'underline' | 'strikethrough' | 'code' | 'dim' | 'name' | 'button' | 'notice',
  (text: string) => string
>;

const FORMATS = {
  bold: 'bold',
  italic: 'italic',
  underline: 'underline',
  strikethrough: 'strikethrough',
  code: 'cyan',
  dim: 'dim',
  name: ['bold', 'green'],
  button: 'yellow',
  notice: 'magenta',
} as const satisfies Record<keyof Style, Parameters<typeof styleText>[0]>;

export function createStyle(hasColours: boolean): Style {
  const format = (name: keyof Style) => (text: string) =>
    hasColours && text !== '' ? styleText(FORMATS[name], text, { validateStream: false }) : text;
  return {
    bold: format('bold'),
    italic: format('italic'),
    underline: format('underline'),
    strikethrough: format('strikethrough'),
    code: format('code'),
    dim: format('dim'),
    name: format('name'),
    button: format('button'),
    notice: format('notice'),
  };
}
