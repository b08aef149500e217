/**
 * `lib.d.ts` of a script: the language as the sandbox has it, and nothing more. No Date, eval, timers, Intl, WeakRef, DOM: whatever is not
 * declared here is an error while typing. Used with `noLib`.
 */
const numeric = (name: string, element: string): string => `
interface ${name} {
  readonly BYTES_PER_ELEMENT: number;
  readonly buffer: ArrayBuffer;
  readonly byteLength: number;
  readonly byteOffset: number;
  readonly length: number;
  [index: number]: ${element};
  at(index: number): ${element} | undefined;
  copyWithin(target: number, start: number, end?: number): this;
  entries(): ArrayIterator<[number, ${element}]>;
  every(predicate: (value: ${element}, index: number, array: ${name}) => unknown): boolean;
  fill(value: ${element}, start?: number, end?: number): this;
  filter(predicate: (value: ${element}, index: number, array: ${name}) => unknown): ${name};
  find(predicate: (value: ${element}, index: number, array: ${name}) => unknown): ${element} | undefined;
  findIndex(predicate: (value: ${element}, index: number, array: ${name}) => unknown): number;
  forEach(fn: (value: ${element}, index: number, array: ${name}) => void): void;
  includes(value: ${element}, from?: number): boolean;
  indexOf(value: ${element}, from?: number): number;
  join(separator?: string): string;
  keys(): ArrayIterator<number>;
  map(fn: (value: ${element}, index: number, array: ${name}) => ${element}): ${name};
  reduce(fn: (sum: ${element}, value: ${element}, index: number, array: ${name}) => ${element}): ${element};
  reduce<U>(fn: (sum: U, value: ${element}, index: number, array: ${name}) => U, initial: U): U;
  reverse(): this;
  set(values: ArrayLike<${element}>, offset?: number): void;
  slice(start?: number, end?: number): ${name};
  some(predicate: (value: ${element}, index: number, array: ${name}) => unknown): boolean;
  sort(compare?: (a: ${element}, b: ${element}) => number): this;
  subarray(start?: number, end?: number): ${name};
  values(): ArrayIterator<${element}>;
  [Symbol.iterator](): ArrayIterator<${element}>;
}
interface ${name}Constructor {
  new (length?: number): ${name};
  new (values: ArrayLike<${element}> | Iterable<${element}>): ${name};
  new (buffer: ArrayBuffer, byteOffset?: number, length?: number): ${name};
  readonly BYTES_PER_ELEMENT: number;
  from(values: ArrayLike<${element}> | Iterable<${element}>): ${name};
  of(...values: ${element}[]): ${name};
}
declare var ${name}: ${name}Constructor;
`;

const errors = ['EvalError', 'RangeError', 'ReferenceError', 'SyntaxError', 'TypeError', 'URIError']
  .map(
    (name) =>
      `interface ${name} extends Error {}\ndeclare var ${name}: { new (message?: string, options?: ErrorOptions): ${name}; (message?: string): ${name}; readonly prototype: ${name} };\n`,
  )
  .join('');

const readonlyArray = (self: string): string => `
  readonly length: number;
  at(index: number): T | undefined;
  concat(...items: (T | ConcatArray<T>)[]): T[];
  entries(): ArrayIterator<[number, T]>;
  every<S extends T>(predicate: (value: T, index: number, array: ${self}) => value is S): this is ${self.replace('T', 'S').replace('T[]', 'S[]')};
  every(predicate: (value: T, index: number, array: ${self}) => unknown): boolean;
  filter<S extends T>(predicate: (value: T, index: number, array: ${self}) => value is S): S[];
  filter(predicate: (value: T, index: number, array: ${self}) => unknown): T[];
  find<S extends T>(predicate: (value: T, index: number, array: ${self}) => value is S): S | undefined;
  find(predicate: (value: T, index: number, array: ${self}) => unknown): T | undefined;
  findIndex(predicate: (value: T, index: number, array: ${self}) => unknown): number;
  findLast(predicate: (value: T, index: number, array: ${self}) => unknown): T | undefined;
  findLastIndex(predicate: (value: T, index: number, array: ${self}) => unknown): number;
  flat(): T extends readonly (infer Item)[] ? Item[] : T[];
  flatMap<U>(fn: (value: T, index: number, array: ${self}) => U | readonly U[]): U[];
  forEach(fn: (value: T, index: number, array: ${self}) => void): void;
  includes(value: T, from?: number): boolean;
  indexOf(value: T, from?: number): number;
  join(separator?: string): string;
  keys(): ArrayIterator<number>;
  lastIndexOf(value: T, from?: number): number;
  map<U>(fn: (value: T, index: number, array: ${self}) => U): U[];
  reduce(fn: (sum: T, value: T, index: number, array: ${self}) => T): T;
  reduce<U>(fn: (sum: U, value: T, index: number, array: ${self}) => U, initial: U): U;
  reduceRight<U>(fn: (sum: U, value: T, index: number, array: ${self}) => U, initial: U): U;
  slice(start?: number, end?: number): T[];
  some(predicate: (value: T, index: number, array: ${self}) => unknown): boolean;
  toReversed(): T[];
  toSorted(compare?: (a: T, b: T) => number): T[];
  toSpliced(start: number, count?: number, ...items: T[]): T[];
  toString(): string;
  values(): ArrayIterator<T>;
  with(index: number, value: T): T[];
  [Symbol.iterator](): ArrayIterator<T>;
`;

