/** Guest code: exact decimals of any size. A value is an integer and a number of digits after the point. */
export const decimal = String.raw`
ROUNDINGS = ('down', 'up', 'floor', 'ceiling', 'half-up', 'half-down', 'half-even')
MAX_DIGITS = 1000

def divide_rounded(n, d, rounding):
    negative = (n < 0) != (d < 0)
    n = abs(n)
    d = abs(d)
    quotient = n // d
    rest = n - quotient * d
    if rest != 0:
        twice = rest * 2 - d
        if (rounding == 'up' or (rounding == 'floor' and negative) or (rounding == 'ceiling' and not negative) or
                (rounding.startswith('half') and (twice > 0 or (twice == 0 and (rounding == 'half-up' or (rounding == 'half-even' and quotient % 2 != 0)))))):
            quotient += 1
    return -quotient if negative else quotient

def check_digits(digits, what):
    if not isinstance(digits, int) or digits < 0 or digits > MAX_DIGITS:
        refuse(what + ' needs a whole number of digits, 0 to ' + str(MAX_DIGITS) + ', not ' + show(digits) + '.', ValueError)
    return digits

def check_rounding(rounding, what):
    if rounding not in ROUNDINGS:
        refuse(what + ' needs a rounding: one of ' + ', '.join(ROUNDINGS) + '.')
    return rounding

def decimal_of(value):
    if isinstance(value, Decimal):
        return value
    if isinstance(value, int):
        return Decimal(value, 0)
    if isinstance(value, float):
        if value - value != 0.0:
            refuse(show_number(value) + ' is not a decimal.', ValueError)
        written = repr(value)
    elif isinstance(value, str):
        written = value
    else:
        refuse(show(value) + " is not a decimal; write decimal('12.50').")
    negative = written.startswith('-')
    rest = written[1:] if negative else written
    exponent = 0
    if isinstance(value, float) and 'e' in rest:
        rest, power = rest.split('e')
        exponent = int(power)
    whole, point, fraction = rest.partition('.')
    if isinstance(value, float) and fraction == '0':
        fraction = ''
    elif not whole.isdigit() or (point and not fraction.isdigit()):
        refuse(show(value) + " is not a decimal; write digits and a point, as in '12.50'.", ValueError)
    scale = max(0, len(fraction) - exponent)
    if scale > MAX_DIGITS or len(whole) > MAX_DIGITS:
        refuse(show(value) + ' has too many digits.', ValueError)
    digits = int(whole + fraction)
    if exponent > len(fraction):
        digits *= 10 ** (exponent - len(fraction))
    return Decimal(-digits if negative else digits, scale)

def to_column(value, scale, what):
    """The integer that a column of this scale holds."""
    own = decimal_of(value)
    digits = own.at(scale, 'down')
    if own._digits * 10 ** scale != digits * 10 ** own._scale:
        refuse(what + ' has ' + str(scale) + ' digits after the point; ' + own.text() + ' has more: round it first, as in .round(' + str(scale) + ", 'half-even').", ValueError)
    return digits

class Decimal:
    def __init__(self, digits, scale):
        if not isinstance(digits, int):
            refuse("Make decimals with decimal('12.50').")
        self._digits = digits
        self._scale = scale

    def at(self, scale, rounding):
        own = self._scale
        if scale == own:
            return self._digits
        if scale > own:
            return self._digits * 10 ** (scale - own)
        return divide_rounded(self._digits, 10 ** (own - scale), rounding)

    def plus(self, other):
        if not isinstance(other, Decimal):
            other = decimal_of(other)
        scale = max(self._scale, other._scale)
        return Decimal(self.at(scale, '') + other.at(scale, ''), scale)

    def minus(self, other):
        other = decimal_of(other)
        scale = max(self._scale, other._scale)
        return Decimal(self.at(scale, '') - other.at(scale, ''), scale)

    def times(self, other):
        """Exact: as many digits as it takes, and no fewer than the factor that has more."""
        other = decimal_of(other)
        least = max(self._scale, other._scale)
        digits = self._digits * other._digits
        scale = self._scale + other._scale
        while scale > least and digits % 10 == 0:
            digits //= 10
            scale -= 1
        if scale > MAX_DIGITS:
            refuse('This product has more than ' + str(MAX_DIGITS) + ' digits after the point: round() its factors first.', ValueError)
        return Decimal(digits, scale)

    def div(self, other, digits=None, rounding=None):
        check_digits(digits, 'div(other, digits, rounding)')
        check_rounding(rounding, 'div(other, digits, rounding)')
        other = decimal_of(other)
        if other._digits == 0:
            refuse('Division of a decimal by zero.', ZeroDivisionError)
        return Decimal(divide_rounded(self._digits * 10 ** (digits + other._scale), other._digits * 10 ** self._scale, rounding), digits)

    def round(self, digits=None, rounding=None):
        check_digits(digits, 'round(digits, rounding)')
        return Decimal(self.at(digits, check_rounding(rounding, 'round(digits, rounding)')), digits)

    def compare(self, other):
        other = decimal_of(other)
        scale = max(self._scale, other._scale)
        left = self.at(scale, '')
        right = other.at(scale, '')
        return -1 if left < right else 1 if left > right else 0

    def negated(self):
        return Decimal(-self._digits, self._scale)
    def abs(self):
        return self.negated() if self._digits < 0 else self
    def eq(self, other):
        return self.compare(other) == 0
    def lt(self, other):
        return self.compare(other) < 0
    def lte(self, other):
        return self.compare(other) <= 0
    def gt(self, other):
        return self.compare(other) > 0
    def gte(self, other):
        return self.compare(other) >= 0
    def is_zero(self):
        return self._digits == 0
    isZero = is_zero
    def to_number(self):
        return float(self.text())
    toNumber = to_number

    def text(self):
        digits = str(abs(self._digits))
        if self._scale > 0:
            digits = '0' * (self._scale + 1 - len(digits)) + digits
            digits = digits[:-self._scale] + '.' + digits[-self._scale:]
        return '-' + digits if self._digits < 0 else digits

    __str__ = text
    __add__ = plus
    __radd__ = plus
    __sub__ = minus
    __mul__ = times
    __rmul__ = times
    __neg__ = negated
    __abs__ = abs
    __lt__ = lt
    __le__ = lte
    __gt__ = gt
    __ge__ = gte
    def __rsub__(self, other):
        return decimal_of(other).minus(self)
    def __eq__(self, other):
        return isinstance(other, (Decimal, int, float, str)) and self.compare(other) == 0
    def __hash__(self):
        one = self.times(1)
        digits = one._digits
        scale = one._scale
        while scale > 0 and digits % 10 == 0:
            digits //= 10
            scale -= 1
        return hash((digits, scale))
    def __bool__(self):
        return self._digits != 0
    def __float__(self):
        return self.to_number()
    def __repr__(self):
        return "decimal('" + self.text() + "')"
    def __truediv__(self, other):
        refuse('A quotient of decimals is rounded: use div(other, digits, rounding).')
    __rtruediv__ = __truediv__
    __floordiv__ = __truediv__
    __mod__ = __truediv__
    __pow__ = __truediv__
`;
