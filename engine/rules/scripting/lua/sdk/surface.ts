/** Guest code: the names a script finds, and nothing else of the SDK. */
export const surface = String.raw`
local loading = true
local tables = {}
local handlers, event_types = {}, {}
local registered = { start = {}, onTick = {} }

local function register(list, hook, fn)
  if type(fn) ~= 'function' then refuse(hook .. ' needs a function.') end
  if not loading then refuse(hook .. '(...) belongs to the top level of the script, where it is found again after a restart.', 'Error') end
  list[#list + 1] = fn
end
local function onTick(fn) register(registered.onTick, 'onTick', fn) end
local function start(fn) register(registered.start, 'start', fn) end

local function on(name, fn)
  type_name(name, 'on')
  local list = handlers[name] or {}
  register(list, 'on', fn)
  if handlers[name] == nil then handlers[name], event_types[#event_types + 1] = list, name end
end

local function table_named(_, name)
  local found_table = tables[name]
  if found_table == nil then
    local names = {}
    for one in next, tables do names[#names + 1] = one end
    sort(names)
    refuse('There is no table ' .. show(name) .. '. There are: ' .. (#names > 0 and concat(names, ', ') or 'none') .. '.', 'ReferenceError')
  end
  return found_table
end

local time = setmetatable({}, {
  __index = function(_, name)
    if name == 'tick' then return input[1] | 0 end
    if name == 'now' then return input[2] end
    if name == 'dt' then return input[3] end
  end,
  __newindex = read_only,
  __metatable = false,
})
guarded[time] = {}
`;
