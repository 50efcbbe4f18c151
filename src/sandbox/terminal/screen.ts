import { clearScreenDown, cursorTo, type Interface, moveCursor } from 'node:readline';
import type { Writable } from 'node:stream';

/** Where lines are printed while somebody may be typing. */
export type Screen = {
  /** Prints above the line that is being typed, which stays. */
  print(text: string): void;
  /** From now on a line may be in the making. */
  attach(line: Interface): void;
  detach(): void;
};

export function createScreen(output: Writable): Screen {
  let line: Interface | undefined;
  return {
    print(text) {
      if (line === undefined) {
        output.write(`${text}\n`);
        return;
      }
      // What is typed may have grown over several rows.
      moveCursor(output, 0, -line.getCursorPos().rows);
      cursorTo(output, 0);
      clearScreenDown(output);
      output.write(`${text}\n`);
      line.prompt(true);
    },
    attach(typed) {
      line = typed;
    },
    detach() {
      if (line) output.write('\n');
      line = undefined;
    },
  };
}
