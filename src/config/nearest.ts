/** The name that takes the fewest changed, added or left-out letters, at most a third of them; `undefined`: none is near. */
export function nearestName<Name extends string>(typed: string, names: readonly Name[]): Name | undefined {
  let best: Name | undefined;
  let fewest = Math.floor(typed.length / 3) + 1;
  for (const name of names) {
    const distance = editDistance(typed, name);
    if (distance < fewest) {
      best = name;
      fewest = distance;
    }
  }
  return best;
}

function editDistance(a: string, b: string): number {
  let above = Array.from({ length: b.length + 1 }, (_, column) => column);
  for (const [row, letter] of [...a].entries()) {
    const current = [row + 1];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (above[column - 1] ?? 0) + (b[column - 1] === letter ? 0 : 1);
      current.push(Math.min(replaced, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    above = current;
  }
  return above[b.length] ?? 0;
}
