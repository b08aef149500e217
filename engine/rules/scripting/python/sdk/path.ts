/** Guest code: the cheapest way over a network of entities, or around obstacles on the ground. As in quickjs/sdk/path.ts, step by step. */
export const path = String.raw`
from heapq import heappop, heappush

OPEN = 1
CLOSED = 2
BLOCKED = 3

def cheapest(origin, goal, states, zero, steps_of, estimate):
    """The way from one place to another: each place with what leads there, and the cost; None if there is none. Steps are (how far on, price, by)."""
    size = len(states)
    costs = [None] * size
    before = [None] * size
    costs[origin] = zero
    states[origin] = OPEN
    open_places = [(zero, -zero, origin)]
    while open_places:
        _, _, place = heappop(open_places)
        if states[place] == CLOSED:
            continue
        states[place] = CLOSED
        here = costs[place]
        if place == goal:
            way = []
            while place != origin:
                place, by = before[place]
                way.append((goal, by))
                goal = place
            way.append((origin, None))
            way.reverse()
            return here, way
        for on, price, by in steps_of(place):
            other = place + on
            state = states[other]
            if state >= CLOSED:
                continue
            cost = here + price
            if state == OPEN and not cost < costs[other]:
                continue
            states[other] = OPEN
            costs[other] = cost
            before[other] = (place, by)
            heappush(open_places, (cost if estimate is None else cost + estimate(other), -cost, other))
    return None

def is_finite(value):
    return is_number(value) and value - value == 0

def way_over(start, goal, options):
    links = options['links']
    kind = type_named(links, 'path')
    def field(name):
        if name not in kind.fields:
            refuse('path: ' + links + ' has no field ' + show(name) + '. It has ' + ', '.join(kind.fields) + '.', LookupError)
        return name
    ends = options.get('ends')
    if ends is None:
        ends = ('from', 'to')
    if not isinstance(ends, (list, tuple)) or len(ends) != 2:
        refuse('path: ends are the names of two fields of ' + links + '; ' + show(ends) + ' is not.')
    tail = field(ends[0])
    head = field(ends[1])
    price_of = options.get('cost')
    is_field = isinstance(price_of, str)
    if is_field:
        field(price_of)
    elif price_of is not None and not callable(price_of):
        refuse('path: cost is the name of a field, or a function of a link; ' + show(price_of) + ' is neither.')
    directed = options.get('directed')
    if directed is None:
        directed = True
    if not isinstance(directed, bool):
        refuse('path: directed is true or false; ' + show(directed) + ' is neither.')
    places = {}
    keys = []
    steps = []
    def place_of(key):
        place = places.get(key)
        if place is None:
            place = places[key] = len(keys)
            keys.append(key)
            steps.append([])
        return place
    first = place_of(key_of(start, 'path'))
    last = place_of(key_of(goal, 'path'))
    exact = None
    for row in query(links):
        link = getattr(row, links)
        a = getattr(link, tail)
        b = getattr(link, head)
        for name, key in ((tail, a), (head, b)):
            if key is not None and not isinstance(key, str):
                refuse('path: ' + links + '.' + name + ' is no entity but ' + show(key) + '.')
        if not a or not b:
            continue
        price = 1.0 if price_of is None else getattr(link, price_of) if is_field else price_of(row)
        if price is None:
            continue
        as_decimal = isinstance(price, Decimal)
        if not (as_decimal or is_finite(price)) or price < 0:
            refuse('path: the cost of ' + show(row.key) + ' must be a number or a decimal, 0 or more, not ' + show(price) + '.', ValueError)
        if exact is None:
            exact = as_decimal
        if exact != as_decimal:
            refuse('path: costs are all decimals or all numbers; that of ' + show(row.key) + ' is another kind than those before.')
        if not as_decimal:
            price = float(price)
        place = place_of(a)
        other = place_of(b)
        steps[place].append((other - place, price, row.key))
        if not directed:
            steps[other].append((place - other, price, row.key))
    found = cheapest(first, last, bytearray(len(keys)), decimal_of(0) if exact else 0.0, lambda place: steps[place], None)
    if found is None:
        return None
    cost, way = found
    return Record({'cost': cost, 'steps': [keys[place] for place, _ in way], 'links': [by for _, by in way[1:]]})

def point_of(value, name):
    point = value.Transform.position if isinstance(value, Row) and hasattr(value, 'Transform') else value
    if not isinstance(point, (list, tuple)) or len(point) not in (2, 3) or not all([is_finite(n) for n in point]):
        refuse('path: ' + name + ' is a list of two or three numbers, or a row with a Transform; ' + show(value) + ' is not.')
    return point

TIPPED = 1 / 1000000

def footprint_of(row, low, high, radius):
    """Where an obstacle stands, half its sides, its directions on the ground; where it is tipped over, of the upright box around it."""
    if not hasattr(row, 'Transform'):
        refuse('path: the obstacle ' + show(row.key) + ' has no Transform.', LookupError)
    is_solid = hasattr(row, 'Collider')
    if not is_solid and not hasattr(row, 'Shape'):
        refuse('path: the obstacle ' + show(row.key) + ' has no size: give it a Collider or a Shape, and write that name as a plain text somewhere in the script.', LookupError)
    if is_solid and row.Collider.sensor:
        return None
    at = row.Transform
    position = at.position
    x, y, z, w = at.rotation
    if is_solid:
        a, b, c = [side / 2 for side in row.Collider.size]
        ox, oy, oz = row.Collider.offset
    else:
        scale = at.scale
        size = row.Shape.size
        a, b, c = [size[i] * abs(scale[i]) / 2 for i in range(3)]
        ox = oy = oz = 0
    up = oy + b
    ux = 1 - 2 * (y * y + z * z)
    uy = 2 * (x * y + w * z)
    uz = 2 * (x * z - w * y)
    vx = 2 * (x * y - w * z)
    vy = 1 - 2 * (x * x + z * z)
    vz = 2 * (y * z + w * x)
    wx = 2 * (x * z + w * y)
    wy = 2 * (y * z - w * x)
    wz = 1 - 2 * (x * x + y * y)
    middle = position[1] + uy * ox + vy * up + wy * oz
    tall = abs(uy) * a + abs(vy) * b + abs(wy) * c
    if middle - tall >= high or middle + tall <= low:
        return None
    east = position[0] + ux * ox + vx * up + wx * oz
    south = position[2] + uz * ox + vz * up + wz * oz
    if x * x + z * z < TIPPED:
        return east, south, a + radius, c + radius, ux, uz, wx, wz
    wide = abs(ux) * a + abs(vx) * b + abs(wx) * c + radius
    deep = abs(uz) * a + abs(vz) * b + abs(wz) * c + radius
    return east, south, wide, deep, 1, 0, 0, 1

MOST_CELLS = 65536
STRAIGHT = 408
DIAGONAL = 577

def sides(columns, mask):
    """The steps from a cell with these sides free: west 1, east 2, north 4, south 8. None cuts a corner."""
    steps = [(on, STRAIGHT, None) for bit, on in ((1, -1), (2, 1), (4, -columns), (8, columns)) if mask & bit]
    steps += [(on, DIAGONAL, None) for bits, on in ((5, -columns - 1), (6, -columns + 1), (9, columns - 1), (10, columns + 1)) if mask & bits == bits]
    return steps

def way_around(start, goal, options):
    around = options['around']
    def number(name, fallback):
        value = options.get(name)
        if value is None:
            return fallback
        if not is_finite(value) or value < 0:
            refuse('path: ' + name + ' is a number, 0 or more; ' + show(value) + ' is not.', ValueError)
        return value
    cell = options.get('cell')
    if cell is None:
        cell = 1
    if not is_finite(cell) or cell <= 0:
        refuse('path: cell is a number above 0; ' + show(cell) + ' is not.', ValueError)
    radius = number('radius', 0)
    height = number('height', 2)
    climb = number('climb', 3 / 10)
    first = point_of(start, 'from')
    last = point_of(goal, 'to')
    flat = len(first) == 2
    ground = 0 if flat else first[1]
    if isinstance(around, (list, tuple)):
        obstacles = around
    else:
        for name in (around, 'Transform'):
            type_named(name, 'path')
        obstacles = query(around, 'Transform')
    floor = math.floor
    begin_x = floor(first[0] / cell)
    begin_z = floor(first[-1] / cell)
    end_x = floor(last[0] / cell)
    end_z = floor(last[-1] / cell)
    left = min(begin_x, end_x)
    right = max(begin_x, end_x)
    near = min(begin_z, end_z)
    far = max(begin_z, end_z)
    footprints = []
    for row in obstacles:
        if not isinstance(row, Row):
            refuse('path: around is the name of a component, or rows of a query; ' + show(row) + ' is no row.')
        it = footprint_of(row, ground + climb + 1 / 1000, ground + height, radius)
        if it is None:
            continue
        x, z, a, b, ux, uz, wx, wz = it
        wide = abs(ux) * a + abs(wx) * b
        deep = abs(uz) * a + abs(wz) * b
        box = (floor((x - wide) / cell), floor((x + wide) / cell), floor((z - deep) / cell), floor((z + deep) / cell))
        left = min(left, box[0])
        right = max(right, box[1])
        near = min(near, box[2])
        far = max(far, box[3])
        footprints.append((it, box))
    # Room to go round everything, and a rim that nothing leaves.
    left -= 2
    near -= 2
    columns = right + 3 - left
    lines = far + 3 - near
    if not columns * lines <= MOST_CELLS:
        refuse('path: from, to and the obstacles lie in more than ' + str(MOST_CELLS) + ' cells. Take a larger cell, or only the obstacles nearby.', ValueError)
    states = bytearray(columns * lines)
    for column in range(columns):
        states[column] = states[(lines - 1) * columns + column] = BLOCKED
    for line in range(lines):
        states[line * columns] = states[line * columns + columns - 1] = BLOCKED
    def place_at(column, line):
        return (line - near) * columns + column - left
    half = cell * (499 / 1000)
    for it, box in footprints:
        x, z, a, b, ux, uz, wx, wz = it
        wide = half + abs(ux) * a + abs(wx) * b
        deep = half + abs(uz) * a + abs(wz) * b
        along = a + half * (abs(ux) + abs(uz))
        across = b + half * (abs(wx) + abs(wz))
        for line in range(box[2], box[3] + 1):
            dz = (line + 0.5) * cell - z
            if abs(dz) >= deep:
                continue
            for column in range(box[0], box[1] + 1):
                dx = (column + 0.5) * cell - x
                if abs(dx) < wide and abs(dx * ux + dz * uz) < along and abs(dx * wx + dz * wz) < across:
                    states[place_at(column, line)] = BLOCKED
    goal_column = end_x - left
    goal_line = end_z - near
    def estimate(place):
        x = abs(place % columns - goal_column)
        z = abs(place // columns - goal_line)
        return STRAIGHT * (x - z) + DIAGONAL * z if x > z else STRAIGHT * (z - x) + DIAGONAL * x
    choices = [sides(columns, mask) for mask in range(16)]
    def steps_of(place):
        return choices[(states[place - 1] != BLOCKED) + 2 * (states[place + 1] != BLOCKED) + 4 * (states[place - columns] != BLOCKED) + 8 * (states[place + columns] != BLOCKED)]
    found = cheapest(place_at(begin_x, begin_z), place_at(end_x, end_z), states, 0, steps_of, estimate)
    if found is None:
        return None
    way = [place for place, _ in found[1]]
    def point_at(x, z):
        return [x, z] if flat else [x, ground, z]
    steps = [point_at(first[0], first[-1])]
    straight = 0
    diagonal = 0
    for i in range(1, len(way)):
        step = way[i] - way[i - 1]
        if abs(step) in (1, columns):
            straight += 1
        else:
            diagonal += 1
        if i < len(way) - 1 and way[i + 1] - way[i] != step:
            steps.append(point_at((way[i] % columns + left + 0.5) * cell, (way[i] // columns + near + 0.5) * cell))
    steps.append(point_at(last[0], last[-1]))
    return Record({'cost': (straight + diagonal * math.sqrt(2)) * cell, 'steps': steps})

ways = {'links': ('ends', 'cost', 'directed'), 'around': ('cell', 'radius', 'height', 'climb')}

def path(start=None, goal=None, options=None, **named):
    if not may_draw:
        refuse('path works inside start, on_tick and on(...) handlers, not while the script loads.', RuntimeError)
    if options is None:
        options = named
    elif not isinstance(options, dict):
        options = {}
    kind = 'links' if options.get('links') is not None else 'around' if options.get('around') is not None else None
    if kind is None:
        refuse("path needs links, the component of a network, or around, that of obstacles; as in path(here, there, links='Road').")
    for name in sorted([str(name) for name in options]):
        if name != kind and name not in ways[kind] and options[name] is not None:
            refuse('path: there is no option ' + show(name) + ' beside ' + kind + '. There are ' + ', '.join(ways[kind]) + '.', LookupError)
    return way_over(start, goal, options) if kind == 'links' else way_around(start, goal, options)
`;
