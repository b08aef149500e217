/**
 * Guest code: exact decimals of any size, with the names and results that they have in the other languages. A value is a whole number and
 * how many of its digits stand after the point; a whole number is an integer of Lua's, or a list of limbs of seven digits where it is longer.
 */
export const decimal = String.raw`
local new_decimal, decimal_of, to_column, whole_text
do
local LIMB, LIMB_DIGITS = 10000000, 7
local SMALL = 3037000499
local TEXT_DIGITS = 18

--- Limbs from the lowest on, of an integer's absolute value.
local function limbs_of(n)
  if type(n) == 'table' then return n end
  local out, i = { negative = n < 0 }, 0
  n = n < 0 and -n or n
  while n > 0 do
    i = i + 1
    out[i] = n % LIMB
    n = n // LIMB
  end
  return out
end

--- The shortest form of limbs: what fits an integer is one.
local function whole(limbs, negative)
  local length = #limbs
  while length > 0 and limbs[length] == 0 do
    limbs[length] = nil
    length = length - 1
  end
  if length <= 2 then
    local n = (limbs[2] or 0) * LIMB + (limbs[1] or 0)
    return negative and -n or n
  end
  limbs.negative = negative
  return limbs
end

local function is_negative(n) return type(n) == 'table' and n.negative or type(n) ~= 'table' and n < 0 end

local function compare_limbs(a, b)
  if #a ~= #b then return #a < #b and -1 or 1 end
  for i = #a, 1, -1 do if a[i] ~= b[i] then return a[i] < b[i] and -1 or 1 end end
  return 0
end

local function add_limbs(a, b)
  local out, carry = {}, 0
  for i = 1, (#a > #b and #a or #b) do
    local sum = (a[i] or 0) + (b[i] or 0) + carry
    carry = sum >= LIMB and 1 or 0
    out[i] = sum - carry * LIMB
  end
  if carry > 0 then out[#out + 1] = carry end
  return out
end

--- a >= b
local function subtract_limbs(a, b)
  local out, borrow = {}, 0
  for i = 1, #a do
    local difference = a[i] - (b[i] or 0) - borrow
    borrow = difference < 0 and 1 or 0
    out[i] = difference + borrow * LIMB
  end
  return out
end

local function negate(n)
  if type(n) ~= 'table' then return -n end
  local out = { negative = not n.negative }
  for i = 1, #n do out[i] = n[i] end
  return out
end

local function add(a, b)
  if type(a) ~= 'table' and type(b) ~= 'table' then
    local sum = a + b
    if sum > -1000000000000000000 and sum < 1000000000000000000 and a > -1000000000000000000 and a < 1000000000000000000 and b > -1000000000000000000 and b < 1000000000000000000 then return sum end
  end
  local x, y = limbs_of(a), limbs_of(b)
  local xn, yn = is_negative(a), is_negative(b)
  if xn == yn then return whole(add_limbs(x, y), xn) end
  if compare_limbs(x, y) >= 0 then return whole(subtract_limbs(x, y), xn) end
  return whole(subtract_limbs(y, x), yn)
end

local function compare_whole(a, b)
  if type(a) ~= 'table' and type(b) ~= 'table' then return a < b and -1 or a > b and 1 or 0 end
  local an, bn = is_negative(a), is_negative(b)
  if an ~= bn then return an and -1 or 1 end
  local order = compare_limbs(limbs_of(a), limbs_of(b))
  return an and -order or order
end

local function multiply(a, b)
  if type(a) ~= 'table' and type(b) ~= 'table' and a <= SMALL and a >= -SMALL and b <= SMALL and b >= -SMALL then return a * b end
  local x, y = limbs_of(a), limbs_of(b)
  local out = {}
  for i = 1, #x + #y do out[i] = 0 end
  for i = 1, #x do
    local carry, xi = 0, x[i]
    for j = 1, #y do
      local sum = out[i + j - 1] + xi * y[j] + carry
      carry = sum // LIMB
      out[i + j - 1] = sum - carry * LIMB
    end
    out[i + #y] = out[i + #y] + carry
  end
  return whole(out, is_negative(a) ~= is_negative(b))
end

--- Quotient and rest of limbs by one number below LIMB.
local function divide_short(a, divisor)
  local out, rest = {}, 0
  for i = #a, 1, -1 do
    local n = rest * LIMB + a[i]
    out[i] = n // divisor
    rest = n - out[i] * divisor
  end
  return out, rest
end

--- Knuth's algorithm D.
local function divide_limbs(a, b)
  if #b == 1 then
    local quotient, rest = divide_short(a, b[1])
    return quotient, { rest }
  end
  local scale = LIMB // (b[#b] + 1)
  local u, v = limbs_of(multiply(whole({ unpack(a) }, false), scale)), limbs_of(multiply(whole({ unpack(b) }, false), scale))
  u = { unpack(u) }
  while #u <= #a do u[#u + 1] = 0 end
  local n, quotient = #v, {}
  for j = #u - n, 1, -1 do
    local top = u[j + n] * LIMB + u[j + n - 1]
    local guess, left = top // v[n], top % v[n]
    while guess >= LIMB or guess * v[n - 1] > left * LIMB + (u[j + n - 2] or 0) do
      guess, left = guess - 1, left + v[n]
      if left >= LIMB then break end
    end
    local borrow = 0
    for i = 1, n do
      local difference = u[j + i - 1] - guess * v[i] - borrow
      borrow = -(difference // LIMB)
      u[j + i - 1] = difference + borrow * LIMB
    end
    u[j + n] = u[j + n] - borrow
    if u[j + n] < 0 then
      guess = guess - 1
      local carry = 0
      for i = 1, n do
        local sum = u[j + i - 1] + v[i] + carry
        carry = sum >= LIMB and 1 or 0
        u[j + i - 1] = sum - carry * LIMB
      end
      u[j + n] = u[j + n] + carry
    end
    quotient[j] = guess
  end
  local rest = divide_short(u, scale)
  return quotient, rest
end

--- Towards zero; the rest has the sign of a.
local function divide(a, b)
  if type(a) ~= 'table' and type(b) ~= 'table' then
    local x, y = a < 0 and -a or a, b < 0 and -b or b
    local quotient = x // y
    local rest = x - quotient * y
    return (a < 0) ~= (b < 0) and -quotient or quotient, a < 0 and -rest or rest
  end
  local x, y = limbs_of(a), limbs_of(b)
  if compare_limbs(x, y) < 0 then return 0, a end
  local quotient, rest = divide_limbs(x, y)
  return whole(quotient, is_negative(a) ~= is_negative(b)), whole(rest, is_negative(a))
end

function whole_text(n)
  if type(n) ~= 'table' then return format('%d', n) end
  local out = { n.negative and '-' or '', format('%d', n[#n]) }
  for i = #n - 1, 1, -1 do out[#out + 1] = format('%07d', n[i]) end
  return concat(out)
end

--- Of digits alone.
local function whole_of(digits, negative)
  if #digits <= TEXT_DIGITS then
    local n = tointeger(tonumber(digits))
    return negative and -n or n
  end
  local out = {}
  for finish = #digits, 1, -LIMB_DIGITS do
    out[#out + 1] = tointeger(tonumber(sub(digits, finish - LIMB_DIGITS + 1 > 1 and finish - LIMB_DIGITS + 1 or 1, finish)))
  end
  return whole(out, negative)
end

local powers = {}
for digits = 0, 18 do powers[digits] = whole_of('1' .. rep('0', digits), false) end
local function pow10(digits)
  return powers[digits] or whole_of('1' .. rep('0', digits), false)
end

local ROUNDINGS = { down = true, up = true, floor = true, ceiling = true, ['half-up'] = true, ['half-down'] = true, ['half-even'] = true }
local MAX_DIGITS = 1000

local function divide_rounded(n, d, rounding)
  local quotient, rest = divide(n, d)
  if rest == 0 then return quotient end
  local negative = is_negative(n) ~= is_negative(d)
  local twice = compare_whole(multiply(is_negative(rest) and negate(rest) or rest, 2), is_negative(d) and negate(d) or d)
  local _, odd = divide(quotient, 2)
  local away = rounding == 'up' or rounding == 'floor' and negative or rounding == 'ceiling' and not negative
    or sub(rounding, 1, 4) == 'half' and (twice > 0 or twice == 0 and (rounding == 'half-up' or rounding == 'half-even' and odd ~= 0))
  return away and add(quotient, negative and -1 or 1) or quotient
end

local function check_digits(digits, what)
  local whole_digits = math_type(digits) and tointeger(digits)
  if not whole_digits or whole_digits < 0 or whole_digits > MAX_DIGITS then refuse(what .. ' needs a whole number of digits, 0 to ' .. MAX_DIGITS .. ', not ' .. show(digits) .. '.', 'RangeError') end
  return whole_digits
end

local function check_rounding(rounding, what)
  if not ROUNDINGS[rounding] then refuse(what .. ' needs a rounding: one of down, up, floor, ceiling, half-up, half-down, half-even.') end
  return rounding
end

--- [1] the whole number, [2] digits after the point.
function new_decimal(digits, scale)
  return setmetatable({ digits, scale }, decimal_meta)
end

function decimal_of(value)
  if is_decimal(value) then return value end
  local kind = type(value)
  if kind == 'number' then
    if value ~= value or value == huge or value == -huge then refuse(numeral(value) .. ' is not a decimal.', 'RangeError') end
    local n = tointeger(value)
    if n and n > -9007199254740992 and n < 9007199254740992 then return new_decimal(n, 0) end
  elseif kind ~= 'string' then refuse(show(value) .. " is not a decimal; write decimal('12.50').") end
  local said = kind == 'number' and numeral(value) or value
  local mantissa, exponent = said, 0
  if kind == 'number' then
    local before, after = match(said, '^(.-)e([+-]%d+)$')
    if before then mantissa, exponent = before, tointeger(tonumber(after)) end
  end
  local sign, whole_digits, fraction = match(mantissa, '^(-?)(%d+)%.(%d+)$')
  if not sign then
    sign, whole_digits = match(mantissa, '^(-?)(%d+)$')
    fraction = ''
  end
  if not sign then refuse(show(value) .. " is not a decimal; write digits and a point, as in '12.50'.", 'RangeError') end
  local scale = #fraction - exponent
  if scale < 0 then scale = 0 end
  if scale > MAX_DIGITS or #whole_digits > MAX_DIGITS then refuse(show(value) .. ' has too many digits.', 'RangeError') end
  local digits = whole_of(whole_digits .. fraction, sign == '-')
  local more = exponent - #fraction
  return new_decimal(more > 0 and multiply(digits, pow10(more)) or digits, scale)
end
of_text = decimal_of

local function at_scale(value, scale, rounding)
  local own = value[2]
  if scale == own then return value[1] end
  if scale > own then return multiply(value[1], pow10(scale - own)) end
  return divide_rounded(value[1], pow10(own - scale), rounding)
end

local function aligned(a, b)
  local left, right = decimal_of(a), decimal_of(b)
  local scale = left[2] > right[2] and left[2] or right[2]
  return at_scale(left, scale), at_scale(right, scale), scale
end

--- The integer that a column of this scale holds.
function to_column(value, scale, what)
  local own = decimal_of(value)
  local digits = at_scale(own, scale, 'down')
  if own[2] > scale and compare_whole(multiply(digits, pow10(own[2] - scale)), own[1]) ~= 0 then
    refuse(what .. ' has ' .. scale .. ' digits after the point; ' .. tostring(own) .. ' has more: round it first, as in :round(' .. scale .. ", 'half-even').", 'RangeError')
  end
  return digits
end

local decimals = {}
function decimals.plus(a, b)
  local x, y, scale = aligned(a, b)
  return new_decimal(add(x, y), scale)
end
function decimals.minus(a, b)
  local x, y, scale = aligned(a, b)
  return new_decimal(add(x, negate(y)), scale)
end
--- Exact: as many digits as it takes, and no fewer than the factor that has more.
function decimals.times(a, b)
  local left, right = decimal_of(a), decimal_of(b)
  local least = left[2] > right[2] and left[2] or right[2]
  local digits, scale = multiply(left[1], right[1]), left[2] + right[2]
  while scale > least do
    local quotient, rest = divide(digits, 10)
    if rest ~= 0 then break end
    digits, scale = quotient, scale - 1
  end
  if scale > MAX_DIGITS then refuse('This product has more than ' .. MAX_DIGITS .. ' digits after the point: round() its factors first.', 'RangeError') end
  return new_decimal(digits, scale)
end
function decimals.div(a, b, digits, rounding)
  local places = check_digits(digits, 'div(other, digits, rounding)')
  check_rounding(rounding, 'div(other, digits, rounding)')
  local left, right = decimal_of(a), decimal_of(b)
  if right[1] == 0 then refuse('Division of a decimal by zero.', 'RangeError') end
  return new_decimal(divide_rounded(multiply(left[1], pow10(places + right[2])), multiply(right[1], pow10(left[2])), rounding), places)
end
function decimals.round(a, digits, rounding)
  local places = check_digits(digits, 'round(digits, rounding)')
  return new_decimal(at_scale(decimal_of(a), places, check_rounding(rounding, 'round(digits, rounding)')), places)
end
function decimals.negated(a) return new_decimal(negate(a[1]), a[2]) end
function decimals.abs(a) return is_negative(a[1]) and decimals.negated(a) or a end
function decimals.compare(a, b)
  local x, y = aligned(a, b)
  return compare_whole(x, y)
end
function decimals.eq(a, b) return decimals.compare(a, b) == 0 end
function decimals.lt(a, b) return decimals.compare(a, b) < 0 end
function decimals.lte(a, b) return decimals.compare(a, b) <= 0 end
function decimals.gt(a, b) return decimals.compare(a, b) > 0 end
function decimals.gte(a, b) return decimals.compare(a, b) >= 0 end
function decimals.isZero(a) return a[1] == 0 end
function decimals.toString(a)
  local digits = whole_text(a[1])
  local negative = sub(digits, 1, 1) == '-'
  if negative then digits = sub(digits, 2) end
  local scale = a[2]
  if #digits <= scale then digits = rep('0', scale + 1 - #digits) .. digits end
  return (negative and '-' or '') .. sub(digits, 1, #digits - scale) .. (scale == 0 and '' or '.' .. sub(digits, #digits - scale + 1))
end
function decimals.toNumber(a) return tonumber(decimals.toString(a)) end

local function no_operator() refuse('Decimals are divided with a:div(other, digits, rounding): say how many digits, and how it is rounded.') end
decimal_meta.__index = decimals
decimal_meta.__add = decimals.plus
decimal_meta.__sub = decimals.minus
decimal_meta.__mul = decimals.times
decimal_meta.__div = no_operator
decimal_meta.__idiv = no_operator
decimal_meta.__mod = no_operator
decimal_meta.__pow = no_operator
decimal_meta.__unm = decimals.negated
decimal_meta.__eq = decimals.eq
decimal_meta.__lt = decimals.lt
decimal_meta.__le = decimals.lte
decimal_meta.__tostring = decimals.toString
decimal_meta.__concat = function(a, b) return tostring(a) .. tostring(b) end
decimal_meta.__newindex = read_only
decimal_meta.__len = function() refuse('A decimal has no length.') end
decimal_meta.__pairs = function() refuse('A decimal is one value.') end
decimal_meta.__name = 'decimal'
decimal_meta.__metatable = 'decimal'
end
`;
