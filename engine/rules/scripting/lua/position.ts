/** Where a stopped interpreter stood, in the author's source: read from its frames, which still lie in the memory. Nothing inside runs. */
import type { Frame, Script } from '../world.ts';
import { CODE, DEBUG, FRAME, INSTRUCTION, chunkOf } from './layout.ts';
import type { Lua, State } from './lua.ts';

/** As deep as it is looked, and as much as is told. */
const LEVELS = 400;
const FRAMES = 60;

interface Found extends Frame {
  /** Address of its CallInfo. */
  readonly at: number;
  readonly state: State;
  readonly level: number;
}

/** Frames innermost first, and the line of the loop that the innermost stands in. */
export const standingOf = (lua: Lua, state: State, script: Script): { frames: Frame[]; loop: number | undefined } => {
  const found: Found[] = [];
  asFarAsItLeads(() => findFrames(lua, state, script, found));
  const [top] = found;
  return {
    frames: found.map(({ name, file, line, column }) => ({ name, file, line, column })),
    loop: top && asFarAsItLeads(() => loopLine(lua, top, script.code)),
  };
};

/** Fuel may run out while the interpreter moves its own stack, whose frames then lead nowhere: what is known by then is told. */
const asFarAsItLeads = <T>(look: () => T): T | undefined => {
  try {
    return look();
  } catch (error) {
    if (error instanceof WebAssembly.RuntimeError) return undefined;
    throw error;
  }
};

/** The author's frames of a thread, those of the coroutine that it runs before its own. */
const findFrames = (lua: Lua, state: State, script: Script, found: Found[]): void => {
  const source = `=${chunkOf(script.path)}`;
  for (let level = 0; level < LEVELS && found.length < FRAMES; level++) {
    const debug = lua.levelOf(state, level);
    if (debug === 0) break;
    const what = lua.text(lua.word(debug + DEBUG.what));
    if (level === 0 && what === 'C') {
      const running = coroutineOf(lua, state);
      if (running !== 0) findFrames(lua, running, script, found);
      lua.levelOf(state, level);
    }
    const line = lua.word(debug + DEBUG.line) | 0;
    if (line <= 0 || lua.text(lua.word(debug + DEBUG.source)) !== source) continue;
    const name = lua.word(debug + DEBUG.name);
    const called = what === 'main' ? '<main>' : name === 0 ? '<anonymous>' : lua.text(name);
    found.push({ name: called, file: script.path, line, column: 1, at: lua.word(debug + DEBUG.frame), state, level });
  }
};

/** The thread that the C function on top of another one resumed: its first argument (resume) or what it holds (wrap); 0 if it is another function. */
const coroutineOf = (lua: Lua, state: State): State => {
  const e = lua.exports;
  const debug = lua.levelOf(state, 0, 'f');
  const held = e.lua_getupvalue(state, -1, 1) === 0 ? 0 : e.lua_tothread(state, -1);
  if (held !== 0) return held;
  return e.lua_getlocal(state, debug, 1) === 0 ? 0 : e.lua_tothread(state, -1);
};

/** The line at which the loop begins that the frame stands in; undefined if it stands in none. */
const loopLine = (lua: Lua, { at, state, level }: Found, code: string): number | undefined => {
  const [frame, from, to] = (['lq_turn_frame', 'lq_turn_from', 'lq_turn_to'] as const).map(
    (name) => (lua.exports[name].value as number) >>> 0,
  );
  if (frame !== at) return undefined;
  const prototype = lua.word(lua.word(lua.word(at + CODE.function) + CODE.closure) + CODE.prototype);
  const first = lua.word(prototype + CODE.code);
  const end = first + lua.word(prototype + CODE.count) * INSTRUCTION;
  const pointer = lua.word(at + FRAME.pointer) - INSTRUCTION;
  if (!(first <= to! && to! <= pointer && pointer <= from! && from! < end)) return undefined;
  const lineAt = (instruction: number): number => lua.placed(at, instruction, () => lua.word(lua.levelOf(state, level, 'l') + DEBUG.line));
  return headOf(code, Math.min(lineAt(from!), lineAt(to!)));
};

/** The nearest line, from one on upwards, that has the word of a loop: of a loop without a condition the head itself has no instruction. */
const headOf = (code: string, line: number): number => {
  const lines = code.split('\n');
  for (let i = line; i > 0; i--) if (/\b(?:while|for|repeat)\b/.test((lines[i - 1] ?? '').replace(/--.*/, ''))) return i;
  return line;
};
