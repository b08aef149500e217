/**
 * Guest code: rows over the input block. The block is one array of doubles in linear memory that the host fills before a call and compares
 * after it: [tick, time, dt, changed, hook, 0, 0, 0, count of each component..., records...]; a record is [index, key, lanes...].
 */
export const columns = String.raw`
import array
import uctypes
HEADER = 8
GONE = -(1 << 29)
numbers = array.array('d', [0.0] * HEADER)
types = []
types_by_name = {}
type_names = []
texts = ['']
text_ids = {'': 0}
fresh_texts = []
entries = {}
members = []
found = {}
generation = 0

def id_of_text(value, what):
    id = text_ids.get(value)
    if id is None:
        for letter in value:
            if '\ud800' <= letter <= '\udfff':
                refuse(what + ' holds half of a surrogate pair.', ValueError)
        id = text_ids[value] = len(texts)
        texts.append(value)
        fresh_texts.append(value)
    return id

def gone(component):
    refuse('This entity has no ' + component + ' any more.', LookupError)

def number_check(what, field):
    low = field['min']
    high = field['max']
    integer = field['integer']
    single = field['single']
    def check(value):
        if not isinstance(value, (int, float)):
            refuse(what + ' is a number; ' + show(value) + ' is not.')
        n = struct.unpack('f', struct.pack('f', value))[0] if single else value
        if n - n != 0:
            refuse(what + ' must be a finite number, not ' + show_number(value) + '.', ValueError)
        if integer and n != math.floor(n):
            refuse(what + ' is a whole number; ' + show_number(value) + ' is not. Use math.floor or round.', ValueError)
        if n < low:
            refuse(what + ' is at least ' + show_number(low) + ', not ' + show_number(value) + '.', ValueError)
        if n > high:
            refuse(what + ' is at most ' + show_number(high) + ', not ' + show_number(value) + '.', ValueError)
        return n + 0.0
    return check

def text_check(what):
    def check(value):
        if not isinstance(value, str):
            refuse(what + ' is a text; ' + show(value) + ' is not.')
        return id_of_text(value, what)
    return check

def option_check(what, options):
    def check(value):
        if value not in options:
            refuse(what + ' is one of ' + ', '.join(options) + '; not ' + show(value) + '.', ValueError)
        return options.index(value)
    return check

def codec_of(what, field):
    """How a field's lane reads and writes, by its kind."""
    kind = field['kind']
    if kind == 'bool':
        def write_bool(value):
            if not isinstance(value, bool):
                refuse(what + ' is true or false; ' + show(value) + ' is neither.')
            return 1 if value else 0
        return (lambda n: n != 0), write_bool
    if kind == 'enum':
        options = field['options']
        return (lambda n: options[int(n)]), option_check(what, options)
    if kind == 'flags':
        options = field['options']
        bit = option_check(what, options)
        def write_flags(value):
            if not isinstance(value, (list, tuple)):
                refuse(what + ' is a list of names; ' + show(value) + ' is not.')
            bits = 0
            for name in value:
                bits |= 1 << bit(name)
            return bits
        return (lambda n: tuple([options[i] for i in range(len(options)) if int(n) & (1 << i)])), write_flags
    if kind == 'string' or kind == 'asset':
        return (lambda n: texts[int(n)]), text_check(what)
    if kind == 'entity':
        write_text = text_check(what)
        def write_entity(value):
            return 0 if value is None else write_text(value.key if isinstance(value, Row) else value)
        return (lambda n: texts[int(n)] or None), write_entity
    if kind == 'color':
        def write_color(value):
            if isinstance(value, str) and len(value) == 7 and value[0] == '#':
                try:
                    if '-' not in value and '+' not in value and '_' not in value and ' ' not in value:
                        return int(value[1:], 16)
                except ValueError:
                    pass
            refuse(what + " is a colour such as '#1e90ff'; " + show(value) + ' is not.')
        return (lambda n: '#%06x' % int(n)), write_color
    if kind == 'decimal':
        scale = field['scale']
        check = number_check(what, field)
        return (lambda n: Decimal(int(n), scale)), (lambda value: check(to_column(value, scale, what)))
    return (int if field['integer'] else None), number_check(what, field)

def property_of(component, field):
    """One accessor; a scalar has one number in the record, vectors and lists have several and are read and written whole."""
    what = component + '.' + field['name']
    offset = field['offset']
    lanes = field['lanes']
    length = field.get('length')
    read, write = codec_of(what, field)

    def check_list(value, count):
        if not isinstance(value, (list, tuple)) or len(value) != count:
            refuse(what + ' is a list of ' + str(count) + '; ' + show(value) + ' is not.')

    def get_one(at):
        return numbers[at] if read is None else read(numbers[at])
    def set_one(at, value):
        numbers[at] = write(value)
    def get_vector(at):
        return tuple([get_one(at + i) for i in range(lanes)])
    def set_vector(at, value):
        check_list(value, lanes)
        for i in range(lanes):
            set_one(at + i, value[i])
    get_item, set_item = (get_vector, set_vector) if lanes > 1 else (get_one, set_one)
    def get_all(at):
        return tuple([get_item(at + k * lanes) for k in range(length)])
    def set_all(at, value):
        check_list(value, length)
        for k in range(length):
            set_item(at + k * lanes, value[k])
    get, put = (get_item, set_item) if length is None else (get_all, set_all)

    def get_field(view):
        at = view._at
        if at < 0:
            gone(component)
        return get(at + offset)
    def get_number(view):
        at = view._at
        if at < 0:
            gone(component)
        return numbers[at + offset]
    def get_integer(view):
        at = view._at
        if at < 0:
            gone(component)
        return int(numbers[at + offset])
    def set_field(view, value):
        at = view._at
        if at < 0:
            gone(component)
        put(at + offset, value)
    def set_number(view, value):
        at = view._at
        if at < 0:
            gone(component)
        numbers[at + offset] = write(value)
    def set_locked(view, value):
        refuse('This script may not write ' + what + '.', PermissionError)
    is_scalar = length is None and lanes == 1
    getter = (get_number if read is None else get_integer if read is int else get_field) if is_scalar else get_field
    return property(getter, set_locked if field['locked'] else set_number if is_scalar else set_field)

class View:
    def __setattr__(self, name, value):
        refuse(self._name + ' has no field ' + show(name) + '. It has ' + ', '.join(self._fields) + '.', AttributeError)
    def as_dict(self):
        return {name: getattr(self, name) for name in self._fields}
    def __repr__(self):
        return to_text(self, 'repr')

class Row:
    def __setattr__(self, name, value):
        refuse('row.' + name + ' is read-only; write its fields, as in row.Stage.inventory = 3.', AttributeError)
    def __repr__(self):
        return 'row ' + quote(self.key)

class Type:
    def __init__(self, given, index):
        name = given['name']
        fields = given['fields']
        self.name = name
        self.index = index
        self.bit = 1 << index
        self.stride = given['stride']
        self.fields = [field['name'] for field in fields]
        attributes = {field['name']: property_of(name, field) for field in fields}
        attributes['_name'] = name
        attributes['_fields'] = self.fields
        self.View = type(name, (View,), attributes)

class Entry:
    def __init__(self, key, count):
        self.key = key
        self.generation = 0
        self.mask = 0
        self.row = None
        self.row_mask = 0
        self.views = [None] * count

def place_view(view, at):
    object.__setattr__(view, '_at', at)

def place():
    """Takes the membership that the block now says. Whatever stays keeps its row and views; views of what went lead nowhere."""
    nonlocal generation, members
    generation += 1
    found.clear()
    at = HEADER + len(types)
    members = []
    for type in types:
        of_type = []
        index = type.index
        for _ in range(int(numbers[HEADER + index])):
            key = texts[int(numbers[at + 1])]
            entry = entries.get(key)
            if entry is None:
                entry = entries[key] = Entry(key, len(types))
            if entry.generation != generation:
                entry.generation = generation
                entry.mask = 0
            entry.mask |= type.bit
            view = entry.views[index]
            if view is None:
                view = entry.views[index] = type.View()
            place_view(view, at)
            of_type.append(entry)
            at += type.stride
        members.append(of_type)
    for key in list(entries):
        entry = entries[key]
        if entry.generation != generation:
            entry.mask = 0
            del entries[key]
        if entry.mask != entry.row_mask:
            entry.row = None
            for type in types:
                view = entry.views[type.index]
                if not entry.mask & type.bit and view is not None:
                    place_view(view, GONE)
                    entry.views[type.index] = None

def row_of(entry):
    row = entry.row
    if row is None:
        row = entry.row = Row()
        object.__setattr__(row, 'key', entry.key)
        for type in types:
            if entry.views[type.index] is not None:
                object.__setattr__(row, type.name, entry.views[type.index])
        entry.row_mask = entry.mask
    return row

def type_named(name, where):
    type = types_by_name.get(name)
    if type is not None:
        return type
    if name in type_names:
        refuse(where + ': write the name ' + show(name) + ' as a plain text somewhere in the script, so that its columns are brought along.', LookupError)
    refuse(where + ': there is no component ' + show(name) + '. ' + ('There are ' + ', '.join(type_names) if type_names else 'This level has none') + '.', LookupError)

def query(*names):
    if not may_draw:
        refuse('query works inside start, on_tick and on(...) handlers, not while the script loads.', RuntimeError)
    rows = found.get(names)
    if rows is None:
        if len(names) == 0:
            refuse("query needs a component, as in query('Transform').")
        wanted = 0
        for name in names:
            wanted |= type_named(name, 'query').bit
        first = types_by_name[names[0]].index
        rows = found[names] = [row_of(entry) for entry in members[first] if entry.mask & wanted == wanted]
    return list(rows)

def key_of(entity, where):
    key = entity.key if isinstance(entity, Row) else entity
    if not isinstance(key, str):
        refuse(where + ' needs a row of a query or the key of an entity, not ' + show(entity) + '.')
    return key

def set_fields(entity, component=None, values=None, **named):
    key = key_of(entity, 'set')
    type = type_named(component, 'set')
    entry = entries.get(key)
    view = None if entry is None else entry.views[type.index]
    if view is None:
        refuse('set: the entity ' + show(key) + ' has no ' + component + '.', LookupError)
    if values is None:
        values = named
    if not isinstance(values, dict):
        refuse("set needs the fields to write, as in set(row, 'Label', {'text': 'hello'}).")
    for field in sorted(values):
        if field not in type.fields:
            refuse('set: ' + component + ' has no field ' + show(field) + '. It has ' + ', '.join(type.fields) + '.', LookupError)
        setattr(view, field, values[field])
`;
