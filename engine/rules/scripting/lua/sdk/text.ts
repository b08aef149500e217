/** Guest code: how values become text, and how refusals are worded. Every piece of the SDK begins with what it shares with the others. */
export const text = String.raw`
local G = _G
local type, next, pairs, ipairs, select, error, pcall, xpcall, rawget, rawset, rawequal, rawlen = type, next, pairs, ipairs, select, error, pcall, xpcall, rawget, rawset, rawequal, rawlen
local tonumber, setmetatable, getmetatable, native_tostring = tonumber, setmetatable, getmetatable, tostring
local concat, move, sort, unpack = table.concat, table.move, table.sort, table.unpack
local byte, char, find, format, gsub, match, rep, sub, pack, unpack_bytes = string.byte, string.char, string.find, string.format, string.gsub, string.match, string.rep, string.sub, string.pack, string.unpack
local floor, math_type, tointeger, huge, sqrt, log_of, cos, pi = math.floor, math.type, math.tointeger, math.huge, math.sqrt, math.log, math.cos, math.pi
local utf8_len, utf8_char, utf8_codes = utf8.len, utf8.char, utf8.codes
local getinfo = debug.getinfo
local string, math = string, math
-- From here on a name is one of these, and never what a script may have made of it.
local _ENV = nil

local refusal = {}

--- Refusals are texts, as errors are in Lua; the kind of the last one is kept for whoever describes it.
local function refuse(message, kind)
  refusal.message, refusal.kind = message, kind or 'TypeError'
  error(message, 0)
end

--- What stands behind what a script must not change by mistake: rawset refuses these.
local guarded = setmetatable({}, { __mode = 'k' })
local decimal_meta, list_meta = {}, { __metatable = false }
local null = setmetatable({}, { __metatable = false, __tostring = function() return 'null' end })

local function read_only() refuse('This cannot be changed here: it is read-only.') end

--- Another face of a table, which can be read and not written.
local function frozen(content, length)
  local face = setmetatable({}, {
    __index = content,
    __newindex = read_only,
    __len = function() return length or #content end,
    __pairs = function() return next, content, nil end,
    __metatable = false,
  })
  guarded[face] = content
  return face
end

local function is_decimal(value) return type(value) == 'table' and getmetatable(value) == 'decimal' end

--- A list that knows that it is one even while it is empty.
local function new_list()
  local made = setmetatable({}, list_meta)
  guarded[made] = list_meta
  return made
end

--- A number as every language here writes it.
local function numeral(value)
  if math_type(value) == 'integer' then return format('%d', value) end
  if value ~= value then return 'NaN' end
  if value == huge then return 'Infinity' end
  if value == -huge then return '-Infinity' end
  if value == floor(value) and value > -1e15 and value < 1e15 then return format('%.0f', value) end
  for digits = (value < 1e-300 and value > -1e-300) and 1 or 15, 17 do
    local said = format('%.' .. digits .. 'g', value)
    if tonumber(said) == value then return said end
  end
end

--- What tostring says, without addresses, which mean nothing to anybody.
local function tostring(value)
  local kind = type(value)
  if kind == 'string' then return value end
  if kind == 'table' or kind == 'userdata' then
    local meta = getmetatable(value)
    if meta == nil then return kind end
    local said = native_tostring(value)
    if type(meta) == 'table' and rawget(meta, '__tostring') ~= nil then return said end
    local own = type(meta) == 'table' and rawget(meta, '__name')
    if find(said, ': 0x%x+$') then return type(own) == 'string' and own or kind end
    return said
  end
  if kind == 'function' or kind == 'thread' then return kind end
  return native_tostring(value)
end

local escapes = { ['"'] = '\\"', ['\\'] = '\\\\', ['\n'] = '\\n', ['\r'] = '\\r', ['\t'] = '\\t' }
for code = 0, 31 do escapes[char(code)] = escapes[char(code)] or format('\\u%04x', code) end
local function quote(value) return '"' .. gsub(value, '[%c"\\]', escapes) .. '"' end

local function show(value)
  local kind = type(value)
  if kind == 'string' then return quote(#value > 60 and sub(value, 1, 60) .. '...' or value) end
  if kind == 'number' then return numeral(value) end
  if kind == 'function' then return 'a function' end
  if kind == 'table' then return is_decimal(value) and tostring(value) or rawlen(value) > 0 and 'a list' or 'a table' end
  if kind == 'nil' or kind == 'boolean' then return native_tostring(value) end
  return 'a ' .. kind
end

local MOST_NESTED = 64
--- The keys of a table as a list would have them; nil for one that is no list.
local function length_of(value)
  local length = rawlen(value)
  if length == 0 then return getmetatable(value) == false and guarded[value] == list_meta and 0 or nil end
  local count = 0
  for _ in next, value do count = count + 1 end
  return count == length and length or nil
end

local write
--- JSON. Decimals are texts, or keep their type where tagged says so; what JSON cannot hold is refused by name.
write = function(value, where, tagged, out, key, depth)
  local kind = type(value)
  if kind == 'table' then
    if is_decimal(value) then
      out[#out + 1] = tagged and '{"$decimal":"' .. tostring(value) .. '"}' or '"' .. tostring(value) .. '"'
      return
    end
    if rawequal(value, null) then
      out[#out + 1] = 'null'
      return
    end
    if depth > MOST_NESTED then refuse(where .. ': values are nested too deeply.') end
    local own = guarded[value]
    if type(own) == 'function' then value = own() elseif own ~= nil and own ~= list_meta then value = own end
    local length = own == list_meta and rawlen(value) or length_of(value)
    if length ~= nil then
      out[#out + 1] = '['
      for i = 1, length do
        if i > 1 then out[#out + 1] = ',' end
        write(value[i], where, tagged, out, i, depth + 1)
      end
      out[#out + 1] = ']'
      return
    end
    local keys = {}
    for name in next, value do
      if type(name) ~= 'string' then
        refuse(where .. ': ' .. (key == nil and 'the table' or tostring(key)) .. ' is neither a list (keys 1, 2, 3 without gaps) nor a table with names only.')
      end
      keys[#keys + 1] = name
    end
    sort(keys)
    out[#out + 1] = '{'
    for i = 1, #keys do
      local name = keys[i]
      if not utf8_len(name) then refuse(where .. ': a name is not UTF-8.') end
      out[#out + 1] = (i > 1 and ',' or '') .. quote(name) .. ':'
      write(value[name], where, tagged, out, name, depth + 1)
    end
    out[#out + 1] = '}'
  elseif kind == 'string' then
    if not utf8_len(value) then refuse(where .. ': ' .. (key == nil and 'the value' or tostring(key)) .. ' is a text that is not UTF-8.', 'RangeError') end
    out[#out + 1] = quote(value)
  elseif kind == 'number' then
    if value ~= value or value == huge or value == -huge then
      refuse(where .. ': ' .. (key == nil and 'the value' or tostring(key)) .. ' is ' .. numeral(value) .. '; only finite numbers can be kept or sent.')
    end
    out[#out + 1] = math_type(value) == 'integer' and format('%d', value) or format('%.17g', value)
  elseif kind == 'boolean' then out[#out + 1] = value and 'true' or 'false'
  elseif kind == 'nil' then out[#out + 1] = 'null'
  else refuse(where .. ': ' .. (key == nil and 'the value' or tostring(key)) .. ' is a ' .. kind .. '; use numbers, texts, lists and tables.') end
end

local function to_text(value, where)
  local out = {}
  write(value, where, false, out, nil, 0)
  return concat(out)
end

local function to_state_text(value)
  local out = {}
  write(value, 'state', true, out, nil, 0)
  return concat(out)
end

local unescapes = { b = '\b', f = '\f', n = '\n', r = '\r', t = '\t', ['"'] = '"', ['\\'] = '\\', ['/'] = '/' }
local of_text

--- Reads the JSON of the host, which is well-formed. Lists know that they are, even empty ones; null in a list is the value null.
local function parse(source)
  local at = 1
  local value
  local function text()
    local from = at + 1
    local finish, plain = from, true
    while true do
      finish = find(source, '["\\]', finish)
      if byte(source, finish) == 34 then break end
      plain = false
      finish = finish + 2
    end
    at = finish + 1
    local raw = sub(source, from, finish - 1)
    if plain then return raw end
    return (gsub(raw, '\\(.)(%x?%x?%x?%x?)', function(kind, digits)
      return kind == 'u' and utf8_char(tonumber(digits, 16)) or unescapes[kind] .. digits
    end))
  end
  function value()
    local code = byte(source, at)
    if code == 34 then return text() end
    if code == 123 then
      local out = {}
      at = at + 1
      if byte(source, at) == 125 then at = at + 1 return out end
      while true do
        local key = text()
        at = at + 1
        local item = value()
        if not rawequal(item, null) then out[key] = item end
        at = at + 1
        if byte(source, at - 1) == 125 then break end
      end
      local decimal = out['$decimal']
      if decimal ~= nil and next(out) == '$decimal' and next(out, '$decimal') == nil then return of_text(decimal) end
      return out
    end
    if code == 91 then
      at = at + 1
      if byte(source, at) == 93 then
        at = at + 1
        return new_list()
      end
      local out, count = {}, 0
      while true do
        count = count + 1
        out[count] = value()
        at = at + 1
        if byte(source, at - 1) == 93 then return out end
      end
    end
    if code == 116 then at = at + 4 return true end
    if code == 102 then at = at + 5 return false end
    if code == 110 then at = at + 4 return null end
    local from, finish = find(source, '^[%d.eE+-]+', at)
    at = finish + 1
    return tonumber(sub(source, from, finish))
  end
  return value()
end

local function frozen_deep(value)
  if type(value) ~= 'table' or rawequal(value, null) or is_decimal(value) then return value end
  for key, item in next, value do value[key] = frozen_deep(item) end
  return frozen(value, length_of(value))
end
`;
