/** What a player types, and what a player reads. */
import type { View } from './session.ts';
import type { Command, Field, Level, Value } from './protocol.ts';

const wholeNumbers = new Set(['u8', 'u16', 'u32', 'i32', 'flags']);
const numbers = new Set(['f32', 'f64', ...wholeNumbers]);
const yes = new Set(['yes', 'true', 'on', '1']);
const no = new Set(['no', 'false', 'off', '0']);

/** Reads `order 8`, `take wholesaler` or `PlaceOrder quantity=8`. @returns a sentence where it is no command */
export function readCommand(line: string, level: Level): Command | string {
  const [word = '', ...given] = [...line.matchAll(/"([^"]*)"|(\S+)/g)].map(([, quoted, plain]) => quoted ?? plain ?? '');
  const named = commandsLike(word, level);
  if (named.length !== 1)
    return named.length === 0
      ? `There is no command “${word}”. There are: ${Object.keys(level.commands).join(', ')}.`
      : `“${word}” may be ${named.join(' or ')}.`;
  const type = named[0]!;
  const { fields } = level.commands[type]!;
  const free = Object.keys(fields);
  const payload: Record<string, Value> = {};
  for (const text of given) {
    const [, name, named = ''] = /^([A-Za-z_]\w*)=(.*)$/s.exec(text) ?? [];
    const field = name !== undefined && Object.hasOwn(fields, name) ? name : free[0];
    if (field === undefined) {
      const most = Object.keys(fields).length;
      return `${type} takes ${most} ${most === 1 ? 'value' : 'values'}, and “${text}” is one more.`;
    }
    free.splice(free.indexOf(field), 1);
    const value = readValue(field === name ? named : text, fields[field]!);
    if (value === undefined) return `${field} is ${described(fields[field]!)}, not “${field === name ? named : text}”.`;
    payload[field] = value;
  }
  return { type, payload };
}

function commandsLike(word: string, level: Level): string[] {
  const names = Object.keys(level.commands);
  const wanted = word.toLowerCase();
  const exact = names.filter((name) => name.toLowerCase() === wanted);
  return exact.length > 0 || wanted === '' ? exact : names.filter((name) => name.toLowerCase().includes(wanted));
}

function readValue(text: string, { kind, options, min = -Infinity, max = Infinity }: Field): Value | undefined {
  if (numbers.has(kind)) {
    const value = text.trim() === '' ? Number.NaN : Number(text);
    const fits = Number.isFinite(value) && value >= min && value <= max;
    return fits && (!wholeNumbers.has(kind) || Number.isInteger(value)) ? value : undefined;
  }
  // Money is never a number on its way.
  if (kind === 'decimal') return /^-?\d+(\.\d+)?$/.test(text) ? text : undefined;
  if (kind === 'bool') return yes.has(text.toLowerCase()) ? true : no.has(text.toLowerCase()) ? false : undefined;
  return options === undefined || options.includes(text) ? text : undefined;
}

function described({ kind, min, max, options }: Field): string {
  if (options) return `one of ${options.join(', ')}`;
  if (kind === 'bool') return 'yes or no';
  if (kind !== 'decimal' && !numbers.has(kind)) return 'text';
  const what = wholeNumbers.has(kind) ? 'a whole number' : 'a number';
  return `${what}${min === undefined ? '' : ` from ${min}`}${max === undefined ? '' : ` to ${max}`}`;
}

/** One line for each command that the level takes. */
export const commandLines = ({ commands }: Level): string[] =>
  Object.entries(commands).map(([type, { fields }]) =>
    [`  ${type}`, ...Object.entries(fields).map(([name, field]) => `${name} (${described(field)})`)].join('  '),
  );

/** The time, and whose turn it is. */
export function standingLine({ level, tick, waiting, seats, sender, done, phase }: View): string {
  const time = level?.clock.kind === 'turns' ? `${level.clock.unit} ${tick}` : `tick ${tick}`;
  const owed = seats.filter(({ entity }) => waiting.includes(entity));
  const mine = owed.filter(({ owner }) => owner > 0 && owner === sender);
  const others = owed.filter((seat) => !mine.includes(seat)).map(({ name }) => name);
  return [
    time,
    ...(done ? ['the game is over'] : []),
    ...(phase === 'paused' ? ['paused'] : []),
    ...mine.flatMap(({ name, notice }) => [`your turn as ${name}`, ...(notice === undefined ? [] : [notice])]),
    ...(others.length > 0 ? [`waiting for ${others.join(', ')}`] : []),
  ].join(' · ');
}

/** The figures, several on a line. @param width of the terminal, characters */
export function figureLines({ level, kpis }: View, width: number): string[] {
  const figures = Object.entries(kpis).map(([id, value]) => `${level?.kpis[id]?.label ?? id} ${value}`);
  const cell = Math.max(0, ...figures.map(({ length }) => length)) + 3;
  const columns = Math.max(1, Math.floor(width / cell));
  return Array.from({ length: Math.ceil(figures.length / columns) }, (_, row) =>
    `  ${figures
      .slice(row * columns, (row + 1) * columns)
      .map((figure) => figure.padEnd(cell))
      .join('')}`.trimEnd(),
  );
}

/** Who sits where. */
export const seatLines = ({ seats, sender }: View): string[] =>
  seats.length === 0
    ? ['  There are no seats here.']
    : seats.map(({ name, stage, owner }) => `  ${stage}  ${name}: ${owner === 0 ? 'free' : owner === sender ? 'you' : `player ${owner}`}`);
