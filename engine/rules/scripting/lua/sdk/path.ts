/** Guest code: the cheapest way over a network of entities, or around obstacles on the ground. As in quickjs/sdk/path.ts, step by step. */
export const path = String.raw`
local path
do
local abs, least_of, most_of = math.abs, math.min, math.max

local function is_before(a, b)
  if a.total < b.total then return true end
  if b.total < a.total then return false end
  if b.cost < a.cost then return true end
  if a.cost < b.cost then return false end
  return a.place < b.place
end

local function push(open, item)
  local at = #open + 1
  while at > 1 do
    local parent = at >> 1
    if not is_before(item, open[parent]) then break end
    open[at] = open[parent]
    at = parent
  end
  open[at] = item
end

local function pop(open)
  local first, item, count = open[1], open[#open], #open - 1
  open[count + 1] = nil
  if count == 0 then return first end
  local at, child = 1, 2
  while child <= count do
    if child < count and is_before(open[child + 1], open[child]) then child = child + 1 end
    if not is_before(open[child], item) then break end
    open[at] = open[child]
    at, child = child, 2 * child
  end
  open[at] = item
  return first
end

--- The way from one place to another, places being whole numbers: what leads there, and its cost; nothing if there is none.
local function cheapest(from, to, zero, each_step, estimate)
  local here
  local best = { [from] = { place = from, cost = zero } }
  local open = { { total = zero, cost = zero, place = from } }
  local function see(place, price, by)
    local cost = here.cost + price
    local known = best[place]
    if known ~= nil and (known.closed or not (cost < known.cost)) then return end
    best[place] = { place = place, cost = cost, by = by, before = here }
    push(open, { total = estimate == nil and cost or cost + estimate(place), cost = cost, place = place })
  end
  while #open > 0 do
    here = best[pop(open).place]
    if not here.closed then
      here.closed = true
      if here.place == to then
        local back, at = {}, here
        while at ~= nil do
          back[#back + 1] = at
          at = at.before
        end
        local way = {}
        for i = #back, 1, -1 do way[#way + 1] = back[i] end
        return here.cost, way
      end
      each_step(here.place, see)
    end
  end
end

local function is_finite(value) return type(value) == 'number' and value == value and value ~= huge and value ~= -huge end

local function way_over(from, to, options)
  local links, ends, price_of, directed = options.links, options.ends, options.cost, options.directed
  local kind = type_named(links, 'path')
  local function field(name)
    if kind.get[name] == nil then kind.no_field(name, 'path: ') end
    return name
  end
  if ends == nil then ends = { 'from', 'to' } end
  if type(ends) ~= 'table' or #ends ~= 2 then refuse('path: ends are the names of two fields of ' .. links .. '; ' .. show(ends) .. ' is not.') end
  local tail, head = field(ends[1]), field(ends[2])
  if type(price_of) == 'string' then
    field(price_of)
  elseif price_of ~= nil and type(price_of) ~= 'function' then
    refuse('path: cost is the name of a field, or a function of a link; ' .. show(price_of) .. ' is neither.')
  end
  if directed == nil then directed = true end
  if type(directed) ~= 'boolean' then refuse('path: directed is true or false; ' .. show(directed) .. ' is neither.') end
  local places, keys, steps = {}, {}, {}
  local function place_of(key)
    local place = places[key]
    if place == nil then
      place = #keys + 1
      places[key], keys[place], steps[place] = place, key, {}
    end
    return place
  end
  local start, goal = place_of(key_of(from, 'path')), place_of(key_of(to, 'path'))
  local exact
  for _, row in ipairs(query(links)) do
    local link = row[links]
    local function end_of(name)
      local key = link[name]
      if key ~= nil and type(key) ~= 'string' then refuse('path: ' .. links .. '.' .. name .. ' is no entity but ' .. show(key) .. '.') end
      return key ~= '' and key or nil
    end
    local a, b = end_of(tail), end_of(head)
    if a ~= nil and b ~= nil then
      local price = 1.0
      if type(price_of) == 'string' then price = link[price_of] elseif price_of ~= nil then price = price_of(row) end
      if price ~= nil and not rawequal(price, null) then
        local as_decimal = is_decimal(price)
        if not (as_decimal or is_finite(price)) or price < 0 then
          refuse('path: the cost of ' .. show(row.key) .. ' must be a number or a decimal, 0 or more, not ' .. show(price) .. '.', 'RangeError')
        end
        if exact == nil then exact = as_decimal end
        if exact ~= as_decimal then refuse('path: costs are all decimals or all numbers; that of ' .. show(row.key) .. ' is another kind than those before.') end
        if not as_decimal then price = price + 0.0 end
        local place, other = place_of(a), place_of(b)
        local out = steps[place]
        out[#out + 1] = { other, price, row.key }
        if not directed then
          out = steps[other]
          out[#out + 1] = { place, price, row.key }
        end
      end
    end
  end
  local cost, way = cheapest(start, goal, exact and of_text('0') or 0.0, function(place, see)
    for _, step in ipairs(steps[place]) do see(step[1], step[2], step[3]) end
  end)
  if cost == nil then return nil end
  local found_keys, found_links = {}, new_list()
  for i, at in ipairs(way) do
    found_keys[i] = keys[at.place]
    if i > 1 then found_links[i - 1] = at.by end
  end
  return { cost = cost, steps = found_keys, links = found_links }
end

local function point_of(value, name)
  local point = value
  if type(value) == 'table' then
    local content = guarded[value]
    if type(content) == 'table' and content.Transform ~= nil then point = content.Transform.position end
  end
  local count = type(point) == 'table' and type(guarded[point]) ~= 'function' and not is_decimal(point) and #point or 0
  local fine = count == 2 or count == 3
  for i = 1, fine and count or 0 do fine = fine and is_finite(point[i]) end
  if not fine then refuse('path: ' .. name .. ' is a list of two or three numbers, or a row with a Transform; ' .. show(value) .. ' is not.') end
  return point
end

local function footprint_of(row, low, high, radius)
  local at, solid = row.Transform, row.Collider or row.Shape
  if at == nil then refuse('path: the obstacle ' .. show(row.key) .. ' has no Transform.', 'ReferenceError') end
  if solid == nil then
    refuse('path: the obstacle ' .. show(row.key) .. ' has no size: give it a Collider or a Shape, and write that name as a plain text somewhere in the script.', 'ReferenceError')
  end
  if row.Collider ~= nil and solid.sensor then return end
  local position, rotation, size = at.position, at.rotation, solid.size
  local x, y, z, w = rotation[1], rotation[2], rotation[3], rotation[4]
  local a, b, c, ox, oy, oz
  if row.Collider ~= nil then
    local offset = solid.offset
    a, b, c = size[1] / 2, size[2] / 2, size[3] / 2
    ox, oy, oz = offset[1], offset[2], offset[3]
  else
    local scale = at.scale
    a, b, c = size[1] * abs(scale[1]) / 2, size[2] * abs(scale[2]) / 2, size[3] * abs(scale[3]) / 2
    ox, oy, oz = 0, 0, 0
  end
  local up = oy + b
  local ux, uy, uz = 1 - 2 * (y * y + z * z), 2 * (x * y + w * z), 2 * (x * z - w * y)
  local vx, vy, vz = 2 * (x * y - w * z), 1 - 2 * (x * x + z * z), 2 * (y * z + w * x)
  local wx, wy, wz = 2 * (x * z + w * y), 2 * (y * z - w * x), 1 - 2 * (x * x + y * y)
  local middle = position[2] + uy * ox + vy * up + wy * oz
  local tall = abs(uy) * a + abs(vy) * b + abs(wy) * c
  if middle - tall >= high or middle + tall <= low then return end
  local it = { x = position[1] + ux * ox + vx * up + wx * oz, z = position[3] + uz * ox + vz * up + wz * oz }
  if x * x + z * z < 1e-6 then
    it.a, it.b, it.ux, it.uz, it.wx, it.wz = a + radius, c + radius, ux, uz, wx, wz
  else
    it.a, it.b = abs(ux) * a + abs(vx) * b + abs(wx) * c + radius, abs(uz) * a + abs(vz) * b + abs(wz) * c + radius
    it.ux, it.uz, it.wx, it.wz = 1, 0, 0, 1
  end
  return it
end

local MOST_CELLS, STRAIGHT, DIAGONAL = 65536, 408, 577

local function way_around(from, to, options)
  local around = options.around
  local function number(name, fallback)
    local value = options[name]
    if value == nil then return fallback end
    if not is_finite(value) or value < 0 then refuse('path: ' .. name .. ' is a number, 0 or more; ' .. show(value) .. ' is not.', 'RangeError') end
    return value
  end
  local cell = options.cell
  if cell == nil then cell = 1 end
  if not is_finite(cell) or cell <= 0 then refuse('path: cell is a number above 0; ' .. show(cell) .. ' is not.', 'RangeError') end
  local radius, height, climb = number('radius', 0), number('height', 2), number('climb', 0.3)
  local first, last = point_of(from, 'from'), point_of(to, 'to')
  local flat = #first == 2
  local ground = flat and 0 or first[2]
  local obstacles = around
  if type(around) ~= 'table' then
    for _, name in ipairs({ around, 'Transform' }) do type_named(name, 'path') end
    obstacles = query(around, 'Transform')
  end
  local footprints = {}
  local begin_x, begin_z = floor(first[1] / cell), floor(first[#first] / cell)
  local end_x, end_z = floor(last[1] / cell), floor(last[#last] / cell)
  local left, right, near, far = least_of(begin_x, end_x), most_of(begin_x, end_x), least_of(begin_z, end_z), most_of(begin_z, end_z)
  for _, row in ipairs(obstacles) do
    local content = type(row) == 'table' and guarded[row]
    if type(content) ~= 'table' or type(content.key) ~= 'string' then refuse('path: around is the name of a component, or rows of a query; ' .. show(row) .. ' is no row.') end
    local it = footprint_of(content, ground + climb + 0.001, ground + height, radius)
    if it ~= nil then
      local wide, deep = abs(it.ux) * it.a + abs(it.wx) * it.b, abs(it.uz) * it.a + abs(it.wz) * it.b
      it.left, it.right = floor((it.x - wide) / cell), floor((it.x + wide) / cell)
      it.near, it.far = floor((it.z - deep) / cell), floor((it.z + deep) / cell)
      left, right, near, far = least_of(left, it.left), most_of(right, it.right), least_of(near, it.near), most_of(far, it.far)
      footprints[#footprints + 1] = it
    end
  end
  left, near = left - 1, near - 1
  local columns, lines = right + 2 - left, far + 2 - near
  if not ((columns + 0.0) * lines <= MOST_CELLS) then 
    refuse('path: from, to and the obstacles lie in more than ' .. MOST_CELLS .. ' cells. Take a larger cell, or only the obstacles nearby.', 'RangeError')
  end
  local function place_at(column, line) return (line - near) * columns + column - left end
  local blocked, half = {}, cell * 0.499
  for _, it in ipairs(footprints) do
    local x, z, a, b, ux, uz, wx, wz = it.x, it.z, it.a, it.b, it.ux, it.uz, it.wx, it.wz
    local wide, deep = half + abs(ux) * a + abs(wx) * b, half + abs(uz) * a + abs(wz) * b
    local along, across = a + half * (abs(ux) + abs(uz)), b + half * (abs(wx) + abs(wz))
    for line = it.near, it.far do
      local dz = (line + 0.5) * cell - z
      if abs(dz) < deep then
        for column = it.left, it.right do
          local dx = (column + 0.5) * cell - x
          if abs(dx) < wide and abs(dx * ux + dz * uz) < along and abs(dx * wx + dz * wz) < across then blocked[place_at(column, line)] = true end
        end
      end
    end
  end
  local start, goal, goal_column, goal_line = place_at(begin_x, begin_z), place_at(end_x, end_z), end_x - left, end_z - near
  blocked[start] = nil
  local function estimate(place)
    local x, z = abs(place % columns - goal_column), abs(place // columns - goal_line)
    return x > z and STRAIGHT * (x - z) + DIAGONAL * z or STRAIGHT * (z - x) + DIAGONAL * x
  end
  local function each_step(place, see)
    local column, line = place % columns, place // columns
    local west, east = column > 0 and not blocked[place - 1], column < columns - 1 and not blocked[place + 1]
    local north, south = line > 0 and not blocked[place - columns], line < lines - 1 and not blocked[place + columns]
    if west then see(place - 1, STRAIGHT) end
    if east then see(place + 1, STRAIGHT) end
    if north then see(place - columns, STRAIGHT) end
    if south then see(place + columns, STRAIGHT) end
    if north and west and not blocked[place - columns - 1] then see(place - columns - 1, DIAGONAL) end
    if north and east and not blocked[place - columns + 1] then see(place - columns + 1, DIAGONAL) end
    if south and west and not blocked[place + columns - 1] then see(place + columns - 1, DIAGONAL) end
    if south and east and not blocked[place + columns + 1] then see(place + columns + 1, DIAGONAL) end
  end
  local cost, way = cheapest(start, goal, 0, each_step, estimate)
  if cost == nil then return nil end
  local function point_at(x, z) return flat and { x, z } or { x, ground, z } end
  local steps, straight, diagonal = { point_at(first[1], first[#first]) }, 0, 0
  for i = 2, #way do
    local place = way[i].place
    local step = abs(place - way[i - 1].place)
    if step == 1 or step == columns then straight = straight + 1 else diagonal = diagonal + 1 end
    if i < #way and way[i + 1].place - place ~= place - way[i - 1].place then
      steps[#steps + 1] = point_at((place % columns + left + 0.5) * cell, (place // columns + near + 0.5) * cell)
    end
  end
  steps[#steps + 1] = point_at(last[1], last[#last])
  return { cost = (straight + diagonal * sqrt(2)) * cell, steps = steps }
end

local ways = { links = { 'ends', 'cost', 'directed' }, around = { 'cell', 'radius', 'height', 'climb' } }

function path(from, to, options)
  if not may_draw then refuse('path works inside start, onTick and on(...) handlers, not while the script loads.', 'Error') end
  local given = type(options) == 'table' and options or {}
  local kind = given.links ~= nil and 'links' or given.around ~= nil and 'around'
  if not kind then refuse("path needs links, the component of a network, or around, that of obstacles; as in path(here, there, { links = 'Road' }).") end
  local names = {}
  for name in pairs(given) do names[#names + 1] = tostring(name) end
  sort(names)
  for _, name in ipairs(names) do
    local known = name == kind
    for _, one in ipairs(ways[kind]) do known = known or one == name end
    if not known then refuse('path: there is no option ' .. show(name) .. ' beside ' .. kind .. '. There are ' .. concat(ways[kind], ', ') .. '.', 'ReferenceError') end
  end
  return (kind == 'links' and way_over or way_around)(from, to, given)
end
end
`;
