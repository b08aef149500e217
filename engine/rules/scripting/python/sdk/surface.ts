/** Guest code: the names a script finds, and nothing else of the SDK. What is taken away is told where it is missed. */
export const surface = String.raw`
import builtins
import gc
# What a call leaves is cleared before the next one, once it is this much.
gc.threshold(128 << 10)
loading = True
tables = Record({})
first_state = {}
handlers = {}
handler_order = []
registered = {'start': [], 'onTick': []}

def register(into, hook, fn):
    if not callable(fn):
        refuse(hook + ' needs a function.')
    if not loading:
        refuse(hook + '(...) belongs to the top level of the script, where it is found again after a restart.', RuntimeError)
    into.append(fn)
    return fn

def on_tick(fn=None):
    return register(registered['onTick'], 'on_tick', fn)

def start(fn=None):
    return register(registered['start'], 'start', fn)

def on(type=None, fn=None):
    type_name(type, 'on')
    if fn is None:
        return lambda fn: on(type, fn)
    into = handlers.get(type)
    if into is None:
        register([], 'on', fn)
        handlers[type] = [fn]
        handler_order.append(type)
        return fn
    return register(into, 'on', fn)

def table(name=None):
    if name not in tables:
        refuse('There is no table ' + show(name) + '. There are: ' + (', '.join(tables.keys()) or 'none') + '.', LookupError)
    return tables[name]

def read_only(name, read):
    def put(self, value):
        refuse('time.' + name + ' is read-only.')
    return property(read, put)

class Time:
    tick = read_only('tick', lambda self: int(numbers[0]))
    now = read_only('now', lambda self: numbers[1])
    dt = read_only('dt', lambda self: numbers[2])

def set_or_values(*given, **values):
    """set(row, 'Stage', {...}) writes fields; with one value it is Python's own set."""
    return python_set(*given) if len(given) < 2 and not values else set_fields(*given, **values)

python_set = builtins.set
main = builtins.__import__('__main__')
modules = {'math': math, 'random': random, 'ledgerquest': main}

def import_one(name, globals=None, locals=None, fromlist=(), level=0):
    module = modules.get(name)
    if module is None:
        refuse('There is no module ' + show(name) + ' for scripts, only math, random and ledgerquest: what the SDK has is already there by name.', ImportError)
    if module is random and fromlist and '*' in fromlist:
        refuse('Import the names that you need from random.', ImportError)
    return module

def absent(name):
    def missing(*values, **named):
        refuse("name '" + name + "' isn't defined: a script reaches nothing outside its level.", NameError)
    return missing

offered = {
    'start': start, 'on_tick': on_tick, 'onTick': on_tick, 'on': on, 'query': query, 'set': set_or_values, 'emit': emit, 'after': after,
    'spawn': spawn, 'despawn': despawn, 'kpi': kpi, 'log': log, 'print': log, 'table': table, 'time': Time(), 'path': path, 'random': random,
    'decimal': decimal_of, 'state': first_state, 'params': Record({}), 'PermissionError': PermissionError,
}

def offer(name, value):
    setattr(builtins, name, value)
    setattr(main, name, value)

for name in offered:
    offer(name, offered[name])
make_code = compile
run_code = exec
for name in ('open', 'input', 'exec', 'eval', 'compile', 'execfile', 'help', '__repl_print__'):
    setattr(builtins, name, absent(name))
builtins.__import__ = import_one
`;
