/**
 * Guest code: what the probes of a copy call. It runs before the script does, keeps the language's own functions for itself, and reads
 * without running anything of the script: no getter, no proxy's trap, no toString. `PROBE` is the variable that the probes look at.
 */
import { conditions } from './conditions.ts';

const recorder = String.raw`
let PROBE = 0;
const PROBE_debugger = (() => {
'use strict';
const { stringify } = JSON;
const { ownKeys } = Reflect;
const { getPrototypeOf: prototypeOf, getOwnPropertyDescriptor: ownProperty, is, keys: keysOf } = Object;
const [ObjectPrototype, MapPrototype, SetPrototype] = [Object.prototype, Map.prototype, Set.prototype];
const { isArray } = Array;
const { query, decimal } = globalThis;
const OwnError = Error;
const OwnProxy = Proxy;
const DecimalPrototype = prototypeOf(decimal(0));
const decimalText = DecimalPrototype.toString;
const proxies = new WeakSet();

/** Proxies cannot be told from other objects, so each is noted as it is made. */
const makeProxy = (target, handler) => {
  const made = new OwnProxy(target, handler);
  proxies.add(made);
  return made;
};
const NotedProxy = function Proxy(target, handler) {
  return new.target === undefined ? OwnProxy(target, handler) : makeProxy(target, handler);
};
NotedProxy.revocable = (target, handler) => {
  const made = OwnProxy.revocable(target, handler);
  proxies.add(made.proxy);
  return made;
};
NotedProxy.prototype = undefined;
Object.defineProperty(globalThis, 'Proxy', { value: Object.freeze(NotedProxy), writable: true, enumerable: false, configurable: true });

const isObject = (value) => (typeof value === 'object' && value !== null) || typeof value === 'function';
const parentOf = (value) => (proxies.has(value) ? null : prototypeOf(value));

/** The prototype of everything that stands for a component in a row; learned from the first row there is. */
let ViewPrototype;
const learn = (components) => {
  for (const name of components) {
    if (ViewPrototype !== undefined) return;
    const [row] = query(name);
    if (row !== undefined) ViewPrototype = prototypeOf(prototypeOf(row[name]));
  }
};

/** A property as it stands: { value }, { view } for a field of a component, { hidden } for a getter of the script's own, or undefined. */
const property = (object, key) => {
  for (let at = object; at !== null; at = prototypeOf(at)) {
    if (proxies.has(at)) return { hidden: true };
    const found = ownProperty(at, key);
    if (found === undefined) continue;
    if ('value' in found) return found;
    return ViewPrototype !== undefined && parentOf(at) === ViewPrototype ? { value: object[key] } : { hidden: true };
  }
  return undefined;
};

const sizeOf = (prototype) => Object.getOwnPropertyDescriptor(prototype, 'size').get;
const [mapSize, setSize] = [sizeOf(Map.prototype), sizeOf(Set.prototype)];
const [mapEntries, setValues] = [Map.prototype.entries, Set.prototype.values];
const inherits = (value, prototype) => {
  for (let at = parentOf(value); at !== null; at = parentOf(at)) if (at === prototype) return true;
  return false;
};
const sizeAs = (read, value) => {
  try {
    return read.call(value);
  } catch {
    return undefined;
  }
};
/** What the language's own kinds of error are called; their prototypes tell it through getters. */
const kinds = new Map([Error, TypeError, RangeError, SyntaxError, ReferenceError, EvalError, URIError, AggregateError].map((Type) => [Type.prototype, Type.name]));
kinds.set(ObjectPrototype, '');
const nameOf = (value) => {
  for (let at = value; at !== null; at = parentOf(at)) {
    const kind = kinds.get(at);
    if (kind !== undefined) return kind;
    const made = proxies.has(at) ? undefined : ownProperty(at, 'constructor')?.value;
    if (typeof made !== 'function' || proxies.has(made)) continue;
    const name = ownProperty(made, 'name')?.value;
    return typeof name === 'string' ? name : '';
  }
  return '';
};

/** Characters that the present text may still have. */
let room = 0;
const PLAIN = /^[A-Za-z_$][\w$]*$/;
const keyTexts = new Map();
const keyText = (key) => {
  if (typeof key === 'symbol') return '[symbol]: ';
  let text = keyTexts.get(key);
  if (text === undefined) {
    text = (PLAIN.test(key) ? key : stringify(key)) + ': ';
    if (keyTexts.size < 1000) keyTexts.set(key, text);
  }
  return text;
};

/** Of a row whose entity is gone there is nothing to read. */
const fieldOf = (view, key, depth) => {
  try {
    return textOf(view[key], depth);
  } catch {
    return '(gone)';
  }
};

const listText = (value, depth) => {
  const { length } = value;
  let text = length > 3 ? '(' + length + ') [' : '[';
  for (let i = 0; i < length; i++) {
    if (room < 8 || depth > 3) return text + (i > 0 ? ', …]' : '…]');
    if (i > 0) text += ', ';
    const item = ownProperty(value, i);
    text += item === undefined ? 'undefined' : 'value' in item ? textOf(item.value, depth + 1) : '(…)';
    room -= 2;
  }
  return text + ']';
};

const viewText = (value, prototype, depth) => {
  let text = nameOf(value) + ' {';
  let count = 0;
  for (const key of keysOf(prototype)) {
    if (room < 8 || depth > 3) return text + (count > 0 ? ', …}' : '…}');
    const head = count++ > 0 ? ', ' + keyText(key) : keyText(key);
    room -= head.length;
    text += head + fieldOf(value, key, depth + 1);
  }
  return text + '}';
};

const objectText = (value, depth) => {
  const name = nameOf(value);
  let text = name === '' ? '{' : name + ' {';
  let count = 0;
  for (const key of ownKeys(value)) {
    if (room < 8 || depth > 3) return text + (count > 0 ? ', …}' : '…}');
    const head = count++ > 0 ? ', ' + keyText(key) : keyText(key);
    room -= head.length;
    const found = ownProperty(value, key);
    text += head + (found !== undefined && 'value' in found ? textOf(found.value, depth + 1) : '(…)');
  }
  return text + '}';
};

const collectionText = (name, size, each, depth) => {
  let text = name + '(' + size + ') {';
  for (let count = 0; ; count++) {
    const { done, value } = each.next();
    if (done) return text + '}';
    if (room < 8 || depth > 3) return text + (count > 0 ? ', …}' : '…}');
    if (count > 0) text += ', ';
    room -= 2;
    text += name === 'Map' ? textOf(value[0], depth + 1) + ' → ' + textOf(value[1], depth + 1) : textOf(value, depth + 1);
  }
};

const plainText = (value) => {
  switch (typeof value) {
    case 'number': return value === 0 && is(value, -0) ? '-0' : String(value);
    case 'string': return stringify(value.length > 120 ? value.slice(0, 120) + '…' : value);
    case 'bigint': return String(value).slice(0, 100) + 'n';
    case 'symbol': return 'symbol';
    case 'function': {
      const name = proxies.has(value) ? undefined : ownProperty(value, 'name')?.value;
      return 'ƒ ' + (typeof name === 'string' ? name.slice(0, 60) : '') + '()';
    }
    default: return String(value);
  }
};

const textOf = (value, depth) => {
  if (typeof value !== 'object' || value === null) {
    const text = plainText(value);
    room -= text.length;
    return text;
  }
  if (proxies.has(value)) return 'Proxy';
  const prototype = prototypeOf(value);
  if (prototype === DecimalPrototype) {
    const text = decimalText.call(value);
    room -= text.length;
    return text;
  }
  if (prototype === ObjectPrototype || prototype === null) return objectText(value, depth);
  if (isArray(value)) return listText(value, depth);
  if (ViewPrototype !== undefined && parentOf(prototype) === ViewPrototype) return viewText(value, prototype, depth);
  if (inherits(value, MapPrototype)) {
    const size = sizeAs(mapSize, value);
    if (size !== undefined) return collectionText('Map', size, mapEntries.call(value), depth);
  }
  if (inherits(value, SetPrototype)) {
    const size = sizeAs(setSize, value);
    if (size !== undefined) return collectionText('Set', size, setValues.call(value), depth);
  }
  if (inherits(value, OwnError.prototype)) {
    const message = property(value, 'message')?.value;
    const text = nameOf(value) + ': ' + (typeof message === 'string' ? message.slice(0, 120) : '');
    room -= text.length;
    return text;
  }
  return objectText(value, depth);
};

const MOST_TEXT = 200;
const show = (value) => {
  room = MOST_TEXT - 20;
  const text = textOf(value, 0);
  work += MOST_TEXT - 20 - room;
  return text.length > MOST_TEXT ? text.slice(0, MOST_TEXT - 1) + '…' : text;
};

${conditions}

/** What is fixed of this copy: { file, components, near, far, farVariables }. */
let known;
let asked;
let isFirst = false;
let texts, textIds, stacks, stackIds, steps, hits, problems, last, values, chars, work, cut, hit;
const NOTHING = {};

const idIn = (ids, list, text) => {
  let id = ids.get(text);
  if (id === undefined) {
    ids.set(text, (id = list.length));
    list.push(stringify(text));
    chars += text.length;
  }
  return id;
};

/** The frames of the author's file that the script stands in, as the interpreter tells them. */
const stackNow = () => {
  const { stackTraceLimit } = OwnError;
  OwnError.stackTraceLimit = 300;
  const { stack } = new OwnError();
  OwnError.stackTraceLimit = stackTraceLimit;
  const frames = [];
  for (const line of stack.split('\n')) {
    const at = line.lastIndexOf(known.file);
    if (at >= 0) frames.push(line.slice(at + known.file.length, -1));
  }
  // The top one is the probe itself: the step says where that is.
  return frames.slice(1).join('\n');
};

/** Errors that come up meanwhile are nobody's to prepare, and none of them goes on into the script. */
const quietly = (work) => (site, readers) => {
  const { prepareStackTrace } = OwnError;
  try {
    OwnError.prepareStackTrace = undefined;
    work(site, readers);
  } catch {}
  OwnError.prepareStackTrace = prepareStackTrace;
};

const isHit = (site, readers) => {
  const condition = asked.stops.get(site);
  if (condition === undefined) return false;
  if (condition === null) return true;
  try {
    return Boolean(judge(condition, readers, known.far));
  } catch (error) {
    if (!problems.has(site)) problems.set(site, error instanceof OwnError && typeof error.message === 'string' ? error.message.slice(0, 300) : 'it cannot be read here');
    return false;
  }
};

const begun = () => {
  if (!isFirst) return;
  isFirst = false;
  try {
    learn(known.components);
  } catch {}
};

/** Only says whether there is anything to stop at. */
const seek = quietly((site, readers) => {
  if (!asked.any && !asked.stops.has(site)) return;
  begun();
  if (!asked.any && !isHit(site, readers)) return;
  hit = true;
  PROBE = 0;
});

const note = (step, variable, read) => {
  let id = -1;
  try {
    const value = read();
    // What cannot change is not told again.
    const isFixed = !isObject(value);
    if (isFixed && last[variable] >= 0 && is(values[variable], value)) return;
    values[variable] = isFixed ? value : NOTHING;
    id = idIn(textIds, texts, show(value));
  } catch {
    values[variable] = NOTHING;
  }
  if (last[variable] === id) return;
  last[variable] = id;
  step.push(variable, id);
};

const record = quietly((site, readers) => {
  if (steps.length >= asked.steps || chars >= asked.chars || work >= asked.work) {
    cut = true;
    PROBE = 0;
    return;
  }
  begun();
  let stack = -1;
  try {
    stack = idIn(stackIds, stacks, stackNow());
  } catch {}
  const step = [site, stack];
  const near = known.near[site];
  for (let i = 0; i < near.length; i++) note(step, near[i], readers[i]);
  for (let i = 0; i < known.far.length; i++) note(step, known.farVariables[i], known.far[i]);
  if (isHit(site, readers)) hits.push(steps.length);
  const text = step.join();
  chars += text.length;
  steps.push(text);
});

return {
  know(copy) {
    known = copy;
  },
  begin(request) {
    asked = { ...request, stops: new Map(request.stops) };
    isFirst = true;
    [texts, textIds, stacks, stackIds, steps, hits, problems, last, values] = [[], new Map(), [], new Map(), [], [], new Map(), [], []];
    [chars, work, cut, hit] = [0, 0, false, false];
    PROBE = request.record ? record : seek;
  },
  end() {
    PROBE = 0;
    const told = stringify([...problems]);
    if (!asked.record) return '{"hit":' + hit + ',"problems":' + told + '}';
    return '{"texts":[' + texts.join() + '],"stacks":[' + stacks.join() + '],"steps":[[' + steps.join('],[') + ']],"hits":[' + hits.join() + '],"problems":' + told + ',"cut":' + cut + '}';
  },
};
})();
`;

/** The recorder for a copy whose probes look at a variable of this name. */
export const recorderOf = (probe: string): string => recorder.replaceAll('PROBE', probe);
