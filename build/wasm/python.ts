import { invoke, resizeHeap, throwLongjmp } from './inside.ts';
import type { RewriteOptions } from './rewrite.ts';
import { schedule } from './schedule.ts';
import type { Constant } from './seal.ts';

/** Not there, as the file system's calls say it. */
const ENOSYS = { returns: -52 };
const TRAP = { traps: true };

const all = <Value>(module: string, names: string, value: Value): Record<string, Value> =>
  Object.fromEntries(names.split(' ').map((name) => [`${module}.${name}`, value]));

/** The ways to objects of JavaScript: a script that took one would end there. */
const bridge: Record<string, Constant> = {
  ...all('env', 'call0 call1 call2 calln call0_kwarg calln_kwarg lookup_attr store_attr has_attr js_subscr_load js_subscr_store', TRAP),
  ...all('env', 'js_get_iter js_iter_next js_reflect_construct js_get_error_info js_get_proxy_js_ref_info js_check_existing', TRAP),
  ...all('env', 'js_then_resolve js_then_reject js_then_continue create_promise', TRAP),
  ...all('env', 'proxy_convert_mp_to_js_then_js_to_mp_obj_jsside proxy_convert_mp_to_js_then_js_to_js_then_js_to_mp_obj_jsside', TRAP),
  'env.proxy_js_free_obj': {},
};

const files: Record<string, Constant> = {
  ...all('env', '__syscall_chdir __syscall_getcwd __syscall_mkdirat __syscall_openat __syscall_poll __syscall_getdents64', ENOSYS),
  ...all('env', '__syscall_renameat __syscall_rmdir __syscall_fstat64 __syscall_stat64 __syscall_newfstatat __syscall_lstat64', ENOSYS),
  ...all('env', '__syscall_statfs64 __syscall_unlinkat', ENOSYS),
  ...all('wasi_snapshot_preview1', 'fd_close fd_sync fd_seek fd_read fd_write', { returns: 52 }),
};

/** MicroPython as npm has it, and what the metering makes of it. A change to any line is a new engine id. */
export const micropython = {
  source: 'node_modules/@micropython/micropython-webassembly-pyscript/micropython.wasm',
  output: 'out/wasm/micropython.wasm',
  options: {
    name: 'micropython@1.27.0+fuel3',
    constants: {
      ...bridge,
      ...files,
      'env._abort_js': TRAP,
      'env.mp_js_random_u32': { returns: 0 },
      'env.mp_js_ticks_ms': { returns: 0 },
      'env.mp_js_time_ms': { returns: 0 },
    },
    inside: {
      ...all('env', 'invoke_i invoke_ii invoke_iii invoke_iiii invoke_iiiii invoke_iiiiii', invoke(2_000)),
      ...all('env', 'invoke_v invoke_vi invoke_vii invoke_viii invoke_viiii', invoke(2_000)),
      'env._emscripten_throw_longjmp': throwLongjmp,
      'env.emscripten_resize_heap': resizeHeap,
    },
    hidden: ['__stack_pointer', 'lq_global_1', 'lq_global_2', 'lq_global_3'],
    schedule,
    // 64 KiB of stack and 190 KiB of data; 259 pages of it would be zeros in every image.
    pages: { min: 8, max: 512, instead: 259 },
  },
} as const satisfies { source: string; output: string; options: RewriteOptions };
