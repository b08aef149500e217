/** Guest code: how values become text, and how refusals are worded. Every piece of the SDK begins with what it shares with the others. */
export const text = String.raw`
const { parse, stringify } = JSON;

class PermissionError extends Error {}
PermissionError.prototype.name = 'PermissionError';

const refuse = (message, Refusal = TypeError) => { throw new Refusal(message); };

const show = (value) => {
  if (typeof value === 'string') return stringify(value.length > 60 ? value.slice(0, 60) + '...' : value);
  if (typeof value === 'function') return 'a function';
  if (typeof value === 'symbol') return 'a symbol';
  if (typeof value !== 'object' || value === null) return String(value);
  return value instanceof Decimal ? value.toString() : Array.isArray(value) ? 'a list' : 'an object';
};

const plain = (where) => (key, value) => {
  if (typeof value === 'number' && !Number.isFinite(value)) refuse(where + ': ' + (key || 'the value') + ' is ' + value + '; only finite numbers can be kept or sent.');
  if (typeof value === 'bigint' || typeof value === 'function' || typeof value === 'symbol') {
    refuse(where + ': ' + (key || 'the value') + ' is a ' + typeof value + '; use numbers, texts, lists and objects.');
  }
  return value;
};

/** Canonical enough to cross the boundary: decimals are texts, what JSON cannot hold is refused by name. */
const toText = (value, where) => {
  const result = stringify(value, plain(where));
  return result === undefined ? 'null' : result;
};

/** The same for what stays: decimals keep their type. */
const toStateText = (value) => {
  const check = plain('state');
  return stringify(value, function (key, item) {
    const original = this[key];
    return original instanceof Decimal ? { $decimal: original.toString() } : check(key, item);
  });
};

const revive = (value) => {
  if (typeof value !== 'object' || value === null) return value;
  if (Array.isArray(value)) return value.map(revive);
  const keys = Object.keys(value);
  if (keys.length === 1 && keys[0] === '$decimal') return Decimal.of(value.$decimal);
  for (const key of keys) value[key] = revive(value[key]);
  return value;
};

const freezeDeep = (value) => {
  if (typeof value !== 'object' || value === null) return value;
  for (const key of Object.keys(value)) freezeDeep(value[key]);
  return Object.freeze(value);
};
`;
