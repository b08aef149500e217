/** Guest code: what the host may call. It holds this one function; a script never sees it. */
export const calls = String.raw`
let hooks = { start: [], onTick: [] };
let failure;
let outcome;
let lastState = '{}';

const cut = (value, length) => (typeof value === 'string' ? value.slice(0, length) : undefined);

const MOST_WRITTEN = 8;
const plainName = /^[A-Za-z_$][\w$]*$/;

/** What was thrown and is no error, much as one writes it: its first fields, two levels deep. */
const written = (value, depth) => {
  if (depth === 0 || typeof value !== 'object' || value === null || value instanceof Decimal) return show(value);
  const isList = Array.isArray(value);
  const names = Object.keys(value);
  const parts = names.slice(0, MOST_WRITTEN).map((name) => {
    const item = written(value[name], depth - 1);
    return isList ? item : (plainName.test(name) ? name : show(name)) + ': ' + item;
  });
  if (names.length > parts.length) parts.push('...');
  return isList ? '[' + parts.join(', ') + ']' : '{' + parts.join(', ') + '}';
};

const thrown = (value) => {
  let text;
  try {
    text = written(value, 2);
  } catch {
    // A getter that throws, or a proxy.
    text = show(value);
  }
  return text.length > 200 ? text.slice(0, 200) + '...' : text;
};

/** An error as data. Whatever was thrown, this neither throws nor runs code of the script but getters, and those under fuel. */
const describe = (error) => {
  try {
    if (error instanceof Error) return { name: cut(error.name, 100), message: cut(error.message, 2000), stack: cut(error.stack, 8000) };
    return { message: 'threw ' + thrown(error) };
  } catch {
    return { message: 'threw something that cannot be read' };
  }
};

const fail = (error) => { failure ??= describe(error); };

const stateText = () => {
  const own = globalThis.state;
  if (typeof own !== 'object' || own === null || Array.isArray(own)) refuse('state is an object; ' + show(own) + ' is not.');
  return toStateText(own);
};

const setup = (input) => {
  const given = parse(input);
  limits = given.limits;
  seedLow = given.seed[0];
  seedHigh = given.seed[1];
  types = given.types.map(defineType);
  members = types.map(() => []);
  typeNames = given.names;
  unread = new Set(given.names);
  tables = freezeDeep(revive(given.tables));
  globalThis.params = freezeDeep(revive(given.params));
};

/** Ends loading: takes the hooks that the script defined as functions of their own. */
const attach = (own) => {
  try {
    for (const [name, fn, sdk] of [['start', own.start, start], ['onTick', own.onTick, onTick], ['onTick', own.on_tick, onTick]]) {
      hooks[name].push(...registered[name].splice(0));
      if (typeof fn === 'function' && fn !== sdk) hooks[name].push(fn);
    }
    lastState = stateText();
  } catch (error) {
    fail(error);
  }
  loading = false;
  const found = { hooks: Object.keys(hooks).filter((name) => hooks[name].length > 0), events: [...handlers.keys()], state: lastState, logs, failure };
  failure = undefined;
  return stringify(found);
};

const watch = (result) => {
  if (result instanceof Promise) result.then((value) => { outcome = value; }, fail);
  else if (result !== undefined) outcome = result;
};

const run = (text) => {
  beginCall();
  failure = undefined;
  outcome = undefined;
  mayDraw = acting = true;
  try {
    let events = [];
    if (text !== undefined) {
      const given = parse(text);
      if (given.renew) {
        texts = [''];
        textIds = new Map([['', 0]]);
      }
      for (const value of given.texts) idOfText(value);
      freshTexts = [];
      events = given.events;
    }
    if (input[3] === 1) place();
    for (const { type, payload, sender, entity } of events) {
      for (const handler of handlers.get(type) ?? []) watch(handler(revive(payload), { type, sender, entity, tick: input[0] }));
    }
    const hook = input[4];
    if (hook === 1) for (const fn of hooks.start) watch(fn());
    else if (hook === 2) for (const fn of hooks.onTick) watch(fn(input[2], tables.market));
  } catch (error) {
    fail(error);
  }
};

/** What came of the call, after its promises: undefined when there is nothing to say. */
const finish = () => {
  let state;
  let result;
  if (failure === undefined) {
    try {
      const now = stateText();
      if (now !== lastState) state = now;
      if (outcome !== undefined) result = toText(outcome, 'the result of the hook');
    } catch (error) {
      fail(error);
    }
  }
  mayDraw = acting = false;
  if (failure !== undefined) return stringify({ failure, logs });
  let out = '';
  if (requests.length > 0) out += ',"effects":[' + requests.join() + ']';
  if (freshTexts.length > 0) out += ',"texts":' + stringify(freshTexts);
  if (drawn.size > 0) out += ',"streams":' + stringify(Object.fromEntries([...drawn].map((name) => [name, counts.get(name)])));
  if (result !== undefined) out += ',"result":' + result;
  if (state !== undefined) {
    lastState = state;
    out += ',"state":' + state;
  }
  return out === '' ? undefined : '{' + out.slice(1) + '}';
};

const restore = (text) => {
  const given = parse(text);
  counts = new Map(Object.entries(given.streams));
  const own = globalThis.state;
  if (Object.isExtensible(own) && Object.keys(own).every((key) => delete own[key])) Object.assign(own, revive(given.state));
  else globalThis.state = revive(given.state);
  lastState = stateText();
};

const where = () => stringify({ stack: new Error().stack, logs });

const room = (size) => {
  input = new Float64Array(size);
  return input;
};

const table_of_calls = [setup, attach, run, finish, (error) => stringify(describe(error)), where, (text) => room(Number(text)), restore];
return (index, argument) => table_of_calls[index](argument);
`;
