/** Guest code: what the host may call. It holds this one function; a script never sees it. */
export const calls = String.raw`
local hooks = { start = {}, onTick = {} }
local failure, outcome
local last_state = '{}'
local chunk, file = 'script', 'script'
local MOST_FRAMES = 60

--- The author's frames, innermost first, as they are written in every language.
local function frames_from(level)
  local out = {}
  for i = level, level + 400 do
    local info = getinfo(i, 'Sln')
    if info == nil or #out >= MOST_FRAMES then break end
    if info.source == chunk and info.currentline > 0 then
      out[#out + 1] = '    at ' .. (info.what == 'main' and '<main>' or info.name or '<anonymous>') .. ' (' .. file .. ':' .. info.currentline .. ':1)'
    end
  end
  return concat(out, '\n')
end

local MOST_WRITTEN = 8
--- Of a table with more names than this not the first are said, but what it is.
local MOST_NAMES = 64

--- What was thrown and is no text, much as one writes it: its first fields by name, two levels deep, without a look at what its metatable says.
local function written(value, depth)
  if depth == 0 or type(value) ~= 'table' or is_decimal(value) or rawequal(value, null) then return show(value) end
  local names, parts, length = {}, {}, rawlen(value)
  for i = 1, length > MOST_WRITTEN and MOST_WRITTEN or length do parts[i] = written(rawget(value, i), depth - 1) end
  if length == 0 then
    for name in next, value do
      if type(name) == 'string' then names[#names + 1] = name end
      if #names > MOST_NAMES then return show(value) end
    end
    sort(names)
    for i = 1, #names > MOST_WRITTEN and MOST_WRITTEN or #names do
      local plain = find(names[i], '^[%a_][%w_]*$') and names[i] or '[' .. show(names[i]) .. ']'
      parts[i] = plain .. ' = ' .. written(rawget(value, names[i]), depth - 1)
    end
  end
  if length > #parts or #names > #parts then parts[#parts + 1] = '...' end
  return '{' .. concat(parts, ', ') .. '}'
end

local function thrown_text(value)
  local said = written(value, 2)
  return #said > 200 and sub(said, 1, 200) .. '...' or said
end

--- An error as data. Whatever was thrown, this neither throws nor runs code of the script.
local function describe(thrown, stack)
  if type(thrown) ~= 'string' then return { message = 'threw ' .. thrown_text(thrown), stack = stack } end
  if thrown == refusal.message then return { name = refusal.kind, message = sub(thrown, 1, 2000), stack = stack } end
  local from, finish = find(thrown, ':%d+: ')
  local plain = from and sub(thrown, 1, from - 1) == sub(chunk, 2) and sub(thrown, finish + 1) or thrown
  return { message = sub(plain, 1, 2000), stack = stack }
end

local function handle(thrown) return { described = describe(thrown, frames_from(3)) } end

local function fail(thrown)
  if failure ~= nil then return end
  failure = type(thrown) == 'table' and thrown.described or describe(thrown)
end

--- Calls a function of the script; false where it failed.
local function try(fn, ...)
  local ok, result = xpcall(fn, handle, ...)
  if not ok then
    fail(result)
    return false
  end
  if result ~= nil then outcome = result end
  return true
end

local function texts_of(list)
  local out = {}
  for i = 1, #list do out[i] = quote(list[i]) end
  return '[' .. concat(out, ',') .. ']'
end

local function told(description)
  local out = {}
  for _, name in ipairs({ 'name', 'message', 'stack' }) do
    if description[name] ~= nil then out[#out + 1] = quote(name) .. ':' .. quote(description[name]) end
  end
  return '{' .. concat(out, ',') .. '}'
end

local function state_text()
  local own_state = rawget(G, 'state')
  if type(own_state) ~= 'table' or is_decimal(own_state) or rawlen(own_state) > 0 then refuse('state is a table with names; ' .. show(own_state) .. ' is not.') end
  if next(own_state) == nil then return '{}' end
  return to_state_text(own_state)
end

local function setup(source)
  local given = parse(source)
  limits = given.limits
  seed_low, seed_high = given.seed[1], given.seed[2]
  type_names = given.names
  for index, kind in ipairs(given.types) do types[index] = define_type(index, kind) end
  for _, name in ipairs(type_names) do unread[name] = true end
  for name, value in next, given.tables do tables[name] = frozen_deep(value) end
  rawset(G, 'params', frozen_deep(given.params))
end

local function named(path)
  file = path
  chunk = '=' .. (#path > 50 and '...' .. sub(path, -47) or path)
end

--- Runs the top level and ends loading: takes the hooks that the script defined as functions of its own.
local function attach(main)
  if try(main) then
    try(function()
      for _, names in ipairs({ { 'start', 'start', start }, { 'onTick', 'onTick', onTick }, { 'onTick', 'on_tick', onTick } }) do
        local hook, fn = hooks[names[1]], rawget(G, names[2])
        for _, one in ipairs(registered[names[1]]) do hook[#hook + 1] = one end
        registered[names[1]] = {}
        if type(fn) == 'function' and fn ~= names[3] then hook[#hook + 1] = fn end
      end
      last_state = state_text()
    end)
  end
  loading, outcome = false, nil
  local names = {}
  for _, name in ipairs({ 'start', 'onTick' }) do if #hooks[name] > 0 then names[#names + 1] = name end end
  local out = '{"hooks":' .. texts_of(names) .. ',"events":' .. texts_of(event_types) .. ',"state":' .. quote(last_state) .. ',"logs":' .. texts_of(logs)
  if failure ~= nil then out = out .. ',"failure":' .. told(failure) end
  failure = nil
  return out .. '}'
end

local function run(source)
  begin_call()
  failure, outcome, may_draw, acting = nil, nil, true, true
  local events = {}
  if source ~= nil then
    local given = parse(source)
    if given.renew then texts, text_count, text_ids = { [0] = '' }, 1, { [''] = 0 } end
    for _, value in ipairs(given.texts) do id_of_text(value) end
    fresh_texts = {}
    events = given.events
  end
  if input[4] == 1 then place_rows() end
  local tick, hook = input[1] | 0, input[5] | 0
  for _, event in ipairs(events) do
    for _, handler in ipairs(handlers[event.type] or {}) do
      if not try(handler, event.payload, { type = event.type, sender = event.sender, entity = event.entity, tick = tick }) then return end
    end
  end
  if hook == 1 then
    for _, fn in ipairs(hooks.start) do if not try(fn) then return end end
  elseif hook == 2 then
    for _, fn in ipairs(hooks.onTick) do if not try(fn, input[3], tables.market) then return end end
  end
end

--- What came of the call: nothing when there is nothing to say.
local function finish()
  local state, result
  if failure == nil then
    local ok, thrown = xpcall(function()
      local now = state_text()
      if now ~= last_state then state = now end
      if outcome ~= nil then result = to_text(outcome, 'the result of the hook') end
    end, handle)
    if not ok then fail(thrown) end
  end
  may_draw, acting = false, false
  if failure ~= nil then return '{"failure":' .. told(failure) .. ',"logs":' .. texts_of(logs) .. '}' end
  local out = {}
  if #requests > 0 then out[#out + 1] = '"effects":[' .. concat(requests, ',') .. ']' end
  if #fresh_texts > 0 then out[#out + 1] = '"texts":' .. texts_of(fresh_texts) end
  if next(drawn) ~= nil then
    local given = {}
    for name in next, drawn do given[name] = counts[name] end
    out[#out + 1] = '"streams":' .. to_text(given, 'streams')
  end
  if result ~= nil then out[#out + 1] = '"result":' .. result end
  if state ~= nil then
    last_state = state
    out[#out + 1] = '"state":' .. state
  end
  if #out > 0 then return '{' .. concat(out, ',') .. '}' end
end

local function restore(source)
  local given = parse(source)
  counts = given.streams
  rawset(G, 'state', given.state)
  last_state = state_text()
end

local function where() return '{"logs":' .. texts_of(logs) .. '}' end

local function room(block, size)
  for i = 1, size do block[i] = 0.0 end
  input = block
end

local calls = { setup, attach, run, finish, where, restore, named, room }
return function(index, ...) return calls[index](...) end
`;
