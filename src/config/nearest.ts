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
  for (let row = 1; row <= a.length; row++) {
    const current = [row];
    for (let column = 1; column <= b.length; column++) {
      const replaced = (above[column - 1] ?? 0) + (a[row - 1] === b[column - 1] ? 0 : 1);
      current.push(Math.min(replaced, (above[column] ?? 0) + 1, (current[column - 1] ?? 0) + 1));
    }
    above = current;
  }
  return above[b.length] ?? 0;
}
