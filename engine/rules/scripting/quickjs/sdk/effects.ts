/** Guest code: what a script asks for. Each request becomes text at once, so that what is changed later does not change it. */
export const effects = String.raw`
let requests = [];
let requestBytes = 0;
let logs = [];
let logBytes = 0;
let acting = false;
let limits = { effects: 0, resultBytes: 0, logLines: 0, logBytes: 0 };

const request = (where, parts) => {
  if (!acting) refuse(where + ' works inside start, onTick and on(...) handlers, not while the script loads.', Error);
  if (requests.length >= limits.effects) refuse(where + ': one tick of a script may ask for ' + limits.effects + ' things at most.', RangeError);
  requestBytes += parts.length;
  if (requestBytes > limits.resultBytes) refuse(where + ': what this tick asks for is longer than ' + limits.resultBytes + ' characters.', RangeError);
  requests.push(parts);
};

const typeName = (type, where) => {
  if (typeof type !== 'string' || type === '' || type.length > 100) refuse(where + " needs the name of an event, as in '" + where + "(...'; not " + show(type) + '.');
  return stringify(type);
};

const emit = (type, payload = {}, entity) => {
  const about = entity === undefined ? '' : ',' + stringify(keyOf(entity, 'emit'));
  request('emit', '["emit",' + typeName(type, 'emit') + ',' + toText(payload, 'emit') + about + ']');
};

const after = (ticks, type, payload = {}) => {
  if (typeof type === 'function') refuse("after needs the name of an event, which an on('name', ...) handler of this script receives: a function cannot be kept in a checkpoint.");
  if (!Number.isInteger(ticks) || ticks < 1) refuse('after needs a whole number of ticks, 1 or more; not ' + show(ticks) + '.', RangeError);
  request('after', '["after",' + ticks + ',' + typeName(type, 'after') + ',' + toText(payload, 'after') + ']');
};

const spawn = (prefab, components = {}, key) => {
  if (prefab !== null && typeof prefab !== 'string') refuse("spawn needs the name of a prefab, or null; as in spawn(null, { Label: { text: 'hello' } }).");
  if (key !== undefined && (typeof key !== 'string' || key === '')) refuse('The key of a new entity is a text.');
  request('spawn', '["spawn",' + stringify(prefab) + ',' + toText(components, 'spawn') + (key === undefined ? '' : ',' + stringify(key)) + ']');
};

const despawn = (entity) => request('despawn', '["despawn",' + stringify(keyOf(entity, 'despawn')) + ']');

const kpi = (name, value) => {
  if (typeof name !== 'string' || name === '' || name.length > 100) refuse("kpi needs a name, as in kpi('total_cost', cost).");
  if (!(value instanceof Decimal) && (typeof value !== 'number' || !Number.isFinite(value))) refuse('kpi ' + show(name) + ' is a finite number or a decimal; ' + show(value) + ' is neither.');
  request('kpi', '["kpi",' + stringify(name) + ',' + stringify(value instanceof Decimal ? value.toString() : value) + ']');
};

const sayOne = (value) => {
  if (typeof value === 'string') return value;
  if (typeof value === 'object' && value !== null && !(value instanceof Decimal)) {
    try {
      const said = stringify(value);
      if (typeof said === 'string') return said;
    } catch {}
    return '[object]';
  }
  return typeof value === 'symbol' ? '[symbol]' : String(value);
};

const log = (...values) => {
  if (logs.length >= limits.logLines) return;
  const line = values.map((value) => sayOne(value).slice(0, 2000)).join(' ').slice(0, 2000);
  logBytes += line.length;
  if (logBytes > limits.logBytes) return;
  logs.push(line);
  if (acting) requests.push('["log",' + stringify(line) + ']');
};

const beginCall = () => {
  requests = [];
  logs = [];
  requestBytes = 0;
  logBytes = 0;
  freshTexts = [];
  drawn.clear();
};
`;
