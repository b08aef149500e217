/** Differences of texts as edits: what an outside change of a script becomes, so that carets and other people's typing stay where they are. */

/** Replaces `remove` UTF-16 units at `at` by `insert`. Edits of one list are in order, do not overlap and all speak of the text before them. */
export interface TextEdit {
  at: number;
  remove: number;
  insert: string;
}

/** More differing lines than this and the whole middle is one edit: the search is quadratic in them. */
const longestSearch = 2000;

/** A short list of edits that turns `before` into `after`: lines by Myers' O(ND) search (1986), then the units inside each changed block. */
export function diffText(before: string, after: string): TextEdit[] {
  if (before === after) return [];
  const a = splitLines(before);
  const b = splitLines(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const offset = a.slice(0, start).join('').length;
  const blocks = changedBlocks(a.slice(start, a.length - end), b.slice(start, b.length - end));
  const edits: TextEdit[] = [];
  for (const { at, removed, inserted } of blocks) {
    const edit = trim(offset + at, removed, inserted);
    if (edit.remove > 0 || edit.insert !== '') edits.push(edit);
  }
  return edits;
}

/** Lines `from` to before `to` of the text before, 0-based, became `lines` (each with its line feed); they stand at `at` in the text after. */
export interface LineEdit {
  from: number;
  to: number;
  at: number;
  lines: readonly string[];
}

/** What changed, in whole lines; in order, and between two of them stands at least one line that both texts have. */
export function diffLines(before: string, after: string): LineEdit[] {
  const a = splitLines(before);
  const b = splitLines(after);
  let start = 0;
  while (start < a.length && start < b.length && a[start] === b[start]) start += 1;
  let end = 0;
  while (end < a.length - start && end < b.length - start && a[a.length - 1 - end] === b[b.length - 1 - end]) end += 1;
  const [left, right] = [a.slice(start, a.length - end), b.slice(start, b.length - end)];
  const common = left.length === 0 || right.length === 0 ? [] : (commonLines(left, right) ?? []);
  const edits: LineEdit[] = [];
  let [i, j] = [0, 0];
  for (const [x, y] of [...common, [left.length, right.length] as const]) {
    if (x > i || y > j) edits.push({ from: start + i, to: start + x, at: start + j, lines: right.slice(j, y) });
    [i, j] = [x + 1, y + 1];
  }
  return edits;
}

export function applyTextEdits(text: string, edits: readonly TextEdit[]): string {
  let out = '';
  let at = 0;
  for (const edit of edits) {
    out += text.slice(at, edit.at) + edit.insert;
    at = edit.at + edit.remove;
  }
  return out + text.slice(at);
}

/**
 * `edits` and `others` both speak of one text; returns `edits` as they must read after `others` have been applied. What both removed is
 * removed once; text that one inserted stays even where the other removed its surroundings.
 */
export function rebaseTextEdits(edits: readonly TextEdit[], others: readonly TextEdit[]): TextEdit[] {
  const map = (position: number, stick: 'left' | 'right'): number => {
    let shift = 0;
    for (const { at, remove, insert } of others) {
      if (at > position || (at === position && stick === 'left')) break;
      if (position < at + remove) return at + shift + (stick === 'right' ? insert.length : 0);
      shift += insert.length - remove;
    }
    return position + shift;
  };
  return edits.flatMap(({ at, remove, insert }) => {
    if (remove === 0) return [{ at: map(at, 'right'), remove: 0, insert }];
    // What others inserted inside the removed range survives: the range is removed around it.
    const pieces: TextEdit[] = [];
    let from = at;
    for (const other of others) {
      if (other.at + other.remove < at || other.at > at + remove || other.insert === '') continue;
      const cut = Math.min(Math.max(other.at, from), at + remove);
      if (cut > from) pieces.push({ at: map(from, 'right'), remove: map(cut, 'left') - map(from, 'right'), insert: '' });
      from = Math.max(from, Math.min(other.at + other.remove, at + remove));
    }
    const start = map(from, 'right');
    pieces.push({ at: start, remove: Math.max(0, map(at + remove, 'left') - start), insert: '' });
    pieces[0] = { ...pieces[0]!, insert };
    return pieces.filter((piece) => piece.remove > 0 || piece.insert !== '');
  });
}

/** Each with its line feed. */
export const splitLines = (text: string): string[] => text.match(/[^\n]*\n|[^\n]+$/g) ?? [];

interface Block {
  at: number;
  removed: string;
  inserted: string;
}

function changedBlocks(a: readonly string[], b: readonly string[]): Block[] {
  const whole = [{ at: 0, removed: a.join(''), inserted: b.join('') }];
  if (a.length === 0 || b.length === 0) return whole;
  const common = commonLines(a, b);
  if (!common) return whole;
  const blocks: Block[] = [];
  let [i, j, at] = [0, 0, 0];
  for (const [x, y] of [...common, [a.length, b.length] as const]) {
    const removed = a.slice(i, x).join('');
    const inserted = b.slice(j, y).join('');
    if (removed !== '' || inserted !== '') blocks.push({ at, removed, inserted });
    at += removed.length + (a[x]?.length ?? 0);
    i = x + 1;
    j = y + 1;
  }
  return blocks;
}

/** Pairs of equal lines on a shortest edit path, in order; undefined when the texts differ too much to search. */
function commonLines(a: readonly string[], b: readonly string[]): (readonly [number, number])[] | undefined {
  const reach = a.length + b.length;
  const offset = reach + 1;
  const furthest = new Int32Array(2 * reach + 3);
  const trail: Int32Array[] = [];
  for (let d = 0; d <= Math.min(reach, longestSearch); d += 1) {
    trail.push(furthest.slice(offset - d - 1, offset + d + 2));
    for (let k = -d; k <= d; k += 2) {
      const down = k === -d || (k !== d && furthest[offset + k - 1]! < furthest[offset + k + 1]!);
      let x = down ? furthest[offset + k + 1]! : furthest[offset + k - 1]! + 1;
      while (x < a.length && x - k < b.length && a[x] === b[x - k]) x += 1;
      furthest[offset + k] = x;
      if (x >= a.length && x - k >= b.length) return backtrack(trail, a.length, b.length);
    }
  }
  return undefined;
}

function backtrack(trail: readonly Int32Array[], lengthA: number, lengthB: number): (readonly [number, number])[] {
  const pairs: (readonly [number, number])[] = [];
  let [x, y] = [lengthA, lengthB];
  for (let d = trail.length - 1; d >= 0; d -= 1) {
    // `trail[d]` holds diagonals -d-1..d+1 as they stood before step d.
    const before = (k: number): number => trail[d]![k + d + 1]!;
    const k = x - y;
    const down = k === -d || (k !== d && before(k - 1) < before(k + 1));
    const fromK = down ? k + 1 : k - 1;
    const fromX = d === 0 ? 0 : before(fromK);
    const fromY = d === 0 ? 0 : fromX - fromK;
    const startX = d === 0 ? 0 : down ? fromX : fromX + 1;
    while (x > startX) {
      x -= 1;
      y -= 1;
      pairs.push([x, y]);
    }
    [x, y] = [fromX, fromY];
  }
  return pairs.toReversed();
}

const isLowSurrogate = (unit: number): boolean => unit >= 0xdc00 && unit <= 0xdfff;

/** Cuts what both ends share, never through a surrogate pair. */
function trim(at: number, removed: string, inserted: string): TextEdit {
  const shortest = Math.min(removed.length, inserted.length);
  let head = 0;
  while (head < shortest && removed[head] === inserted[head]) head += 1;
  while (head > 0 && (isLowSurrogate(removed.charCodeAt(head)) || isLowSurrogate(inserted.charCodeAt(head)))) head -= 1;
  let tail = 0;
  while (tail < shortest - head && removed[removed.length - 1 - tail] === inserted[inserted.length - 1 - tail]) tail += 1;
  while (tail > 0 && isLowSurrogate(removed.charCodeAt(removed.length - tail))) tail -= 1;
  return { at: at + head, remove: removed.length - head - tail, insert: inserted.slice(head, inserted.length - tail) };
}
