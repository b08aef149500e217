/** Guest code: how values become text, and how refusals are worded. Every piece of the SDK begins with what it shares with the others. */
export const text = String.raw`
import io
import json
import sys
quote = json.dumps
parse = json.loads
MOST_DEPTH = 60
WHOLE = 1 << 53

class PermissionError(Exception):
    pass

def refuse(message, kind=TypeError):
    raise kind(message)

def show_number(value):
    if isinstance(value, float):
        if value != value:
            return 'NaN'
        if value in (float('inf'), float('-inf')):
            return 'Infinity' if value > 0 else '-Infinity'
        if value == int(value) and abs(value) < 1e21:
            return str(int(value))
    return str(value)

def show(value):
    if isinstance(value, str):
        return quote(value[:60] + '...' if len(value) > 60 else value)
    if isinstance(value, (int, float)):
        return show_number(value)
    if isinstance(value, (list, tuple)):
        return 'a list'
    if value is None or isinstance(value, bool):
        return str(value)
    if isinstance(value, Decimal):
        return value.text()
    if isinstance(value, dict):
        return 'a dict'
    return 'a function' if callable(value) else 'an object'

def is_number(value):
    return isinstance(value, (int, float))

def write(value, where, key, state, depth, out):
    if isinstance(value, str):
        out.append(quote(value))
    elif value is None:
        out.append('null')
    elif isinstance(value, bool):
        out.append('true' if value else 'false')
    elif isinstance(value, int):
        if value > WHOLE or value < -WHOLE:
            refuse(where + ': ' + (key or 'the value') + ' is a whole number beyond 2**53; use a decimal or a float.')
        out.append(str(value))
    elif isinstance(value, float):
        if value - value != 0.0:
            refuse(where + ': ' + (key or 'the value') + ' is ' + show_number(value) + '; only finite numbers can be kept or sent.')
        out.append(repr(value))
    elif isinstance(value, Decimal):
        out.append('{"$decimal":"' + value.text() + '"}' if state else '"' + value.text() + '"')
    elif depth > MOST_DEPTH:
        refuse(where + ': values are nested too deeply.')
    elif isinstance(value, (list, tuple)):
        out.append('[')
        first = True
        for item in value:
            if not first:
                out.append(',')
            first = False
            write(item, where, key, state, depth + 1, out)
        out.append(']')
    elif isinstance(value, (dict, Record, View)):
        if not isinstance(value, dict):
            value = value.as_dict()
        out.append('{')
        first = True
        for name in value:
            if not isinstance(name, str):
                refuse(where + ': ' + show(name) + ' cannot be the name of a field; names are texts.')
        for name in sorted(value):
            if not first:
                out.append(',')
            first = False
            out.append(quote(name))
            out.append(':')
            write(value[name], where, name, state, depth + 1, out)
        out.append('}')
    else:
        refuse(where + ': ' + (key or 'the value') + ' is ' + show(value) + '; use numbers, texts, lists and dicts.')

def to_text(value, where, state=False):
    out = []
    write(value, where, '', state, 0, out)
    return out[0] if len(out) == 1 else ''.join(out)

def revive(value):
    if isinstance(value, list):
        return [revive(item) for item in value]
    if isinstance(value, dict):
        if len(value) == 1 and '$decimal' in value:
            return decimal_of(value['$decimal'])
        return {name: revive(value[name]) for name in value}
    return value

class Record:
    """What can be read by name, with a point or in brackets, and not be changed."""
    def __init__(self, values):
        object.__setattr__(self, '_values', values)
    def __getitem__(self, name):
        return self._values[name]
    def __getattr__(self, name):
        values = self._values
        if name in values:
            return values[name]
        refuse('There is no ' + show(name) + ' here. There are: ' + (', '.join(sorted(values)) or 'none') + '.', AttributeError)
    def __setattr__(self, name, value):
        refuse(name + ' is read-only.')
    def __delattr__(self, name):
        refuse(name + ' is read-only.')
    def __setitem__(self, name, value):
        refuse(str(name) + ' is read-only.')
    def __contains__(self, name):
        return name in self._values
    def __iter__(self):
        return iter(sorted(self._values))
    def __len__(self):
        return len(self._values)
    def __repr__(self):
        return to_text(self, 'repr')
    def keys(self):
        return sorted(self._values)
    def values(self):
        return [self._values[name] for name in sorted(self._values)]
    def items(self):
        return [(name, self._values[name]) for name in sorted(self._values)]
    def get(self, name, default=None):
        return self._values.get(name, default)
    def as_dict(self):
        return dict(self._values)

def fixed(value):
    """The same, so that nothing of it can be changed: lists are tuples, dicts are records."""
    if isinstance(value, list):
        return tuple([fixed(item) for item in value])
    if isinstance(value, dict):
        return Record({name: fixed(value[name]) for name in value})
    return value
`;