const math = [
  'abs',
  'acos',
  'acosh',
  'asin',
  'asinh',
  'atan',
  'atanh',
  'cbrt',
  'ceil',
  'clz32',
  'cos',
  'cosh',
  'exp',
  'expm1',
  'floor',
  'fround',
  'log',
  'log10',
  'log1p',
  'log2',
  'round',
  'sign',
  'sin',
  'sinh',
  'sqrt',
  'tan',
  'tanh',
  'trunc',
];

export const scriptLib = `/// <reference no-default-lib="true"/>
// The language as scripts have it. Not part of it, on purpose: Date, timers, eval, network, DOM.

declare var NaN: number;
declare var Infinity: number;
declare function parseInt(text: string, radix?: number): number;
declare function parseFloat(text: string): number;
declare function isNaN(value: number): boolean;
declare function isFinite(value: number): boolean;

interface Symbol { readonly description: string | undefined; toString(): string; valueOf(): symbol }
interface SymbolConstructor {
  readonly iterator: unique symbol;
  readonly asyncIterator: unique symbol;
  readonly hasInstance: unique symbol;
  readonly toPrimitive: unique symbol;
  readonly toStringTag: unique symbol;
  (description?: string): symbol;
  for(key: string): symbol;
}
declare var Symbol: SymbolConstructor;
type PropertyKey = string | number | symbol;
interface PropertyDescriptor { configurable?: boolean; enumerable?: boolean; value?: any; writable?: boolean; get?(): any; set?(value: any): void }
interface TypedPropertyDescriptor<T> { configurable?: boolean; enumerable?: boolean; value?: T; writable?: boolean; get?: () => T; set?: (value: T) => void }

interface Object {
  constructor: Function;
  toString(): string;
  valueOf(): Object;
  hasOwnProperty(key: PropertyKey): boolean;
}
interface ObjectConstructor {
  new (value?: any): Object;
  (value?: any): any;
  assign<T extends object, U>(target: T, ...sources: U[]): T & U;
  create(prototype: object | null): any;
  defineProperty<T>(target: T, key: PropertyKey, descriptor: PropertyDescriptor): T;
  entries<T>(value: { [key: string]: T } | ArrayLike<T>): [string, T][];
  freeze<T>(value: T): Readonly<T>;
  fromEntries<T = any>(entries: Iterable<readonly [PropertyKey, T]>): { [key: string]: T };
  getOwnPropertyNames(value: any): string[];
  getPrototypeOf(value: any): any;
  groupBy<K extends PropertyKey, T>(items: Iterable<T>, fn: (item: T, index: number) => K): Partial<Record<K, T[]>>;
  hasOwn(value: object, key: PropertyKey): boolean;
  is(a: any, b: any): boolean;
  isFrozen(value: any): boolean;
  keys(value: object): string[];
  seal<T>(value: T): T;
  values<T>(value: { [key: string]: T } | ArrayLike<T>): T[];
}
declare var Object: ObjectConstructor;

interface Function {
  apply(this: Function, self: any, values?: any): any;
  call(this: Function, self: any, ...values: any[]): any;
  bind(this: Function, self: any, ...values: any[]): any;
  readonly length: number;
  readonly name: string;
  prototype: any;
}
interface CallableFunction extends Function {
  apply<T, R>(this: (this: T) => R, self: T): R;
  apply<T, A extends any[], R>(this: (this: T, ...values: A) => R, self: T, values: A): R;
  call<T, A extends any[], R>(this: (this: T, ...values: A) => R, self: T, ...values: A): R;
  bind<T>(this: T, self: ThisParameterType<T>): OmitThisParameter<T>;
}
interface NewableFunction extends Function {}
interface IArguments { [index: number]: any; length: number; callee: Function; [Symbol.iterator](): ArrayIterator<any> }
type ThisParameterType<T> = T extends (this: infer U, ...values: never) => any ? U : unknown;
type OmitThisParameter<T> = unknown extends ThisParameterType<T> ? T : T extends (...values: infer A) => infer R ? (...values: A) => R : T;

interface String {
  readonly length: number;
  readonly [index: number]: string;
  at(index: number): string | undefined;
  charAt(index: number): string;
  charCodeAt(index: number): number;
  codePointAt(index: number): number | undefined;
  concat(...texts: string[]): string;
  endsWith(text: string, end?: number): boolean;
  includes(text: string, from?: number): boolean;
  indexOf(text: string, from?: number): number;
  isWellFormed(): boolean;
  lastIndexOf(text: string, from?: number): number;
  match(pattern: string | RegExp): RegExpMatchArray | null;
  matchAll(pattern: RegExp): IteratorObject<RegExpExecArray, BuiltinIteratorReturn, unknown>;
  normalize(form?: 'NFC' | 'NFD' | 'NFKC' | 'NFKD'): string;
  padEnd(length: number, fill?: string): string;
  padStart(length: number, fill?: string): string;
  repeat(count: number): string;
  replace(pattern: string | RegExp, replacement: string): string;
  replace(pattern: string | RegExp, replacer: (match: string, ...groups: any[]) => string): string;
  replaceAll(pattern: string | RegExp, replacement: string): string;
  replaceAll(pattern: string | RegExp, replacer: (match: string, ...groups: any[]) => string): string;
  search(pattern: string | RegExp): number;
  slice(start?: number, end?: number): string;
  split(separator: string | RegExp, limit?: number): string[];
  startsWith(text: string, from?: number): boolean;
  substring(start: number, end?: number): string;
  toLowerCase(): string;
  toString(): string;
  toUpperCase(): string;
  toWellFormed(): string;
  trim(): string;
  trimEnd(): string;
  trimStart(): string;
  valueOf(): string;
  [Symbol.iterator](): ArrayIterator<string>;
}
interface StringConstructor {
  new (value?: any): String;
  (value?: any): string;
  fromCharCode(...codes: number[]): string;
  fromCodePoint(...codes: number[]): string;
  raw(template: { raw: readonly string[] }, ...values: any[]): string;
}
declare var String: StringConstructor;
interface TemplateStringsArray extends ReadonlyArray<string> { readonly raw: readonly string[] }

interface Boolean { valueOf(): boolean }
declare var Boolean: { new (value?: any): Boolean; <T>(value?: T): boolean };

interface Number {
  toExponential(digits?: number): string;
  toFixed(digits?: number): string;
  toPrecision(digits?: number): string;
  toString(radix?: number): string;
  valueOf(): number;
}
interface NumberConstructor {
  new (value?: any): Number;
  (value?: any): number;
  readonly EPSILON: number;
  readonly MAX_SAFE_INTEGER: number;
  readonly MAX_VALUE: number;
  readonly MIN_SAFE_INTEGER: number;
  readonly MIN_VALUE: number;
  readonly NaN: number;
  readonly NEGATIVE_INFINITY: number;
  readonly POSITIVE_INFINITY: number;
  isFinite(value: unknown): boolean;
  isInteger(value: unknown): boolean;
  isNaN(value: unknown): boolean;
  isSafeInteger(value: unknown): boolean;
  parseFloat(text: string): number;
  parseInt(text: string, radix?: number): number;
}
declare var Number: NumberConstructor;

interface BigInt { toString(radix?: number): string; valueOf(): bigint; readonly [Symbol.toStringTag]: 'BigInt' }
declare var BigInt: { (value: bigint | boolean | number | string): bigint; asIntN(bits: number, value: bigint): bigint; asUintN(bits: number, value: bigint): bigint };

interface Math {
  readonly E: number;
  readonly LN10: number;
  readonly LN2: number;
  readonly LOG10E: number;
  readonly LOG2E: number;
  readonly PI: number;
  readonly SQRT1_2: number;
  readonly SQRT2: number;
${math.map((name) => `  ${name}(x: number): number;`).join('\n')}
  atan2(y: number, x: number): number;
  hypot(...values: number[]): number;
  imul(a: number, b: number): number;
  max(...values: number[]): number;
  min(...values: number[]): number;
  pow(base: number, exponent: number): number;
  /** The stream named "Math.random" of this run: the same numbers for the same seed. Prefer \`random('name')\`. */
  random(): number;
}
declare var Math: Math;

interface ErrorOptions { cause?: unknown }
interface Error { name: string; message: string; stack?: string; cause?: unknown }
interface ErrorConstructor { new (message?: string, options?: ErrorOptions): Error; (message?: string, options?: ErrorOptions): Error; readonly prototype: Error }
declare var Error: ErrorConstructor;
${errors}
interface JSON {
  parse(text: string, reviver?: (this: any, key: string, value: any) => any): any;
  stringify(value: any, replacer?: ((this: any, key: string, value: any) => any) | (string | number)[] | null, space?: string | number): string;
  readonly [Symbol.toStringTag]: string;
}
declare var JSON: JSON;

interface ConcatArray<T> { readonly length: number; readonly [index: number]: T; join(separator?: string): string; slice(start?: number, end?: number): T[] }
interface ArrayLike<T> { readonly length: number; readonly [index: number]: T }
interface ReadonlyArray<T> {
  readonly [index: number]: T;
${readonlyArray('readonly T[]')}}
interface Array<T> {
  [index: number]: T;
${readonlyArray('T[]').replace('  readonly length: number;', '  length: number;')}
  copyWithin(target: number, start: number, end?: number): this;
  fill(value: T, start?: number, end?: number): this;
  pop(): T | undefined;
  push(...items: T[]): number;
  reverse(): T[];
  shift(): T | undefined;
  sort(compare?: (a: T, b: T) => number): this;
  splice(start: number, count?: number): T[];
  splice(start: number, count: number, ...items: T[]): T[];
  unshift(...items: T[]): number;
}
interface ArrayConstructor {
  new <T = any>(length?: number): T[];
  new <T>(...items: T[]): T[];
  <T = any>(length?: number): T[];
  from<T>(items: Iterable<T> | ArrayLike<T>): T[];
  from<T, U>(items: Iterable<T> | ArrayLike<T>, fn: (value: T, index: number) => U): U[];
  isArray(value: any): value is any[];
  of<T>(...items: T[]): T[];
  readonly prototype: any[];
}
declare var Array: ArrayConstructor;

interface IteratorYieldResult<T> { done?: false; value: T }
interface IteratorReturnResult<T> { done: true; value: T }
type IteratorResult<T, TReturn = any> = IteratorYieldResult<T> | IteratorReturnResult<TReturn>;
interface Iterator<T, TReturn = any, TNext = any> {
  next(...values: [] | [TNext]): IteratorResult<T, TReturn>;
  return?(value?: TReturn): IteratorResult<T, TReturn>;
  throw?(error?: any): IteratorResult<T, TReturn>;
}
interface Iterable<T, TReturn = any, TNext = any> { [Symbol.iterator](): Iterator<T, TReturn, TNext> }
interface IterableIterator<T, TReturn = any, TNext = any> extends Iterator<T, TReturn, TNext> { [Symbol.iterator](): IterableIterator<T, TReturn, TNext> }
type BuiltinIteratorReturn = intrinsic;
interface IteratorObject<T, TReturn = unknown, TNext = unknown> extends Iterator<T, TReturn, TNext> {
  drop(count: number): IteratorObject<T, undefined, unknown>;
  every(predicate: (value: T, index: number) => unknown): boolean;
  filter(predicate: (value: T, index: number) => unknown): IteratorObject<T, undefined, unknown>;
  find(predicate: (value: T, index: number) => unknown): T | undefined;
  flatMap<U>(fn: (value: T, index: number) => Iterable<U>): IteratorObject<U, undefined, unknown>;
  forEach(fn: (value: T, index: number) => void): void;
  map<U>(fn: (value: T, index: number) => U): IteratorObject<U, undefined, unknown>;
  reduce<U>(fn: (sum: U, value: T, index: number) => U, initial: U): U;
  some(predicate: (value: T, index: number) => unknown): boolean;
  take(count: number): IteratorObject<T, undefined, unknown>;
  toArray(): T[];
  [Symbol.iterator](): IteratorObject<T, TReturn, TNext>;
}
interface ArrayIterator<T> extends IteratorObject<T, BuiltinIteratorReturn, unknown> { [Symbol.iterator](): ArrayIterator<T> }
interface Generator<T = unknown, TReturn = any, TNext = any> extends IteratorObject<T, TReturn, TNext> {
  next(...values: [] | [TNext]): IteratorResult<T, TReturn>;
  return(value: TReturn): IteratorResult<T, TReturn>;
  throw(error: any): IteratorResult<T, TReturn>;
  [Symbol.iterator](): Generator<T, TReturn, TNext>;
}
interface AsyncIterator<T, TReturn = any, TNext = any> { next(...values: [] | [TNext]): Promise<IteratorResult<T, TReturn>> }
interface AsyncIterable<T, TReturn = any, TNext = any> { [Symbol.asyncIterator](): AsyncIterator<T, TReturn, TNext> }
interface AsyncIterableIterator<T, TReturn = any, TNext = any> extends AsyncIterator<T, TReturn, TNext> { [Symbol.asyncIterator](): AsyncIterableIterator<T, TReturn, TNext> }
interface AsyncGenerator<T = unknown, TReturn = any, TNext = any> extends AsyncIterator<T, TReturn, TNext> { [Symbol.asyncIterator](): AsyncGenerator<T, TReturn, TNext> }

interface Map<K, V> {
  readonly size: number;
  clear(): void;
  delete(key: K): boolean;
  entries(): ArrayIterator<[K, V]>;
  forEach(fn: (value: V, key: K, map: Map<K, V>) => void): void;
  get(key: K): V | undefined;
  has(key: K): boolean;
  keys(): ArrayIterator<K>;
  set(key: K, value: V): this;
  values(): ArrayIterator<V>;
  [Symbol.iterator](): ArrayIterator<[K, V]>;
}
interface MapConstructor { new <K = any, V = any>(entries?: Iterable<readonly [K, V]> | null): Map<K, V>; groupBy<K, T>(items: Iterable<T>, fn: (item: T, index: number) => K): Map<K, T[]> }
declare var Map: MapConstructor;
interface ReadonlyMap<K, V> {
  readonly size: number;
  entries(): ArrayIterator<[K, V]>;
  forEach(fn: (value: V, key: K, map: ReadonlyMap<K, V>) => void): void;
  get(key: K): V | undefined;
  has(key: K): boolean;
  keys(): ArrayIterator<K>;
  values(): ArrayIterator<V>;
  [Symbol.iterator](): ArrayIterator<[K, V]>;
}
interface Set<T> {
  readonly size: number;
  add(value: T): this;
  clear(): void;
  delete(value: T): boolean;
  difference<U>(other: Set<U>): Set<T>;
  entries(): ArrayIterator<[T, T]>;
  forEach(fn: (value: T, again: T, set: Set<T>) => void): void;
  has(value: T): boolean;
  intersection<U>(other: Set<U>): Set<T & U>;
  isSubsetOf(other: Set<unknown>): boolean;
  keys(): ArrayIterator<T>;
  union<U>(other: Set<U>): Set<T | U>;
  values(): ArrayIterator<T>;
  [Symbol.iterator](): ArrayIterator<T>;
}
declare var Set: { new <T = any>(values?: Iterable<T> | null): Set<T> };
interface ReadonlySet<T> { readonly size: number; forEach(fn: (value: T) => void): void; has(value: T): boolean; values(): ArrayIterator<T>; [Symbol.iterator](): ArrayIterator<T> }
interface WeakMap<K extends object, V> { delete(key: K): boolean; get(key: K): V | undefined; has(key: K): boolean; set(key: K, value: V): this }
declare var WeakMap: { new <K extends object, V>(entries?: Iterable<readonly [K, V]> | null): WeakMap<K, V> };
interface WeakSet<T extends object> { add(value: T): this; delete(value: T): boolean; has(value: T): boolean }
declare var WeakSet: { new <T extends object>(values?: Iterable<T> | null): WeakSet<T> };

interface RegExpMatchArray extends Array<string> { index?: number; input?: string; groups?: { [key: string]: string }; 0: string }
interface RegExpExecArray extends Array<string> { index: number; input: string; groups?: { [key: string]: string }; 0: string }
interface RegExp {
  readonly flags: string;
  readonly global: boolean;
  readonly ignoreCase: boolean;
  lastIndex: number;
  readonly multiline: boolean;
  readonly source: string;
  readonly sticky: boolean;
  readonly unicode: boolean;
  exec(text: string): RegExpExecArray | null;
  test(text: string): boolean;
}
declare var RegExp: { new (pattern: RegExp | string, flags?: string): RegExp; (pattern: RegExp | string, flags?: string): RegExp };

interface PromiseLike<T> { then<A = T, B = never>(onValue?: ((value: T) => A | PromiseLike<A>) | null, onError?: ((error: any) => B | PromiseLike<B>) | null): PromiseLike<A | B> }
/** Promises settle within the tick in which they were made. */
interface Promise<T> {
  then<A = T, B = never>(onValue?: ((value: T) => A | PromiseLike<A>) | null, onError?: ((error: any) => B | PromiseLike<B>) | null): Promise<A | B>;
  catch<B = never>(onError?: ((error: any) => B | PromiseLike<B>) | null): Promise<T | B>;
  finally(fn?: (() => void) | null): Promise<T>;
}
interface PromiseConstructor {
  new <T>(executor: (resolve: (value: T | PromiseLike<T>) => void, reject: (error?: any) => void) => void): Promise<T>;
  all<T extends readonly unknown[] | []>(values: T): Promise<{ -readonly [P in keyof T]: Awaited<T[P]> }>;
  race<T extends readonly unknown[] | []>(values: T): Promise<Awaited<T[number]>>;
  reject<T = never>(error?: any): Promise<T>;
  resolve(): Promise<void>;
  resolve<T>(value: T): Promise<Awaited<T>>;
}
declare var Promise: PromiseConstructor;
type Awaited<T> = T extends null | undefined ? T : T extends object & { then(onValue: infer F, ...rest: infer _): any } ? (F extends (value: infer V, ...rest: infer _) => any ? Awaited<V> : never) : T;

interface ArrayBuffer { readonly byteLength: number; slice(start?: number, end?: number): ArrayBuffer }
declare var ArrayBuffer: { new (bytes: number): ArrayBuffer; isView(value: any): boolean };
${['Int8Array', 'Uint8Array', 'Uint8ClampedArray', 'Int16Array', 'Uint16Array', 'Int32Array', 'Uint32Array', 'Float32Array', 'Float64Array'].map((name) => numeric(name, 'number')).join('')}${['BigInt64Array', 'BigUint64Array'].map((name) => numeric(name, 'bigint')).join('')}
type Partial<T> = { [P in keyof T]?: T[P] };
type Required<T> = { [P in keyof T]-?: T[P] };
type Readonly<T> = { readonly [P in keyof T]: T[P] };
type Pick<T, K extends keyof T> = { [P in K]: T[P] };
type Record<K extends keyof any, T> = { [P in K]: T };
type Exclude<T, U> = T extends U ? never : T;
type Extract<T, U> = T extends U ? T : never;
type Omit<T, K extends keyof any> = Pick<T, Exclude<keyof T, K>>;
type NonNullable<T> = T & {};
type Parameters<T extends (...values: any) => any> = T extends (...values: infer P) => any ? P : never;
type ReturnType<T extends (...values: any) => any> = T extends (...values: any) => infer R ? R : any;
type InstanceType<T extends abstract new (...values: any) => any> = T extends abstract new (...values: any) => infer R ? R : any;
type Uppercase<S extends string> = intrinsic;
type Lowercase<S extends string> = intrinsic;
type Capitalize<S extends string> = intrinsic;
type Uncapitalize<S extends string> = intrinsic;
type NoInfer<T> = intrinsic;
interface ThisType<T> {}
`;
