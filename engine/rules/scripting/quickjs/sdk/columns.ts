/**
 * Guest code: rows over the input block. The block is one Float64Array in linear memory that the host fills before a call and compares
 * after it: [tick, time, dt, changed, hook, 0, 0, 0, count of each component..., records...]; a record is [index, key, lanes...].
 */
export const columns = String.raw`
const { freeze } = Object;
const HEADER = 8;
const NUMBERS = ['u8', 'u16', 'i32', 'u32', 'f32', 'f64'];
let input = new Float64Array(HEADER);
let types = [];
let typeNames = [];
let unread = new Set();
let texts = [''];
let textIds = new Map([['', 0]]);
let freshTexts = [];
let entries = new Map();
let members = [];
let found = new Map();
let generation = 0;

const idOfText = (value) => {
  let id = textIds.get(value);
  if (id === undefined) {
    id = texts.length;
    texts.push(value);
    textIds.set(value, id);
    freshTexts.push(value);
  }
  return id;
};

const gone = (component) => refuse('This entity has no ' + component + ' any more.', ReferenceError);

const checkNumber = (what, { min, max, integer, single }) => (value) => {
  if (typeof value === 'number' && value >= min && value <= max && !single && (!integer || value % 1 === 0)) return value + 0;
  if (typeof value !== 'number') refuse(what + ' is a number; ' + show(value) + ' is not.');
  const n = single ? Math.fround(value) : value;
  if (!Number.isFinite(n)) refuse(what + ' must be a finite number, not ' + value + '.', RangeError);
  if (integer && !Number.isInteger(n)) refuse(what + ' is a whole number; ' + value + ' is not. Use Math.floor or Math.round.', RangeError);
  if (n < min) refuse(what + ' is at least ' + min + ', not ' + value + '.', RangeError);
  if (n > max) refuse(what + ' is at most ' + max + ', not ' + value + '.', RangeError);
  return n + 0;
};

const checkText = (what) => (value) => {
  if (typeof value !== 'string') refuse(what + ' is a text; ' + show(value) + ' is not.');
  if (!value.isWellFormed()) refuse(what + ' holds half of a surrogate pair.', RangeError);
  return idOfText(value);
};

const checkOption = (what, options) => (value) => {
  const index = options.indexOf(value);
  if (index < 0) refuse(what + ' is one of ' + options.join(', ') + '; not ' + show(value) + '.', RangeError);
  return index;
};

/** How a field's lane reads and writes, by its kind. */
const codecOf = (what, field) => {
  const { kind, options, scale } = field;
  switch (kind) {
    case 'bool': return { read: (n) => n !== 0, write: (value) => (typeof value === 'boolean' ? (value ? 1 : 0) : refuse(what + ' is true or false; ' + show(value) + ' is neither.')) };
    case 'enum': return { read: (n) => options[n], write: checkOption(what, options) };
    case 'flags': {
      const bit = checkOption(what, options);
      return {
        read: (n) => Object.freeze(options.filter((_, i) => (n & (1 << i)) !== 0)),
        write: (value) => (Array.isArray(value) ? value.reduce((bits, name) => (bits | (1 << bit(name))) >>> 0, 0) : refuse(what + ' is a list of names; ' + show(value) + ' is not.')),
      };
    }
    case 'string': case 'asset': return { read: (n) => texts[n], write: checkText(what) };
    case 'entity': {
      const write = checkText(what);
      return { read: (n) => texts[n] || null, write: (value) => (value === null ? 0 : write(typeof value === 'object' ? value.key : value)) };
    }
    case 'color': return {
      read: (n) => '#' + n.toString(16).padStart(6, '0'),
      write: (value) => (typeof value === 'string' && /^#[0-9a-f]{6}$/i.test(value) ? parseInt(value.slice(1), 16) : refuse(what + " is a colour such as '#1e90ff'; " + show(value) + ' is not.')),
    };
    case 'decimal': {
      const check = checkNumber(what, field);
      return { read: (n) => Decimal.fromColumn(n, scale), write: (value) => check(Number(Decimal.toColumn(value, scale, what))) };
    }
    default: return { read: (n) => n, write: checkNumber(what, field) };
  }
};

class View {
  #at = NaN;

  constructor() { Object.preventExtensions(this); }

  static place(view, at) { view.#at = at; }

  /** One accessor; a scalar has one number in the record, vectors and lists have several and are read and written whole. */
  static define(prototype, component, field) {
    const { name, kind, offset, lanes, length, locked } = field;
    const what = component + '.' + name;
    const { read, write } = codecOf(what, field);
    const list = (value, count, each) => {
      if (!Array.isArray(value) || value.length !== count) refuse(what + ' is a list of ' + count + '; ' + show(value) + ' is not.');
      for (let i = 0; i < count; i++) each(value[i], i);
    };
    const collect = (count, each) => {
      const out = [];
      for (let i = 0; i < count; i++) out[i] = each(i);
      return freeze(out);
    };
    const scalar = { get: (from) => read(input[from]), set: (from, value) => { input[from] = write(value); } };
    const vector = {
      get: (from) => collect(lanes, (i) => input[from + i]),
      set: (from, value) => list(value, lanes, (one, i) => { input[from + i] = write(one); }),
    };
    const one = lanes > 1 ? vector : scalar;
    const all = {
      get: (from) => collect(length, (k) => one.get(from + k * lanes)),
      set: (from, value) => list(value, length, (item, k) => one.set(from + k * lanes, item)),
    };
    const { get, set } = length === undefined ? one : all;
    const isScalar = length === undefined && lanes === 1;
    Object.defineProperty(prototype, name, {
      enumerable: true,
      get: isScalar && NUMBERS.includes(kind)
        ? function () { return input[this.#at + offset] ?? gone(component); }
        : function () { return get(this.#at >= 0 ? this.#at + offset : gone(component)); },
      set: locked
        ? () => refuse('This script may not write ' + what + '.', PermissionError)
        : isScalar
          ? function (value) { input[this.#at >= 0 ? this.#at + offset : gone(component)] = write(value); }
          : function (value) { set(this.#at >= 0 ? this.#at + offset : gone(component), value); },
    });
  }

  toJSON() {
    const out = {};
    for (const key of Object.keys(Object.getPrototypeOf(this))) out[key] = this[key];
    return out;
  }
}

const defineType = ({ name, stride, fields }, index) => {
  const Type = class extends View {};
  Object.defineProperty(Type, 'name', { value: name });
  for (const field of fields) View.define(Type.prototype, name, field);
  return { name, index, stride, Type, fields: new Set(fields.map((field) => field.name)), bit: 2 ** index };
};

/** Takes the membership that the block now says. Whatever stays keeps its row and views; views of what went lead nowhere. */
const place = () => {
  generation++;
  found = new Map();
  let at = HEADER + types.length;
  members = types.map(({ index, bit, stride, Type }) => {
    const list = [];
    for (let i = input[HEADER + index]; i > 0; i--, at += stride) {
      const key = texts[input[at + 1]];
      let entry = entries.get(key);
      if (entry === undefined) entries.set(key, (entry = { key, generation: 0, mask: 0, row: undefined, rowMask: 0, views: [] }));
      if (entry.generation !== generation) {
        entry.generation = generation;
        entry.mask = 0;
      }
      entry.mask += bit;
      View.place((entry.views[index] ??= new Type()), at);
      list.push(entry);
    }
    return list;
  });
  for (const [key, entry] of entries) {
    if (entry.generation !== generation) {
      entry.mask = 0;
      entries.delete(key);
    }
    if (entry.mask !== entry.rowMask) {
      entry.row = undefined;
      for (const { index, bit } of types) {
        if (!hasBit(entry.mask, bit) && entry.views[index] !== undefined) {
          View.place(entry.views[index], NaN);
          entry.views[index] = undefined;
        }
      }
    }
  }
};

/** Masks go beyond 32 components, so their bits are numbers. */
const hasBit = (mask, bit) => (mask / bit) % 2 >= 1;

const rowOf = (entry) => {
  if (entry.row === undefined) {
    const row = { key: entry.key };
    for (const { name, index } of types) if (entry.views[index] !== undefined) row[name] = entry.views[index];
    entry.row = Object.freeze(row);
    entry.rowMask = entry.mask;
  }
  return entry.row;
};

const typeNamed = (name, where) => {
  const type = types.find((one) => one.name === name);
  if (type !== undefined) return type;
  if (unread.has(name)) refuse(where + ': write the name ' + show(name) + ' as a plain text somewhere in the script, so that its columns are brought along.', ReferenceError);
  return refuse(where + ': there is no component ' + show(name) + '. ' + (typeNames.length > 0 ? 'There are ' + typeNames.join(', ') : 'This level has none') + '.', ReferenceError);
};

const query = (...names) => {
  if (!mayDraw) refuse('query works inside start, onTick and on(...) handlers, not while the script loads.', Error);
  const id = names.join();
  let list = found.get(id);
  if (list === undefined) {
    if (names.length === 0) refuse("query needs a component, as in query('Transform').");
    const wanted = names.map((name) => typeNamed(name, 'query'));
    list = members[wanted[0].index].filter((entry) => wanted.every(({ bit }) => hasBit(entry.mask, bit))).map(rowOf);
    found.set(id, list);
  }
  return list.slice();
};

const keyOf = (entity, where) => {
  const key = typeof entity === 'object' && entity !== null ? entity.key : entity;
  if (typeof key !== 'string') refuse(where + ' needs a row of a query or the key of an entity, not ' + show(entity) + '.');
  return key;
};

const set = (entity, component, values) => {
  const key = keyOf(entity, 'set');
  const type = typeNamed(component, 'set');
  const view = entries.get(key)?.views[type.index];
  if (view === undefined) refuse('set: the entity ' + show(key) + ' has no ' + component + '.', ReferenceError);
  if (typeof values !== 'object' || values === null) refuse("set needs the fields to write, as in set(row, 'Label', { text: 'hello' }).");
  for (const field of Object.keys(values)) {
    if (!type.fields.has(field)) refuse('set: ' + component + ' has no field ' + show(field) + '. It has ' + [...type.fields].join(', ') + '.', ReferenceError);
    view[field] = values[field];
  }
};
`;
