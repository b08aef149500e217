/**
 * Guest code: what the probes of a copy call. It runs before the script does, keeps the language's own functions for itself, and reads
 * without running anything of the script: no getter, no proxy's trap, no toString. `PROBE` is the variable that the probes look at.
 */
import { conditions } from './conditions.ts';
import { values } from './values.ts';

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

${values}

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
