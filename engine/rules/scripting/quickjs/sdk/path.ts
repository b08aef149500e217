/**
 * Guest code: the cheapest way over a network of entities, or around obstacles on the ground. It is A* (Hart, Nilsson and Raphael, "A formal
 * basis for the heuristic determination of minimum cost paths", 1968) over a binary heap; over a network, where nothing is estimated, that is
 * Dijkstra's algorithm. What costs the same is settled by the order of entities and cells alone, so the way is the same in every language.
 */
export const path = String.raw`
const UNSEEN = 0;
const OPEN = 1;
const CLOSED = 2;
const BLOCKED = 3;

/**
 * The way from one place to another, places being whole numbers: all of them in turn, and the cost; undefined if there is none. eachStep(place,
 * see) calls see(other, price, by); what led to a place is left in by. Costs are decimals where exact says so, else numbers.
 */
const cheapest = (from, to, { states, exact, by }, eachStep, estimate) => {
  const size = states.length;
  const costs = exact ? [] : new Float64Array(size);
  const totals = estimate === undefined ? costs : new Float64Array(size);
  const before = new Int32Array(size);
  /** A heap of places, and where in it each one is. */
  const heap = [];
  const slots = new Int32Array(size);
  const isBefore = exact
    ? (a, b) => (costs[a].compare(costs[b]) || a - b) < 0
    : (a, b) => (totals[a] - totals[b] || costs[b] - costs[a] || a - b) < 0;
  const rise = (place, at) => {
    while (at > 0) {
      const parent = (at - 1) >> 1;
      const other = heap[parent];
      if (!isBefore(place, other)) break;
      heap[at] = other;
      slots[other] = at;
      at = parent;
    }
    heap[at] = place;
    slots[place] = at;
  };
  const sink = (place) => {
    const count = heap.length;
    let at = 0;
    for (let child = 1; child < count; child = 2 * at + 1) {
      if (child + 1 < count && isBefore(heap[child + 1], heap[child])) child++;
      const other = heap[child];
      if (!isBefore(other, place)) break;
      heap[at] = other;
      slots[other] = at;
      at = child;
    }
    heap[at] = place;
    slots[place] = at;
  };
  let here = from;
  const see = (place, price, link) => {
    const state = states[place];
    if (state >= CLOSED) return;
    const cost = exact ? costs[here].plus(price) : costs[here] + price;
    if (state === OPEN) {
      if (exact ? cost.gte(costs[place]) : cost >= costs[place]) return;
    } else {
      states[place] = OPEN;
      slots[place] = heap.length;
      heap.push(place);
    }
    costs[place] = cost;
    if (estimate !== undefined) totals[place] = cost + estimate(place);
    before[place] = here;
    if (by !== undefined) by[place] = link;
    rise(place, slots[place]);
  };
  if (exact) costs[from] = Decimal.of(0);
  states[from] = OPEN;
  before[from] = -1;
  heap.push(from);
  while (heap.length > 0) {
    here = heap[0];
    const last = heap.pop();
    if (heap.length > 0) sink(last);
    if (here === to) {
      const way = [];
      for (let place = to; place >= 0; place = before[place]) way.push(place);
      return { cost: costs[to], way: way.reverse() };
    }
    states[here] = CLOSED;
    eachStep(here, see);
  }
};

const wayOver = (from, to, { links, ends = ['from', 'to'], cost, directed = true }) => {
  const type = typeNamed(links, 'path');
  const field = (name) => (type.fields.has(name) ? name : refuse('path: ' + links + ' has no field ' + show(name) + '. It has ' + [...type.fields].join(', ') + '.', ReferenceError));
  if (!Array.isArray(ends) || ends.length !== 2) refuse('path: ends are the names of two fields of ' + links + '; ' + show(ends) + ' is not.');
  const [tail, head] = ends.map(field);
  if (typeof cost === 'string') field(cost);
  else if (cost !== undefined && typeof cost !== 'function') refuse('path: cost is the name of a field, or a function of a link; ' + show(cost) + ' is neither.');
  if (typeof directed !== 'boolean') refuse('path: directed is true or false; ' + show(directed) + ' is neither.');
  const places = new Map();
  const keys = [];
  const steps = [];
  const placeOf = (key) => {
    let place = places.get(key);
    if (place === undefined) {
      places.set(key, (place = keys.length));
      keys.push(key);
      steps.push([]);
    }
    return place;
  };
  const start = placeOf(keyOf(from, 'path'));
  const goal = placeOf(keyOf(to, 'path'));
  let exact;
  for (const row of query(links)) {
    const link = row[links];
    const [a, b] = [tail, head].map((name) => {
      const key = link[name];
      if (key !== null && typeof key !== 'string') refuse('path: ' + links + '.' + name + ' is no entity but ' + show(key) + '.');
      return key;
    });
    if (!a || !b) continue;
    const price = cost === undefined ? 1 : typeof cost === 'string' ? link[cost] : cost(row);
    if (price === undefined || price === null) continue;
    const isDecimal = price instanceof Decimal;
    if (isDecimal ? price.lt(0) : !(Number.isFinite(price) && price >= 0)) refuse('path: the cost of ' + show(row.key) + ' must be a number or a decimal, 0 or more, not ' + show(price) + '.', RangeError);
    exact ??= isDecimal;
    if (exact !== isDecimal) refuse('path: costs are all decimals or all numbers; that of ' + show(row.key) + ' is another kind than those before.');
    steps[placeOf(a)].push([placeOf(b), price, row.key]);
    if (!directed) steps[placeOf(b)].push([placeOf(a), price, row.key]);
  }
  const by = [];
  const found = cheapest(start, goal, { states: new Uint8Array(keys.length), exact, by }, (place, see) => {
    for (const [other, price, link] of steps[place]) see(other, price, link);
  });
  if (found === undefined) return null;
  return { cost: found.cost, steps: found.way.map((place) => keys[place]), links: found.way.slice(1).map((place) => by[place]) };
};

const pointOf = (value, name) => {
  const point = value?.Transform?.position ?? value;
  if (!Array.isArray(point) || (point.length !== 2 && point.length !== 3) || !point.every(Number.isFinite)) refuse('path: ' + name + ' is a list of two or three numbers, or a row with a Transform; ' + show(value) + ' is not.');
  return point;
};

/** The rectangle that an obstacle takes up on the ground, turned as it is; where it is tipped over, the upright one around it. Undefined above or below. */
const footprintOf = ({ key, Transform, Collider, Shape }, low, high, radius) => {
  if (Transform === undefined) refuse('path: the obstacle ' + show(key) + ' has no Transform.', ReferenceError);
  const solid = Collider ?? Shape;
  if (solid === undefined) refuse('path: the obstacle ' + show(key) + ' has no size: give it a Collider or a Shape, and write that name as a plain text somewhere in the script.', ReferenceError);
  if (Collider?.sensor) return;
  const { position, rotation } = Transform;
  const { size } = solid;
  const x = rotation[0], y = rotation[1], z = rotation[2], w = rotation[3];
  let a = size[0] / 2, b = size[1] / 2, c = size[2] / 2, ox = 0, oy = 0, oz = 0;
  if (solid === Collider) {
    const { offset } = Collider;
    ox = offset[0];
    oy = offset[1];
    oz = offset[2];
  } else {
    const { scale } = Transform;
    a *= Math.abs(scale[0]);
    b *= Math.abs(scale[1]);
    c *= Math.abs(scale[2]);
  }
  const up = oy + b;
  const ux = 1 - 2 * (y * y + z * z), uy = 2 * (x * y + w * z), uz = 2 * (x * z - w * y);
  const vx = 2 * (x * y - w * z), vy = 1 - 2 * (x * x + z * z), vz = 2 * (y * z + w * x);
  const wx = 2 * (x * z + w * y), wy = 2 * (y * z - w * x), wz = 1 - 2 * (x * x + y * y);
  const middle = position[1] + uy * ox + vy * up + wy * oz;
  const tall = Math.abs(uy) * a + Math.abs(vy) * b + Math.abs(wy) * c;
  if (middle - tall >= high || middle + tall <= low) return;
  const east = position[0] + ux * ox + vx * up + wx * oz;
  const south = position[2] + uz * ox + vz * up + wz * oz;
  if (x * x + z * z < 1e-6) return { x: east, z: south, a: a + radius, b: c + radius, ux, uz, wx, wz };
  const wide = Math.abs(ux) * a + Math.abs(vx) * b + Math.abs(wx) * c + radius;
  const deep = Math.abs(uz) * a + Math.abs(vz) * b + Math.abs(wz) * c + radius;
  return { x: east, z: south, a: wide, b: deep, ux: 1, uz: 0, wx: 0, wz: 1 };
};

const MOST_CELLS = 65536;
/** Whole numbers in the proportion of 1 to the root of 2, so that ways add up to the same whatever order their steps have. */
const STRAIGHT = 408;
const DIAGONAL = 577;

const wayAround = (from, to, { around, cell = 1, radius = 0, height = 2, climb = 0.3 }) => {
  if (!(Number.isFinite(cell) && cell > 0)) refuse('path: cell is a number above 0; ' + show(cell) + ' is not.', RangeError);
  for (const [name, value] of [['radius', radius], ['height', height], ['climb', climb]]) {
    if (!(Number.isFinite(value) && value >= 0)) refuse('path: ' + name + ' is a number, 0 or more; ' + show(value) + ' is not.', RangeError);
  }
  const first = pointOf(from, 'from');
  const last = pointOf(to, 'to');
  const isFlat = first.length === 2;
  const ground = isFlat ? 0 : first[1];
  if (!Array.isArray(around)) for (const name of [around, 'Transform']) typeNamed(name, 'path');
  const obstacles = Array.isArray(around) ? around : query(around, 'Transform');
  const beginX = Math.floor(first[0] / cell), beginZ = Math.floor(first[first.length - 1] / cell);
  const endX = Math.floor(last[0] / cell), endZ = Math.floor(last[last.length - 1] / cell);
  let left = Math.min(beginX, endX), right = Math.max(beginX, endX), near = Math.min(beginZ, endZ), far = Math.max(beginZ, endZ);
  const footprints = [];
  for (const row of obstacles) {
    if (typeof row?.key !== 'string') refuse('path: around is the name of a component, or rows of a query; ' + show(row) + ' is no row.');
    const it = footprintOf(row, ground + climb + 0.001, ground + height, radius);
    if (it === undefined) continue;
    const wide = Math.abs(it.ux) * it.a + Math.abs(it.wx) * it.b;
    const deep = Math.abs(it.uz) * it.a + Math.abs(it.wz) * it.b;
    it.left = Math.floor((it.x - wide) / cell);
    it.right = Math.floor((it.x + wide) / cell);
    it.near = Math.floor((it.z - deep) / cell);
    it.far = Math.floor((it.z + deep) / cell);
    if (it.left < left) left = it.left;
    if (it.right > right) right = it.right;
    if (it.near < near) near = it.near;
    if (it.far > far) far = it.far;
    footprints.push(it);
  }
  // Room to go round everything, and a rim that nothing leaves.
  left -= 2;
  near -= 2;
  const columns = right + 3 - left;
  const lines = far + 3 - near;
  if (!(columns * lines <= MOST_CELLS)) refuse('path: from, to and the obstacles lie in more than ' + MOST_CELLS + ' cells. Take a larger cell, or only the obstacles nearby.', RangeError);
  const states = new Uint8Array(columns * lines);
  for (let column = 0; column < columns; column++) states[column] = states[(lines - 1) * columns + column] = BLOCKED;
  for (let line = 0; line < lines; line++) states[line * columns] = states[line * columns + columns - 1] = BLOCKED;
  // A hair less than half, so that what only touches a cell does not block it.
  const half = cell * 0.499;
  for (const it of footprints) {
    const { x, z, a, b, ux, uz, wx, wz } = it;
    const wide = half + Math.abs(ux) * a + Math.abs(wx) * b, deep = half + Math.abs(uz) * a + Math.abs(wz) * b;
    const along = a + half * (Math.abs(ux) + Math.abs(uz)), across = b + half * (Math.abs(wx) + Math.abs(wz));
    for (let line = it.near; line <= it.far; line++) {
      const dz = (line + 0.5) * cell - z;
      if (Math.abs(dz) >= deep) continue;
      for (let column = it.left; column <= it.right; column++) {
        const dx = (column + 0.5) * cell - x;
        if (Math.abs(dx) < wide && Math.abs(dx * ux + dz * uz) < along && Math.abs(dx * wx + dz * wz) < across) states[(line - near) * columns + column - left] = BLOCKED;
      }
    }
  }
  const start = ((beginZ - near) * columns + beginX - left) | 0;
  const goal = ((endZ - near) * columns + endX - left) | 0;
  const goalColumn = goal % columns, goalLine = (goal / columns) | 0;
  const estimate = (place) => {
    let x = (place % columns) - goalColumn, z = ((place / columns) | 0) - goalLine;
    if (x < 0) x = -x;
    if (z < 0) z = -z;
    return x > z ? STRAIGHT * (x - z) + DIAGONAL * z : STRAIGHT * (z - x) + DIAGONAL * x;
  };
  const row = columns | 0;
  const eachStep = (place, see) => {
    const north = place - row, south = place + row;
    const isWest = states[place - 1] !== BLOCKED, isEast = states[place + 1] !== BLOCKED, isNorth = states[north] !== BLOCKED, isSouth = states[south] !== BLOCKED;
    if (isWest) see(place - 1, STRAIGHT);
    if (isEast) see(place + 1, STRAIGHT);
    if (isNorth) {
      see(north, STRAIGHT);
      if (isWest) see(north - 1, DIAGONAL);
      if (isEast) see(north + 1, DIAGONAL);
    }
    if (isSouth) {
      see(south, STRAIGHT);
      if (isWest) see(south - 1, DIAGONAL);
      if (isEast) see(south + 1, DIAGONAL);
    }
  };
  const found = cheapest(start, goal, { states, exact: false }, eachStep, estimate);
  if (found === undefined) return null;
  const { way } = found;
  const pointAt = (x, z) => (isFlat ? [x, z] : [x, ground, z]);
  const steps = [pointAt(first[0], first[first.length - 1])];
  let straight = 0, diagonal = 0;
  for (let i = 1; i < way.length; i++) {
    const step = way[i] - way[i - 1];
    if (step === 1 || step === -1 || step === row || step === -row) straight++;
    else diagonal++;
    if (i < way.length - 1 && way[i + 1] - way[i] !== step) steps.push(pointAt(((way[i] % row) + left + 0.5) * cell, (((way[i] / row) | 0) + near + 0.5) * cell));
  }
  steps.push(pointAt(last[0], last[last.length - 1]));
  return { cost: (straight + diagonal * Math.SQRT2) * cell, steps };
};

const ways = { links: ['ends', 'cost', 'directed'], around: ['cell', 'radius', 'height', 'climb'] };

const path = (from, to, options) => {
  if (!mayDraw) refuse('path works inside start, onTick and on(...) handlers, not while the script loads.', Error);
  const kind = options?.links !== undefined ? 'links' : options?.around !== undefined ? 'around' : refuse("path needs links, the component of a network, or around, that of obstacles; as in path(here, there, { links: 'Road' }).");
  for (const name of Object.keys(options).sort()) {
    if (name !== kind && options[name] !== undefined && !ways[kind].includes(name)) refuse('path: there is no option ' + show(name) + ' beside ' + kind + '. There are ' + ways[kind].join(', ') + '.', ReferenceError);
  }
  return kind === 'links' ? wayOver(from, to, options) : wayAround(from, to, options);
};
`;
