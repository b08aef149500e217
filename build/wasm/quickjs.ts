import type { RewriteOptions } from './rewrite.ts';
import { schedule } from './schedule.ts';

/** QuickJS as npm has it, and what the metering makes of it. A change to any line is a new engine id. */
export const quickjs = {
  source: 'node_modules/quickjs-wasi/quickjs.wasm',
  output: 'out/wasm/quickjs.wasm',
  options: {
    name: 'quickjs-ng@0.17.0+fuel3',
    constants: {
      'env.host_get_timezone_offset': { returns: 0 },
      'env.host_interrupt': { returns: 0 },
      'env.host_promise_rejection': {},
      'env.host_module_normalize': { returns: 0 },
      'env.host_module_load': { returns: 0 },
      'env.host_call': { returns: 0 },
      'wasi_snapshot_preview1.clock_time_get': { returns: 0, zeroes: 2 },
      'wasi_snapshot_preview1.fd_close': { returns: 52 },
      'wasi_snapshot_preview1.fd_fdstat_get': { returns: 52 },
      'wasi_snapshot_preview1.fd_seek': { returns: 52 },
      'wasi_snapshot_preview1.fd_write': { returns: 52 },
      'wasi_snapshot_preview1.random_get': { returns: 52 },
    },
    schedule,
    // JS_CallInternal: `opcode = *pc++`, the offset of JSStackFrame.cur_pc, and in OP_goto and OP_if_* `pc += …; js_poll_interrupts(ctx)`.
    fetch: {
      code: [0x20, 0x08, 0x2d, 0x00, 0x00, 0x22, 0x0c, 0x41, 0x02, 0x74, 0x28, 0x02],
      frame: 16,
      pointer: 8,
      offset: 28,
      width: 1,
      jumps: { behind: 6, places: [{ code: [0x21, 0x08, 0x20, 0x07, 0x10, 0x5d], count: 7 }] },
    },
    pages: { min: 18, max: 256 },
  },
} as const satisfies { source: string; output: string; options: RewriteOptions };
