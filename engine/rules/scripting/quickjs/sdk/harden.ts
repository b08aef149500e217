/**
 * Guest code: takes away what has no meaning in a replay, then freezes everything that a script can reach, so that neither a mistake nor a
 * trick in one script changes what the names of the language mean.
 */
export const harden = String.raw`
for (const name of ['SharedArrayBuffer', 'Atomics', 'queueMicrotask']) delete globalThis[name];

/** What Error.prepareStackTrace is given would lead to the functions of the SDK, those that the host calls among them. */
Error.prepareStackTrace = (error, sites) => sites;
const CallSite = Object.getPrototypeOf(new Error().stack[0]);
Error.prepareStackTrace = undefined;
delete CallSite.getFunction;
delete CallSite.getThis;

/** Frozen prototypes would forbid their heirs to have a name of their own: these stay assignable on heirs. */
const assignable = (owner, key) => {
  const value = owner[key];
  Object.defineProperty(owner, key, {
    get: () => value,
    set(own) {
      if (this === owner) refuse(key + ' of a built-in cannot be replaced.');
      Object.defineProperty(this, key, { value: own, writable: true, enumerable: true, configurable: true });
    },
  });
};
for (const key of ['toString', 'valueOf', 'toLocaleString', 'hasOwnProperty', 'constructor']) assignable(Object.prototype, key);
for (const Type of [Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError, AggregateError]) {
  for (const key of ['name', 'message', 'toString', 'constructor']) if (Object.hasOwn(Type.prototype, key)) assignable(Type.prototype, key);
}

const samples = [
  function* () {}, async () => {}, async function* () {}, [][Symbol.iterator](), new Map().entries(), new Set().values(), ''[Symbol.iterator](),
  /x/g[Symbol.matchAll]('x'), Iterator.from({ next() {} }), (function* () {})(), (async function* () {})(), [].values().map((x) => x), Decimal, PermissionError, RandomStream, View, CallSite,
];
const seen = new Set([globalThis]);
const reach = [...samples];
for (const key of Reflect.ownKeys(globalThis)) {
  const { value } = Reflect.getOwnPropertyDescriptor(globalThis, key);
  if (key !== 'state' && key !== 'params') reach.push(value);
}
while (reach.length > 0) {
  const item = reach.pop();
  if ((typeof item !== 'object' && typeof item !== 'function') || item === null || seen.has(item)) continue;
  seen.add(item);
  reach.push(Reflect.getPrototypeOf(item));
  for (const key of Reflect.ownKeys(item)) {
    const { value, get, set: setter } = Reflect.getOwnPropertyDescriptor(item, key);
    reach.push(value, get, setter);
  }
  Object.freeze(item);
}
`;
