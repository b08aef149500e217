/** Guest code: what a script asks for. Each request becomes text at once, so that what is changed later does not change it. */
export const effects = String.raw`
requests = []
request_size = 0
logs = []
log_size = 0
acting = False
limits = {'effects': 0, 'resultBytes': 0, 'logLines': 0, 'logBytes': 0}

def request(where, parts):
    nonlocal request_size
    if not acting:
        refuse(where + ' works inside start, on_tick and on(...) handlers, not while the script loads.', RuntimeError)
    if len(requests) >= limits['effects']:
        refuse(where + ': one tick of a script may ask for ' + str(limits['effects']) + ' things at most.', ValueError)
    request_size += len(parts)
    if request_size > limits['resultBytes']:
        refuse(where + ': what this tick asks for is longer than ' + str(limits['resultBytes']) + ' characters.', ValueError)
    requests.append(parts)

def type_name(type, where):
    if not isinstance(type, str) or type == '' or len(type) > 100:
        refuse(where + " needs the name of an event, as in '" + where + "(...'; not " + show(type) + '.')
    return quote(type)

def emit(type=None, payload={}, entity=None):
    about = '' if entity is None else ',' + quote(key_of(entity, 'emit'))
    request('emit', '["emit",%s,%s%s]' % (type_name(type, 'emit'), to_text(payload, 'emit'), about))

def after(ticks=None, type=None, payload={}):
    if callable(type):
        refuse("after needs the name of an event, which an on('name', ...) handler of this script receives: a function cannot be kept in a checkpoint.")
    if not isinstance(ticks, int) or ticks < 1:
        refuse('after needs a whole number of ticks, 1 or more; not ' + show(ticks) + '.', ValueError)
    request('after', '["after",%d,%s,%s]' % (ticks, type_name(type, 'after'), to_text(payload, 'after')))

def spawn(prefab, components={}, key=None):
    if prefab is not None and not isinstance(prefab, str):
        refuse("spawn needs the name of a prefab, or None; as in spawn(None, {'Label': {'text': 'hello'}}).")
    if key is not None and (not isinstance(key, str) or key == ''):
        refuse('The key of a new entity is a text.')
    request('spawn', '["spawn",%s,%s%s]' % ('null' if prefab is None else quote(prefab), to_text(components, 'spawn'), '' if key is None else ',' + quote(key)))

def despawn(entity):
    request('despawn', '["despawn",%s]' % quote(key_of(entity, 'despawn')))

def kpi(name=None, value=None):
    if not isinstance(name, str) or name == '' or len(name) > 100:
        refuse("kpi needs a name, as in kpi('total_cost', cost).")
    if not isinstance(value, Decimal) and (not is_number(value) or value - value != 0):
        refuse('kpi ' + show(name) + ' is a finite number or a decimal; ' + show(value) + ' is neither.')
    request('kpi', '["kpi",%s,%s]' % (quote(name), to_text(value, 'kpi')))

def say_one(value):
    if isinstance(value, str):
        return value
    if isinstance(value, Decimal):
        return value.text()
    if isinstance(value, (list, tuple, dict, Record, View)):
        try:
            return to_text(value, 'log')
        except Exception:
            return repr(value)
    # What a function of the SDK holds is long, and nobody's business.
    return 'function' if callable(value) and not isinstance(value, type) else str(value)

def log(*values, **ignored):
    nonlocal log_size
    if len(logs) >= limits['logLines']:
        return
    line = say_one(values[0]) if len(values) == 1 else ' '.join([say_one(value) for value in values])
    if len(line) > 2000:
        line = line[:2000]
    log_size += len(line)
    if log_size > limits['logBytes']:
        return
    logs.append(line)
    if acting:
        requests.append('["log",%s]' % quote(line))

def begin_call():
    nonlocal request_size, log_size
    requests.clear()
    logs.clear()
    fresh_texts.clear()
    drawn.clear()
    request_size = 0
    log_size = 0
`;
