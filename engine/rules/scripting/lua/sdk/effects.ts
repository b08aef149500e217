/** Guest code: what a script asks for. Each request becomes text at once, so that what is changed later does not change it. */
export const effects = String.raw`
local requests, request_bytes, logs, log_bytes = {}, 0, {}, 0
local acting = false
local limits = { effects = 0, resultBytes = 0, logLines = 0, logBytes = 0 }

local function request(where, parts)
  if not acting then refuse(where .. ' works inside start, onTick and on(...) handlers, not while the script loads.', 'Error') end
  if #requests >= limits.effects then refuse(where .. ': one tick of a script may ask for ' .. limits.effects .. ' things at most.', 'RangeError') end
  request_bytes = request_bytes + #parts
  if request_bytes > limits.resultBytes then refuse(where .. ': what this tick asks for is longer than ' .. limits.resultBytes .. ' characters.', 'RangeError') end
  requests[#requests + 1] = parts
end

local function type_name(name, where)
  if type(name) ~= 'string' or name == '' or #name > 100 or not utf8_len(name) then
    refuse(where .. " needs the name of an event, as in '" .. where .. "(...'; not " .. show(name) .. '.')
  end
  return quote(name)
end

local function payload_text(payload, where) return payload == nil and '{}' or to_text(payload, where) end

local function emit(name, payload, entity)
  local about = entity == nil and '' or ',' .. quote(key_of(entity, 'emit'))
  request('emit', '["emit",' .. type_name(name, 'emit') .. ',' .. payload_text(payload, 'emit') .. about .. ']')
end

local function after(ticks, name, payload)
  if type(name) == 'function' then refuse("after needs the name of an event, which an on('name', ...) handler of this script receives: a function cannot be kept in a checkpoint.") end
  local whole_ticks = math_type(ticks) and tointeger(ticks)
  if not whole_ticks or whole_ticks < 1 then refuse('after needs a whole number of ticks, 1 or more; not ' .. show(ticks) .. '.', 'RangeError') end
  request('after', '["after",' .. whole_ticks .. ',' .. type_name(name, 'after') .. ',' .. payload_text(payload, 'after') .. ']')
end

local function spawn(prefab, components, key)
  if prefab ~= nil and not rawequal(prefab, null) and type(prefab) ~= 'string' then refuse("spawn needs the name of a prefab, or nil; as in spawn(nil, { Label = { text = 'hello' } }).") end
  if key ~= nil and (type(key) ~= 'string' or key == '' or not utf8_len(key)) then refuse('The key of a new entity is a text.') end
  local named = type(prefab) == 'string' and to_text(prefab, 'spawn') or 'null'
  request('spawn', '["spawn",' .. named .. ',' .. payload_text(components, 'spawn') .. (key == nil and '' or ',' .. quote(key)) .. ']')
end

local function despawn(entity) request('despawn', '["despawn",' .. quote(key_of(entity, 'despawn')) .. ']') end

local function kpi(name, value)
  if type(name) ~= 'string' or name == '' or #name > 100 or not utf8_len(name) then refuse("kpi needs a name, as in kpi('total_cost', cost).") end
  if not is_decimal(value) and (type(value) ~= 'number' or value ~= value or value == huge or value == -huge) then
    refuse('kpi ' .. show(name) .. ' is a finite number or a decimal; ' .. show(value) .. ' is neither.')
  end
  request('kpi', '["kpi",' .. quote(name) .. ',' .. to_text(value, 'kpi') .. ']')
end

local function say_one(value)
  if type(value) ~= 'table' or is_decimal(value) or rawequal(value, null) then return tostring(value) end
  local ok, said = pcall(to_text, value, 'log')
  return ok and said or '[table]'
end

local function log(...)
  if #logs >= limits.logLines then return end
  local parts = { ... }
  for i = 1, select('#', ...) do parts[i] = sub(say_one(parts[i]), 1, 2000) end
  local line = sub(concat(parts, ' '), 1, 2000)
  log_bytes = log_bytes + #line
  if log_bytes > limits.logBytes then return end
  logs[#logs + 1] = line
  if acting then requests[#requests + 1] = '["log",' .. quote(line) .. ']' end
end

local function begin_call()
  requests, logs, request_bytes, log_bytes, fresh_texts, drawn = {}, {}, 0, 0, {}, {}
end
`;
