/** Guest code: what a value looks like in a line of text, read from what it is made of and never by asking it. */
export const values = String.raw`
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
`;
