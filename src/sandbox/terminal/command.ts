/** What one typed line asks for. A press names its buttons by number or by what stands on them. */
export type TerminalCommand =
  | { kind: 'nothing' }
  | { kind: 'help' }
  | { kind: 'quit' }
  /** `undefined`: who is there? */
  | { kind: 'seat'; name: string | undefined }
  | { kind: 'press'; buttons: readonly (number | string)[] }
  | { kind: 'send'; text: string }
  | { kind: 'wrong'; hint: string };

/**
 * Reads a line. What begins with `:` presses buttons: no command of the bot and no PIN begins so. `/help`, `/quit` and `/as` are the
 * terminal's own, and `//` lets the bot have a command of that name. Everything else is sent, `\n` as a line break.
 */
export function readCommand(line: string): TerminalCommand {
  const text = line.trim();
  if (text === '') return { kind: 'nothing' };
  if (text.startsWith(':')) return readPress(text.slice(1).trim());
  if (text.startsWith('//')) return { kind: 'send', text: text.slice(1) };
  const [, word = '', rest = ''] = /^(\S+)\s*(.*)$/.exec(text) ?? [];
  switch (word.toLowerCase()) {
    case '/help':
      return { kind: 'help' };
    case '/quit':
      return { kind: 'quit' };
    case '/as':
      return { kind: 'seat', name: rest === '' ? undefined : rest };
    default:
      return { kind: 'send', text: text.replaceAll('\\n', '\n') };
  }
}

function readPress(what: string): TerminalCommand {
  if (/^[0-9]{1,6}$/.test(what)) return { kind: 'press', buttons: [Number(what)] };
  if (/^(\[[^\]]+\]\s*)+$/.test(what)) {
    return {
      kind: 'press',
      buttons: [...what.matchAll(/\[([^\]]+)\]/g)].map(([, label = '']) => label.trim()),
    };
  }
  return { kind: 'wrong', hint: 'A button is pressed by its number, :1, or by what stands on it, :[Beli].' };
}
