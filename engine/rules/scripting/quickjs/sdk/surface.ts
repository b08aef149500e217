/** Guest code: the names a script finds, and nothing else of the SDK. */
export const surface = String.raw`
let loading = true;
let params = {};
let tables = {};
const handlers = new Map();
const registered = { start: [], onTick: [] };

const register = (list, hook) => (fn) => {
  if (typeof fn !== 'function') refuse(hook + ' needs a function.');
  if (!loading) refuse(hook + '(...) belongs to the top level of the script, where it is found again after a restart.', Error);
  list.push(fn);
};
const onTick = register(registered.onTick, 'onTick');
const start = register(registered.start, 'start');

const on = (type, fn) => {
  typeName(type, 'on');
  if (!handlers.has(type)) {
    register([], 'on')(fn);
    handlers.set(type, [fn]);
  } else register(handlers.get(type), 'on')(fn);
};

const table = (name) => {
  if (!Object.hasOwn(tables, name)) refuse('There is no table ' + show(name) + '. There are: ' + (Object.keys(tables).join(', ') || 'none') + '.', ReferenceError);
  return tables[name];
};

const time = Object.freeze({
  get tick() { return input[0]; },
  get now() { return input[1]; },
  get dt() { return input[2]; },
});

const offer = (names) => {
  for (const name of Object.keys(names)) Object.defineProperty(globalThis, name, { value: names[name], writable: true, enumerable: false, configurable: true });
};

offer({
  start, onTick, on_tick: onTick, on, query, set, emit, after, spawn, despawn, kpi, log, table, time, path,
  random: Object.freeze(streamNamed), decimal: ofDecimal, state: {}, params,
  console: Object.freeze({ log, info: log, warn: log, error: log }),
});
`;
