/** Guest code: what the host may call. It holds this one function; a script never sees it. */
export const calls = String.raw`
print_exception = sys.print_exception
hooks = {'start': [], 'onTick': []}
names = {}
source = ''
file = ''
failure = None
outcome = None
last_state = '{}'

def column_of(line):
    lines = source.split('\n')
    text = lines[line - 1] if 0 < line <= len(lines) else ''
    return len(text) - len(text.lstrip()) + 1

def stack_of(error):
    """Frames of the author's file, innermost first, as other languages write them."""
    said = io.StringIO()
    print_exception(error, said)
    begins = '  File "' + file + '", line '
    frames = []
    for line in said.getvalue().split('\n'):
        if not line.startswith('  File "'):
            if frames and not line.startswith('Traceback'):
                break
        elif line.startswith(begins):
            number, _, name = line[len(begins):].partition(', in ')
            place = file + ':' + number + ':' + str(column_of(int(number)))
            frames.append('    at ' + (name + ' (' + place + ')' if name else place))
    frames.reverse()
    return '\n'.join(frames[:40])

def describe(error):
    """An error as data. Whatever was raised, this does not raise."""
    described = {'message': 'raised something that cannot be read'}
    try:
        described['stack'] = stack_of(error)[:8000]
        name = 'SyntaxError' if isinstance(error, SyntaxError) else type(error).__name__
        described['name'] = name[:100]
        described['message'] = ('there is no ' + show(error.args[0]) + '.' if isinstance(error, KeyError) and error.args else str(error))[:2000]
    except Exception:
        pass
    return described

def fail(error):
    nonlocal failure
    if failure is None:
        failure = describe(error)

def state_text():
    own = names.get('state', first_state)
    if not isinstance(own, dict):
        refuse('state is a dict; ' + show(own) + ' is not.')
    return to_text(own, 'state', True)

def setup(text):
    nonlocal limits, tables, types, types_by_name, type_names, members
    given = parse(text)
    limits = given['limits']
    seed_streams(given['seed'][0], given['seed'][1])
    types = [Type(one, index) for index, one in enumerate(given['types'])]
    types_by_name = {type.name: type for type in types}
    members = [[] for _ in types]
    type_names = given['names']
    tables = fixed(revive(given['tables']))
    offer('params', fixed(revive(given['params'])))
    close_names()

def load(text):
    """Runs the author's text and ends loading: takes the hooks that it defined as functions of their own."""
    nonlocal file, source, loading, last_state, failure
    file, _, source = text.partition('\n')
    names['__name__'] = 'script'
    try:
        run_code(make_code(source, file, 'exec'), names)
        for hook, name, sdk in (('start', 'start', start), ('onTick', 'on_tick', on_tick), ('onTick', 'onTick', on_tick)):
            hooks[hook].extend(registered[hook])
            registered[hook].clear()
            own = names.get(name)
            if callable(own) and own is not sdk:
                if own not in hooks[hook]:
                    hooks[hook].append(own)
        last_state = state_text()
    except BaseException as error:
        fail(error)
    loading = False
    found = {'hooks': [name for name in ('start', 'onTick') if hooks[name]], 'events': handler_order, 'state': last_state, 'logs': logs}
    if failure is not None:
        found['failure'] = failure
        failure = None
    return quote(found)

def close_names():
    """The names of the SDK's module are its own: nothing of them can be set from here on, by module or by __globals__."""
    head = uctypes.struct(id(globals()) + 4, word, uctypes.LITTLE_ENDIAN)
    head.at |= 2

FUNCTION = type(lambda: 0)
def make_cell(value):
    return lambda: value
CLOSURE = type(make_cell(0))
def make_generator():
    yield
GENERATOR = type(make_generator)
class Bound:
    def method(self):
        pass
BOUND = type(Bound().method)
word = {'at': 0 | uctypes.UINT32}

def word_at(address):
    return uctypes.struct(address, word, uctypes.LITTLE_ENDIAN).at

def takes(fn):
    """How many arguments a function takes by position, from the head of its code: handlers may leave out what they do not need."""
    kind = type(fn)
    if kind is BOUND:
        return takes_at(word_at(id(fn) + 4)) - 1
    return takes_at(id(fn)) if kind in (FUNCTION, CLOSURE, GENERATOR) else 9

def takes_at(address):
    closed = 0
    if word_at(address) == CLOSURE_TYPE:
        closed = word_at(address + 8)
        address = word_at(address + 4)
    if word_at(address) not in (FUNCTION_TYPE, GENERATOR_TYPE):
        return 9
    code = uctypes.bytearray_at(word_at(address + 12), 8)
    head = code[0]
    count = head & 3
    flags = 0
    i = 0
    while head & 0x80:
        head = code[i + 1]
        flags |= ((head & 0x40) >> 6) << i
        count |= (head & 4) << i
        i += 1
    return 9 if flags & 4 else count - closed

FUNCTION_TYPE = word_at(id(make_cell))
CLOSURE_TYPE = word_at(id(make_cell(0)))
GENERATOR_TYPE = word_at(id(make_generator))
WAITING = type(make_generator())

def call(fn, *values):
    nonlocal outcome
    result = fn(*values[:takes(fn)])
    if isinstance(result, WAITING):
        refuse('A hook is a plain function: it neither yields nor waits.')
    if result is not None:
        outcome = result

def run(text):
    nonlocal failure, outcome, may_draw, acting
    begin_call()
    failure = None
    outcome = None
    may_draw = acting = True
    try:
        events = ()
        if text is not None:
            given = parse(text)
            if given.get('renew'):
                del texts[1:]
                text_ids.clear()
                text_ids[''] = 0
            for value in given['texts']:
                id_of_text(value, 'a text')
            fresh_texts.clear()
            events = given['events']
        if numbers[3] == 1:
            place()
        for event in events:
            about = Record({'type': event['type'], 'sender': event.get('sender'), 'entity': event.get('entity'), 'tick': int(numbers[0])})
            for handler in handlers.get(event['type'], ()):
                call(handler, revive(event['payload']), about)
        hook = numbers[4]
        if hook == 1:
            for fn in hooks['start']:
                call(fn)
        elif hook == 2:
            for fn in hooks['onTick']:
                call(fn, numbers[2], tables.get('market'))
    except BaseException as error:
        fail(error)

def finish(_):
    """What came of the call: None when there is nothing to say."""
    nonlocal last_state, may_draw, acting
    state = None
    result = None
    if failure is None:
        try:
            now = state_text()
            if now != last_state:
                state = now
            if outcome is not None:
                result = to_text(outcome, 'the result of the hook')
        except BaseException as error:
            fail(error)
    may_draw = acting = False
    if failure is not None:
        return quote({'failure': failure, 'logs': logs})
    out = []
    if requests:
        between = '"effects":['
        for one in requests:
            out += (between, one)
            between = ','
        out.append(']')
    if fresh_texts:
        out += (',"texts":', quote(fresh_texts))
    if drawn:
        out += (',"streams":', quote({name: counts[name] for name in drawn}))
    if result is not None:
        out += (',"result":', result)
    if state is not None:
        last_state = state
        out += (',"state":', state)
    if not out:
        return None
    # Every text that is made is looked for among all names: the fewer, the cheaper.
    out[0] = '{' + out[0].lstrip(',')
    out.append('}')
    return ''.join(out)

def restore(text):
    nonlocal last_state
    given = parse(text)
    counts.clear()
    counts.update(given['streams'])
    own = names.get('state', first_state)
    own.clear()
    own.update(revive(given['state']))
    last_state = state_text()

def where(_):
    return quote({'logs': logs, 'type': FUNCTION_TYPE})

def room(text):
    nonlocal numbers
    numbers = array.array('d', bytes(8 * int(text)))
    return str(uctypes.addressof(numbers))

calls = (setup, load, run, finish, where, room, restore)
return lambda index, argument: calls[index](argument)
`;
