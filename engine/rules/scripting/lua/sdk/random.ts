/**
 * Guest code: named streams of random numbers. The n-th number of a stream is the same function of (seed, name, n) as in the kernel's
 * `randomOfStream` (Philox4x32-10); how many each stream has given is the script's durable state.
 */
export const random = String.raw`
local seed_low, seed_high = 0, 0
local may_draw = false
local counts, drawn = {}, {}

local function unit_at(n, name_low, name_high)
  local a, b, c, d = n & 0xffffffff, (n >> 32) & 0xffffffff, name_low, name_high
  local key_low, key_high = seed_low, (seed_high ~ 0x5f3c91a7) & 0xffffffff
  for _ = 1, 10 do
    local of_c, of_a = 0xcd9e8d57 * c, 0xd2511f53 * a
    a = (of_c >> 32) ~ b ~ key_low
    c = (of_a >> 32) ~ d ~ key_high
    b, d = of_c & 0xffffffff, of_a & 0xffffffff
    key_low = (key_low + 0x9e3779b9) & 0xffffffff
    key_high = (key_high + 0xbb67ae85) & 0xffffffff
  end
  return ((a >> 5) * 0x4000000 + (b >> 6)) / 0x20000000000000
end

local function new_stream(name)
  local low, high = 0x811c9dc5, 0x050c5d1f
  local function mix(unit)
    low = ((low ~ unit) * 0x01000193) & 0xffffffff
    high = ((high ~ (unit + 0x9e37)) * 0x01000193) & 0xffffffff
  end
  for _, code in utf8_codes(name, true) do
    if code >= 0x10000 then
      mix(0xd800 + ((code - 0x10000) >> 10))
      mix(0xdc00 + ((code - 0x10000) & 0x3ff))
    else mix(code) end
  end
  local methods = {}
  function methods.next()
    if not may_draw then refuse('Random numbers are drawn inside start, onTick and on(...) handlers, not while the script loads.', 'Error') end
    local n = counts[name] or 0
    counts[name] = n + 1
    drawn[name] = true
    return unit_at(n, low, high)
  end
  function methods.int(from, to)
    local first, last = math_type(from) and tointeger(from), math_type(to) and tointeger(to)
    if not first or not last or first > last or first < -9007199254740991 or last > 9007199254740991 then
      refuse('int(from, to) needs two whole numbers, the smaller first; not ' .. show(from) .. ' and ' .. show(to) .. '.', 'RangeError')
    end
    local step = floor(methods.next() * (last - first + 1))
    return first + (step < last - first and step or last - first)
  end
  function methods.normal(mean, deviation)
    local radius = sqrt(-2 * log_of(1 - methods.next()))
    return (mean or 0) + (deviation or 1) * radius * cos(2 * pi * methods.next())
  end
  function methods.chance(probability) return methods.next() < probability end
  function methods.pick(list)
    if type(list) ~= 'table' or #list == 0 then refuse('pick(list) needs a list with at least one entry.') end
    return list[methods.int(0, #list - 1) + 1]
  end
  function methods.shuffle(list)
    local out = {}
    for i = 1, #list do out[i] = list[i] end
    for i = #out - 1, 1, -1 do
      local j = methods.int(0, i)
      out[i + 1], out[j + 1] = out[j + 1], out[i + 1]
    end
    return out
  end
  -- stream:int(1, 6) and stream.int(1, 6) are the same.
  local stream
  local own = {}
  for method, fn in next, methods do
    own[method] = function(first, ...)
      if stream ~= nil and rawequal(first, stream) then return fn(...) end
      return fn(first, ...)
    end
  end
  stream = frozen(own)
  return stream
end

local streams, stream_count = {}, 0
local function stream_named(name)
  if type(name) ~= 'string' or name == '' or #name > 100 or not utf8_len(name, 1, -1, true) then refuse("random(name) needs the name of a stream, as in random('demand').") end
  local stream = streams[name]
  if stream == nil then
    if stream_count >= 1000 then refuse('A script has at most 1000 random streams.', 'RangeError') end
    stream = new_stream(name)
    streams[name], stream_count = stream, stream_count + 1
  end
  return stream
end

local default_stream, math_stream = stream_named('default'), stream_named('Math.random')
local random = setmetatable({}, {
  __call = function(_, name) return stream_named(name) end,
  __index = function(self, method)
    local fn = default_stream[method]
    return fn and function(first, ...)
      if rawequal(first, self) then return fn(...) end
      return fn(first, ...)
    end
  end,
  __newindex = read_only,
  __metatable = false,
})
guarded[random] = {}

--- As in the language: a number below 1, or a whole number up to the first argument, or between the two.
local function math_random(from, to)
  if from == nil then return math_stream.next() end
  if to == nil then return math_stream.int(1, from) end
  return math_stream.int(from, to)
end
`;
