/** How a text lies in another: with how many slips, and from which of its letters on. */
export interface Far {
  readonly slips: number;
  readonly from: number;
}

/**
 * The fewest slips with which some part of `text` is `typed`: a letter too many, too few or another one, and two that changed
 * places, each count one. What stands before and after that part costs nothing. (Sellers 1980, with Damerau's transposition.)
 */
export function howFar(typed: string, text: string): Far {
  const width = typed.length + 1;
  // One column for each letter of the text: [slips, where the part began], the present one and the two before.
  let [before, last, next] = [column(width), column(width), column(width)];
  let best: Far = { slips: typed.length, from: 0 };
  start(last, 0);
  for (let at = 1; at <= text.length; at += 1) {
    start(next, at);
    for (let row = 1; row < width; row += 1) {
      const same = typed[row - 1] === text[at - 1] ? 0 : 1;
      take(next, row, last.slips[row - 1]! + same, last.from[row - 1]!);
      better(next, row, last.slips[row]! + 1, last.from[row]!);
      better(next, row, next.slips[row - 1]! + 1, next.from[row - 1]!);
      const isSwapped =
        row > 1 && at > 1 && typed[row - 1] === text[at - 2] && typed[row - 2] === text[at - 1];
      if (isSwapped) better(next, row, before.slips[row - 2]! + 1, before.from[row - 2]!);
    }
    const [slips, from] = [next.slips[width - 1]!, next.from[width - 1]!];
    if (slips < best.slips || (slips === best.slips && from < best.from)) best = { slips, from };
    [before, last, next] = [last, next, before];
  }
  return best;
}

interface Column {
  readonly slips: Uint8Array;
  readonly from: Uint8Array;
}

const column = (width: number): Column => ({ slips: new Uint8Array(width), from: new Uint8Array(width) });

/** Before the first letter that was typed: the part begins here. Letters of its own are slips each. */
function start({ slips, from }: Column, at: number): void {
  slips[0] = 0;
  from[0] = at;
  if (at > 0) return;
  for (let row = 1; row < slips.length; row += 1) {
    slips[row] = row;
    from[row] = 0;
  }
}

function take({ slips, from }: Column, row: number, cost: number, began: number): void {
  slips[row] = cost;
  from[row] = began;
}

function better(to: Column, row: number, cost: number, began: number): void {
  if (cost < to.slips[row]!) take(to, row, cost, began);
}
