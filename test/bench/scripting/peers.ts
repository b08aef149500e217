/** Other sandboxes, used as their guides say, without limits of any kind. */
import { getQuickJS } from 'quickjs-emscripten';
import { LuaFactory } from 'wasmoon';
import type { Ending } from './scenario.ts';

export type Rows = Record<string, number>[];

export interface Peer {
  readonly name: string;
  /** A function that does nearly nothing, called once. */
  readonly call: () => number;
  /** A function of a list of rows, given as source text: the list goes in and comes out. */
  readonly onRows: (source: string) => (rows: Rows) => Rows;
}

export const openPeers = async (): Promise<Partial<Record<Ending, Peer>>> => ({ js: await quickjsEmscripten(), lua: await wasmoon() });

async function quickjsEmscripten(): Promise<Peer> {
  const vm = (await getQuickJS()).newContext();
  const counter = vm.unwrapResult(vm.evalCode('let n = 0; () => { n += 1; return n; }'));
  return {
    name: 'quickjs-emscripten 0.32.0',
    call: () => {
      const result = vm.unwrapResult(vm.callFunction(counter, vm.undefined));
      const value = vm.getNumber(result);
      result.dispose();
      return value;
    },
    onRows: (source) => {
      const work = vm.unwrapResult(vm.evalCode(`(text) => JSON.stringify((${source})(JSON.parse(text)))`));
      return (rows) => {
        const input = vm.newString(JSON.stringify(rows));
        const result = vm.unwrapResult(vm.callFunction(work, vm.undefined, input));
        const text = vm.getString(result);
        input.dispose();
        result.dispose();
        return JSON.parse(text) as Rows;
      };
    },
  };
}

/** It has no JSON: tables are copied by its own bridge. */
async function wasmoon(): Promise<Peer> {
  const lua = await new LuaFactory().createEngine({ enableProxy: false });
  return {
    name: 'wasmoon 1.16.0',
    call: lua.doStringSync('local n = 0 return function() n = n + 1 return n end') as () => number,
    onRows: (source) => lua.doStringSync(`return ${source}`) as (rows: Rows) => Rows,
  };
}
