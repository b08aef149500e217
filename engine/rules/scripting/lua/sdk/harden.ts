/**
 * Guest code: takes away what has no meaning in a replay or reaches below the language, then puts a face that cannot be written before every
 * library, so that neither a mistake nor a trick in one script changes what the names of the language mean.
 */
export const harden = String.raw`
for _, name in ipairs({ 'collectgarbage', 'dofile', 'load', 'loadfile', 'loadstring', 'require', 'warn', 'print', 'debug', 'os', 'io', 'package' }) do
  G[name] = nil
end
string.dump = nil
math.random, math.randomseed = math_random, function() end

local native_format = string.format
--- Values without a text of their own are told without their address.
string.format = function(pattern, ...)
  if type(pattern) == 'string' and find(gsub(pattern, '%%%%', ''), '%%[^%a]*p') then refuse("string.format: addresses ('%p') mean nothing in a script.") end
  local values = { ... }
  for i = 1, select('#', ...) do
    local kind = type(values[i])
    if kind ~= 'string' and kind ~= 'number' and kind ~= 'boolean' and kind ~= 'nil' then values[i] = tostring(values[i]) end
  end
  return native_format(pattern, unpack(values, 1, select('#', ...)))
end

local string_meta = getmetatable('')
string_meta.__metatable = false

for _, name in ipairs({ 'string', 'math', 'utf8', 'coroutine', 'table' }) do
  local library = G[name]
  G[name] = setmetatable({}, {
    __index = library,
    __newindex = function(_, key) refuse(name .. '.' .. tostring(key) .. ' of a built-in cannot be replaced.') end,
    __pairs = function()
      local copy = {}
      for key, value in next, library do copy[key] = value end
      return next, copy, nil
    end,
    __call = name == 'table' and table_named or nil,
    __name = name,
    __metatable = false,
  })
  guarded[G[name]] = library
end

local own = {
  tostring = tostring,
  print = log,
  rawset = function(target, key, value)
    if guarded[target] ~= nil and guarded[target] ~= list_meta or is_decimal(target) then read_only() end
    return rawset(target, key, value)
  end,
  setmetatable = function(target, meta)
    if type(meta) == 'table' and rawget(meta, '__gc') ~= nil then refuse('A script has no finalizers (__gc): when memory is collected is nothing that a world may depend on.') end
    return setmetatable(target, meta)
  end,
  start = start, onTick = onTick, on_tick = onTick, on = on, query = query, set = set, emit = emit, after = after, spawn = spawn, despawn = despawn,
  kpi = kpi, log = log, time = time, path = path, random = random, decimal = decimal_of, null = null, state = {}, params = {},
}
for name, value in next, own do G[name] = value end
`;
