import { invoke, resizeHeap, throwLongjmp } from './inside.ts';
import type { RewriteOptions } from './rewrite.ts';
import { schedule } from './schedule.ts';

/** Not there, as the file system's calls say it. */
const ENOSYS = { returns: -52 };

/** Lua 5.4 as npm has it, and what the metering makes of it. A change to any line is a new engine id. */
export const lua = {
  source: 'node_modules/wasmoon/dist/glue.wasm',
  output: 'out/wasm/lua.wasm',
  options: {
    name: 'lua@5.4+fuel3',
    constants: {
      'env.abort': {},
      'env.strftime': { returns: 0 },
      'env.system': { returns: -1 },
      'env.exit': {},
      // The seed of hashes is made of the time and of addresses: with this it is the same everywhere, and so is the order of pairs.
      'env.emscripten_date_now': { returns: 0 },
      'env._emscripten_get_now_is_monotonic': { returns: 1 },
      'env.__syscall_openat': ENOSYS,
      'env.__syscall_fcntl64': ENOSYS,
      'env.__syscall_ioctl': ENOSYS,
      'env.__syscall_dup3': ENOSYS,
      'env.__syscall_unlinkat': ENOSYS,
      'env.__syscall_rmdir': ENOSYS,
      'env.__syscall_renameat': ENOSYS,
      'env.__syscall_readlinkat': ENOSYS,
      'env._mktime_js': { returns: 0 },
      'env._localtime_js': {},
      'env._gmtime_js': {},
      'env._tzset_js': {},
      'wasi_snapshot_preview1.fd_write': { returns: 52 },
      'wasi_snapshot_preview1.fd_read': { returns: 52 },
      'wasi_snapshot_preview1.fd_close': { returns: 52 },
      'wasi_snapshot_preview1.fd_seek': { returns: 52 },
      'wasi_snapshot_preview1.environ_sizes_get': { returns: 52 },
      'wasi_snapshot_preview1.environ_get': { returns: 52 },
    },
    inside: {
      'env.invoke_vii': invoke(2_000),
      'env._emscripten_throw_longjmp': throwLongjmp,
      'env.emscripten_resize_heap': resizeHeap,
    },
    hidden: ['__stack_pointer', 'lq_global_1', 'lq_global_2', 'lq_global_3'],
    // The most values on a script's stack (LUAI_MAXSTACK), also in bytes, and a third of it: calls that go on and on end with an error long
    // before the memory does.
    numbers: [
      { from: 1_000_000, to: 100_000, times: 6 },
      { from: 1_000_200, to: 100_200, times: 1 },
      { from: 999_999, to: 99_999, times: 2 },
      { from: 16_000_001, to: 1_600_001, times: 1 },
      { from: 333_332, to: 33_332, times: 1 },
    ],
    schedule,
    // luaV_execute: `i = *pc`, the offset of CallInfo.u.l.savedpc, and `pc += …` with what comes after it in OP_JMP and OP_FORLOOP, in
    // donextjump, in OP_EQ and in OP_TFORLOOP.
    fetch: {
      code: [0x20, 0x01, 0x28, 0x02, 0x00, 0x22, 0x01, 0x41, 0xff, 0x00, 0x71, 0x41, 0x02, 0x74],
      frame: 7,
      pointer: 1,
      offset: 16,
      width: 4,
      jumps: {
        behind: 3,
        places: [
          { code: [0x21, 0x01, 0x41, 0x00, 0x21, 0x04, 0x20, 0x07, 0x28, 0x02, 0x14], count: 2 },
          { code: [0x21, 0x01, 0x20, 0x07, 0x28, 0x02, 0x14, 0x0b], count: 9 },
          { code: [0x21, 0x01, 0x41, 0x00, 0x21, 0x04, 0x20, 0x02, 0x04, 0x40], count: 1 },
          { code: [0x05, 0x20, 0x03, 0x0b, 0x21, 0x01, 0x41, 0x00, 0x21, 0x02], at: 4, count: 1 },
        ],
      },
    },
    // 29 KiB of data, 1 MiB of stack and a first heap; 256 pages of it would be zeros in every image.
    pages: { min: 34, max: 512, instead: 256 },
  },
} as const satisfies { source: string; output: string; options: RewriteOptions };
