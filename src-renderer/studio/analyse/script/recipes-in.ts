/** The recipes in the other languages, by their ids. */
const lines = (...text: string[]): string => text.join('\n');

export const luaRecipes: Readonly<Record<string, string>> = {
  'every-tick': lines('function onTick()', "  for _, row in ipairs(query('${1:Stage}')) do", '    $0', '  end', 'end'),
  'at-the-start': lines('start(function()', '  state.${1:total} = 0$0', 'end)'),
  'when-it-happens': lines("on('${1:PlaceOrder}', function(payload, event)", '  $0', 'end)'),
  'every-n-ticks': lines('if time.tick % ${1:7} == 0 then', '  $0', 'end'),
  later: lines(
    "on('${1:Delivered}', function(payload)",
    '  $0',
    'end)',
    'start(function()',
    "  after(${2:3}, '${1:Delivered}', { amount = ${3:10} })",
    'end)',
  ),
  remember: lines('state.${1:sold} = (state.${1:sold} or 0) + ${2:1}'),
  spawn: "spawn(nil, { Label = { text = '${1:New}' }, Transform = { position = { ${2:0}, 0, 0 } } })",
  tell: "emit('${1:Sold}', { amount = ${2:1} }$0)",
  record: "kpi('${1:total}', ${2:0})",
  money: lines(
    "local ${1:price} = decimal('${2:19.90}')",
    "local ${3:total} = (${1:price} * ${4:3}):round(2, 'half-even')",
    'log(${3:total})',
  ),
  chance: lines("if random('${1:arrivals}'):chance(${2:0.3}) then", '  $0', 'end'),
  demand: "local demand = math.max(0, math.floor(random('${1:demand}'):normal(${2:20}, ${3:5}) + 0.5))",
  smoothing: lines(
    'local actual = ${1:12}',
    'local forecast = state.forecast or actual',
    'state.forecast = forecast + ${2:0.2} * (actual - forecast)',
  ),
  reorder: lines(
    'local reorder_at, order_up_to = ${1:20}, ${2:60}',
    'local position = ${3:15} + ${4:0} -- on hand + on order',
    'local order = position < reorder_at and order_up_to - position or 0',
  ),
  pipeline: lines(
    "on('${1:GoodsArrived}', function(goods)",
    '  state.on_hand = (state.on_hand or 0) + goods.amount',
    'end)',
    'local function order(amount)',
    "  after(${2:2}, '${1:GoodsArrived}', { amount = amount })",
    'end$0',
  ),
  route: lines(
    "local way = path('${1:factory}', '${2:shop}', { links = '${3:Road}', cost = '${4:length}' })",
    "if way then log('by', way.steps, 'for', way.cost) end$0",
  ),
};

export const pythonRecipes: Readonly<Record<string, string>> = {
  'every-tick': lines('def on_tick():', "    for row in query('${1:Stage}'):", '        ${0:pass}'),
  'at-the-start': lines('@start', 'def begin():', "    state['${1:total}'] = 0$0"),
  'when-it-happens': lines("@on('${1:PlaceOrder}')", 'def heard(payload, event):', '    ${0:pass}'),
  'every-n-ticks': lines('if time.tick % ${1:7} == 0:', '    ${0:pass}'),
  later: lines(
    "@on('${1:Delivered}')",
    'def delivered(payload):',
    '    ${0:pass}',
    '',
    '@start',
    'def begin():',
    "    after(${2:3}, '${1:Delivered}', {'amount': ${3:10}})",
  ),
  remember: "state['${1:sold}'] = state.get('${1:sold}', 0) + ${2:1}",
  spawn: "spawn(None, {'Label': {'text': '${1:New}'}, 'Transform': {'position': [${2:0}, 0, 0]}})",
  tell: "emit('${1:Sold}', {'amount': ${2:1}}$0)",
  record: "kpi('${1:total}', ${2:0})",
  money: lines("${1:price} = decimal('${2:19.90}')", "${3:total} = (${1:price} * ${4:3}).round(2, 'half-even')", 'log(${3:total})'),
  chance: lines("if random('${1:arrivals}').chance(${2:0.3}):", '    ${0:pass}'),
  demand: "demand = max(0, round(random('${1:demand}').normal(${2:20}, ${3:5})))",
  smoothing: lines(
    'actual = ${1:12}',
    "forecast = state.get('forecast', actual)",
    "state['forecast'] = forecast + ${2:0.2} * (actual - forecast)",
  ),
  reorder: lines(
    'reorder_at, order_up_to = ${1:20}, ${2:60}',
    'position = ${3:15} + ${4:0}  # on hand + on order',
    'order = order_up_to - position if position < reorder_at else 0',
  ),
  pipeline: lines(
    "@on('${1:GoodsArrived}')",
    'def arrived(goods):',
    "    state['on_hand'] = state.get('on_hand', 0) + goods['amount']",
    '',
    'def order(amount):',
    "    after(${2:2}, '${1:GoodsArrived}', {'amount': amount})$0",
  ),
  route: lines(
    "way = path('${1:factory}', '${2:shop}', links='${3:Road}', cost='${4:length}')",
    'if way is not None:',
    "    log('by', way.steps, 'for', way.cost)$0",
  ),
};
