/**
 * Guest code: what a condition comes to, given as data (see condition.ts). It reads and compares and calls a handful of the language's own
 * functions; nothing that the script wrote runs, so that looking changes nothing.
 */
export const conditions = String.raw`
const StringPrototype = String.prototype;
const ownFunctions = (owner, names) => names.map((name) => ownProperty(owner, name).value);
/** These look at an object only to find it, or to see what it is. */
const takesObjects = new Set([
  ...ownFunctions(Array.prototype, ['includes', 'indexOf']),
  ...ownFunctions(Map.prototype, ['get', 'has']),
  ...ownFunctions(Set.prototype, ['has']),
  Object.hasOwn, isArray,
]);
const harmless = new Set([
  ...takesObjects,
  ...ownFunctions(String.prototype, ['at', 'charAt', 'endsWith', 'includes', 'indexOf', 'slice', 'startsWith', 'toLowerCase', 'toUpperCase', 'trim']),
  ...ownFunctions(Array.prototype, ['at']),
  ...ownFunctions(DecimalPrototype, ['plus', 'minus', 'times', 'negated', 'abs', 'compare', 'eq', 'lt', 'lte', 'gt', 'gte', 'isZero', 'toNumber']),
  ...ownFunctions(Math, ['abs', 'ceil', 'floor', 'max', 'min', 'round', 'sign', 'sqrt', 'trunc']),
  Number, String, decimal, Number.isInteger, Number.isFinite,
]);
const own = { Math, Number, String, Object, Array, decimal, time: globalThis.time, params: globalThis.params, undefined, NaN, Infinity };
const isDecimal = (value) => isObject(value) && !proxies.has(value) && prototypeOf(value) === DecimalPrototype;
/** What ends an optional chain early. */
const SHORT = {};
const cutShort = () => { throw SHORT; };
const fail = (message) => { throw new OwnError(message); };

const member = (object, key) => {
  if (object === undefined || object === null) fail('there is no ' + String(key) + ' of ' + object);
  if (typeof key !== 'string' && typeof key !== 'number') fail('only a name or a number leads into an object');
  if (object === own.time) return own.time[key];
  if (!isObject(object)) {
    if (typeof object !== 'string') return property(prototypeOf(object), key)?.value;
    return key === 'length' || typeof key === 'number' || /^\d+$/.test(key) ? object[key] : property(StringPrototype, key)?.value;
  }
  if (key === 'size' && inherits(object, MapPrototype)) return mapSize.call(object);
  if (key === 'size' && inherits(object, SetPrototype)) return setSize.call(object);
  const found = property(object, key);
  if (found !== undefined && found.hidden) fail('reading ' + String(key) + ' would run the script\'s own code');
  return found?.value;
};

const compared = (operator, a, b) => {
  if (isDecimal(a) || isDecimal(b)) {
    if (a === undefined || a === null || b === undefined || b === null) return operator[0] === '!';
    const order = decimal(a).compare(b);
    switch (operator) {
      case '<': return order < 0;
      case '<=': return order <= 0;
      case '>': return order > 0;
      case '>=': return order >= 0;
      case '!=': case '!==': return order !== 0;
      case '==': case '===': return order === 0;
      default: fail('decimals are calculated with plus, minus and times');
    }
  }
  if (operator === '===') return a === b;
  if (operator === '!==') return a !== b;
  if ((isObject(a) && b !== null && b !== undefined) || (isObject(b) && a !== null && a !== undefined)) {
    if (isObject(a) && isObject(b) && (operator === '==' || operator === '!=')) return (a === b) === (operator === '==');
    fail('only numbers, texts and decimals are compared with ' + operator);
  }
  switch (operator) {
    case '==': return a == b;
    case '!=': return a != b;
    case '<': return a < b;
    case '<=': return a <= b;
    case '>': return a > b;
    case '>=': return a >= b;
    case '+': return a + b;
    case '-': return a - b;
    case '*': return a * b;
    case '/': return a / b;
    default: return a % b;
  }
};

/** @param near readers of what the place sees; @param far readers of the script's own variables */
const judge = (node, near, far) => {
  const at = (one) => judge(one, near, far);
  const [kind, first, second, third] = node;
  switch (kind) {
    case 'value': return first;
    case 'near': return near[first]();
    case 'script': return far[first]();
    case 'own': return own[first];
    case 'list': return first.map(at);
    case 'not': return !at(first);
    case 'minus': return compared('-', 0, at(first));
    case 'typeof': return typeof at(first);
    case 'and': return at(first) && at(second);
    case 'or': return at(first) || at(second);
    case 'else': return at(first) ?? at(second);
    case 'if': return at(first) ? at(second) : at(third);
    case 'binary': return compared(first, at(second), at(third));
    case 'get': {
      const object = at(first);
      return third && (object === undefined || object === null) ? cutShort() : member(object, at(second));
    }
    case 'chain':
      try {
        return at(first);
      } catch (error) {
        if (error === SHORT) return undefined;
        throw error;
      }
    default: {
      const isMethod = first[0] === 'get';
      const owner = isMethod ? at(first[1]) : undefined;
      if (isMethod && first[3] && (owner === undefined || owner === null)) cutShort();
      const called = isMethod ? member(owner, at(first[2])) : at(first);
      if (!harmless.has(called)) fail('a condition calls nothing but a few functions of the language, such as includes, has and Math.abs');
      const values = second.map(at);
      if (values.some((value) => proxies.has(value) || (isObject(value) && !isDecimal(value) && !takesObjects.has(called)))) fail('only numbers, texts and decimals are handed over');
      return called.apply(owner, values);
    }
  }
};
`;
