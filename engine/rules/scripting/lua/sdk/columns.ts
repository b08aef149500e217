/**
 * Guest code: rows over the input block. The block is one table of floats whose array lies in linear memory, where the host fills it before
 * a call and compares it after it: its entry i + 1 is number i of the layout in plan.ts. Nothing but floats is ever stored in it, and its
 * length is never asked: so the array stays where it is.
 */
export const columns = String.raw`
local HEADER = 8
local input = { 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0, 0.0 }
local types, type_names, type_of, unread = {}, {}, {}, {}
local texts, text_count, text_ids, fresh_texts = { [0] = '' }, 1, { [''] = 0 }, {}
local entries, members, found, generation = {}, {}, {}, 0
--- Where a view's record begins in the block; nothing for a view of what went.
local places = {}

local function id_of_text(value)
  local id = text_ids[value]
  if id == nil then
    id = text_count
    texts[id], text_ids[value], text_count = value, id, id + 1
    fresh_texts[#fresh_texts + 1] = value
  end
  return id
end

local function gone(component) refuse('This entity has no ' .. component .. ' any more.', 'ReferenceError') end

local function check_number(what, field)
  local least, most, integer, single = field.min, field.max, field.integer, field.single
  return function(value)
    if type(value) ~= 'number' then refuse(what .. ' is a number; ' .. show(value) .. ' is not.') end
    local n = single and unpack_bytes('<f', pack('<f', value)) or value
    if n ~= n or n == huge or n == -huge then refuse(what .. ' must be a finite number, not ' .. numeral(value) .. '.', 'RangeError') end
    if integer and n ~= floor(n) then refuse(what .. ' is a whole number; ' .. numeral(value) .. ' is not. Use math.floor.', 'RangeError') end
    if n < least then refuse(what .. ' is at least ' .. numeral(least) .. ', not ' .. numeral(value) .. '.', 'RangeError') end
    if n > most then refuse(what .. ' is at most ' .. numeral(most) .. ', not ' .. numeral(value) .. '.', 'RangeError') end
    return n + 0.0
  end
end

local function check_text(what)
  return function(value)
    if type(value) ~= 'string' then refuse(what .. ' is a text; ' .. show(value) .. ' is not.') end
    if not utf8_len(value) then refuse(what .. ' is not UTF-8.', 'RangeError') end
    return id_of_text(value) + 0.0
  end
end

local function check_option(what, options)
  local index_of = {}
  for i = 1, #options do index_of[options[i]] = i - 1 end
  return function(value)
    local index = index_of[value]
    if index == nil then refuse(what .. ' is one of ' .. concat(options, ', ') .. '; not ' .. show(value) .. '.', 'RangeError') end
    return index
  end
end

local whole_kinds = { u8 = true, u16 = true, i32 = true, u32 = true }

--- How a field's number is read and written, by its kind. A whole number is read as an integer.
local function codec_of(what, field)
  local kind, options, scale = field.kind, field.options, field.scale
  if kind == 'bool' then
    return function(n) return n ~= 0 end, function(value)
      if value == true then return 1.0 elseif value == false then return 0.0 end
      refuse(what .. ' is true or false; ' .. show(value) .. ' is neither.')
    end
  elseif kind == 'enum' then
    local check = check_option(what, options)
    return function(n) return options[(n | 0) + 1] end, function(value) return check(value) + 0.0 end
  elseif kind == 'flags' then
    local bit = check_option(what, options)
    return function(n)
      local out, bits = new_list(), n | 0
      for i = 1, #options do if bits & (1 << (i - 1)) ~= 0 then out[#out + 1] = options[i] end end
      return frozen(out, #out)
    end, function(value)
      if type(value) ~= 'table' or is_decimal(value) then refuse(what .. ' is a list of names; ' .. show(value) .. ' is not.') end
      local bits = 0
      for i = 1, #value do bits = bits | (1 << bit(value[i])) end
      return bits + 0.0
    end
  elseif kind == 'string' or kind == 'asset' then
    return function(n) return texts[n | 0] end, check_text(what)
  elseif kind == 'entity' then
    local check = check_text(what)
    return function(n)
      local id = n | 0
      if id ~= 0 then return texts[id] end
    end, function(value)
      if value == nil then return 0.0 end
      return check(type(value) == 'table' and value.key or value)
    end
  elseif kind == 'color' then
    return function(n) return format('#%06x', n | 0) end, function(value)
      if type(value) ~= 'string' or not match(value, '^#%x%x%x%x%x%x$') then refuse(what .. " is a colour such as '#1e90ff'; " .. show(value) .. ' is not.') end
      return tonumber(sub(value, 2), 16) + 0.0
    end
  elseif kind == 'decimal' then
    local check = check_number(what, field)
    return function(n) return new_decimal(n | 0, scale) end, function(value)
      local digits = to_column(value, scale, what)
      return check(type(digits) == 'table' and tonumber(whole_text(digits)) or digits)
    end
  elseif whole_kinds[kind] then
    return function(n) return n | 0 end, check_number(what, field)
  end
  return function(n) return n end, check_number(what, field)
end

--- What reads and what writes a field of the record at a place: a scalar has one number in it, vectors and lists have several and are whole.
local function access(component, field)
  local what = component .. '.' .. field.name
  local read, write = codec_of(what, field)
  local offset, lanes, length = field.offset, field.lanes, field.length
  local function list(value, count, each)
    if type(value) ~= 'table' or #value ~= count then refuse(what .. ' is a list of ' .. count .. '; ' .. show(value) .. ' is not.') end
    for i = 1, count do each(value[i], i - 1) end
  end
  local function collect(count, each)
    local out = {}
    for i = 1, count do out[i] = each(i - 1) end
    return frozen(out, count)
  end
  local function get_one(from) return read(input[from]) end
  local function set_one(from, value) input[from] = write(value) end
  if lanes > 1 then
    get_one = function(from) return collect(lanes, function(i) return read(input[from + i]) end) end
    set_one = function(from, value) list(value, lanes, function(one, i) input[from + i] = write(one) end) end
  end
  local get, set = get_one, set_one
  if length ~= nil then
    get = function(from) return collect(length, function(k) return get_one(from + k * lanes) end) end
    set = function(from, value) list(value, length, function(item, k) set_one(from + k * lanes, item) end) end
  end
  if field.locked then set = function() refuse('This script may not write ' .. what .. '.', 'PermissionError') end end
  return function(place) return get(place + offset) end, function(place, value) set(place + offset, value) end
end

local function define_type(index, given)
  local name, names, get, set = given.name, {}, {}, {}
  for i, field in ipairs(given.fields) do
    names[i] = field.name
    get[field.name], set[field.name] = access(name, field)
  end
  local function no_field(field, where) refuse((where or '') .. name .. ' has no field ' .. show(field) .. '. It has ' .. concat(names, ', ') .. '.', 'ReferenceError') end
  local meta = {
    __index = function(view, field)
      local read = get[field]
      if read == nil then no_field(field) end
      return read(places[view] or gone(name))
    end,
    __newindex = function(view, field, value)
      local store = set[field]
      if store == nil then no_field(field) end
      store(places[view] or gone(name), value)
    end,
    __pairs = function(view)
      local out = {}
      for _, field in ipairs(names) do out[field] = view[field] end
      return next, out, nil
    end,
    __name = name,
    __metatable = false,
  }
  local function new_view()
    local view = setmetatable({}, meta)
    guarded[view] = function()
      local out = {}
      for _, field in ipairs(names) do out[field] = view[field] end
      return out
    end
    return view
  end
  local made = { name = name, index = index, stride = given.stride, new_view = new_view, get = get, no_field = no_field }
  type_of[name] = made
  return made
end

--- Takes the membership that the block now says. Whatever stays keeps its row and views; views of what went lead nowhere.
local function place_rows()
  generation = generation + 1
  found, members = {}, {}
  local at = HEADER + #types
  for _, kind in ipairs(types) do
    local index, stride, list = kind.index, kind.stride, {}
    for i = 1, input[HEADER + index] | 0 do
      local key = texts[input[at + 2] | 0]
      local entry = entries[key]
      if entry == nil then
        entry = { key = key, generations = {}, views = {}, generation = 0 }
        entries[key] = entry
      end
      entry.generation, entry.generations[index] = generation, generation
      local view = entry.views[index]
      if view == nil then
        view = kind.new_view()
        entry.views[index], entry.row = view, nil
      end
      places[view] = at + 1
      list[i] = entry
      at = at + stride
    end
    members[index] = list
  end
  for key, entry in next, entries do
    for index, view in next, entry.views do
      if entry.generations[index] ~= generation then
        places[view], entry.views[index], entry.row = nil, nil, nil
      end
    end
    if entry.generation ~= generation then entries[key] = nil end
  end
end

local function row_of(entry)
  if entry.row == nil then
    local content = { key = entry.key }
    for _, kind in ipairs(types) do content[kind.name] = entry.views[kind.index] end
    entry.row = frozen(content, 0)
  end
  return entry.row
end

local function type_named(name, where)
  local kind = type_of[name]
  if kind ~= nil then return kind end
  if unread[name] then refuse(where .. ': write the name ' .. show(name) .. ' as a plain text somewhere in the script, so that its columns are brought along.', 'ReferenceError') end
  refuse(where .. ': there is no component ' .. show(name) .. '. ' .. (#type_names > 0 and 'There are ' .. concat(type_names, ', ') or 'This level has none') .. '.', 'ReferenceError')
end

local function query(...)
  if not may_draw then refuse('query works inside start, onTick and on(...) handlers, not while the script loads.', 'Error') end
  local count = select('#', ...)
  if count == 0 then refuse("query needs a component, as in query('Transform').") end
  local names = { ... }
  for i = 1, count do if type(names[i]) ~= 'string' then type_named(names[i], 'query') end end
  local id = concat(names, ',')
  local list = found[id]
  if list == nil then
    local wanted = {}
    for i = 1, count do wanted[i] = type_named(names[i], 'query').index end
    list = {}
    for _, entry in ipairs(members[wanted[1]] or {}) do
      local has = true
      for i = 2, count do has = has and entry.views[wanted[i]] ~= nil end
      if has then list[#list + 1] = row_of(entry) end
    end
    found[id] = list
  end
  return move(list, 1, #list, 1, {})
end

local function key_of(entity, where)
  local key = entity
  if type(entity) == 'table' and guarded[entity] ~= nil then key = entity.key end
  if type(key) ~= 'string' then refuse(where .. ' needs a row of a query or the key of an entity, not ' .. show(entity) .. '.') end
  return key
end

local function set(entity, component, values)
  local key = key_of(entity, 'set')
  local kind = type_named(component, 'set')
  local view = entries[key] and entries[key].views[kind.index]
  if view == nil then refuse('set: the entity ' .. show(key) .. ' has no ' .. component .. '.', 'ReferenceError') end
  if type(values) ~= 'table' then refuse("set needs the fields to write, as in set(row, 'Label', { text = 'hello' }).") end
  local names = {}
  for field in pairs(values) do
    if kind.get[field] == nil then kind.no_field(field, 'set: ') end
    names[#names + 1] = field
  end
  sort(names)
  for _, field in ipairs(names) do view[field] = values[field] end
end
`;
