/** What scripts of levels do, in pieces, in every language: each is one hook, the same work in every tick, with the same result. */
export const scenarioTicks = 20;

export type Ending = 'js' | 'lua' | 'py';

const goods: Readonly<Record<Ending, string>> = {
  js: `
const goods = new Map();
for (let i = 0; i < 40; i++) goods.set('sku' + i, { quantity: 50 + i, price: 1 + i / 7 });
`,
  lua: `
local names, goods = {}, {}
for i = 0, 39 do
  names[i + 1] = 'sku' .. i
  goods['sku' .. i] = { quantity = 50 + i, price = 1 + i / 7 }
end
`,
  py: `
names = ['sku' + str(i) for i in range(40)]
goods = {name: {'quantity': 50 + i, 'price': 1 + i / 7} for i, name in enumerate(names)}
`,
};

export const scenario: Readonly<Record<string, Readonly<Record<Ending, string>>>> = {
  'a loop over numbers': {
    js: 'let x = 1; function onTick() { for (let i = 0; i < 20000; i++) x = (x * 31 + i) % 65537; return x; }',
    lua: 'local x = 1 function onTick() for i = 0, 19999 do x = (x * 31 + i) % 65537 end return x end',
    py: `
x = 1
def on_tick():
    global x
    for i in range(20000):
        x = (x * 31 + i) % 65537
    return x
`,
  },
  'objects, sorting and texts': {
    js: `${goods.js}
function onTick() {
  const list = [...goods].map(([name, good]) => ({ name, ...good, value: good.quantity * good.price }));
  list.sort((a, b) => b.value - a.value || (a.name < b.name ? -1 : 1));
  const text = list.slice(0, 10).map(({ name, value }) => name + ':' + value.toFixed(2)).join(',').replace(/sku(\\d)\\b/g, 'sku0$1');
  goods.get('sku3').quantity += 1;
  return text.length + goods.get('sku3').quantity;
}`,
    lua: `${goods.lua}
function onTick()
  local list = {}
  for i, name in ipairs(names) do
    local good = goods[name]
    list[i] = { name = name, quantity = good.quantity, price = good.price, value = good.quantity * good.price }
  end
  table.sort(list, function(a, b) return a.value > b.value or (a.value == b.value and a.name < b.name) end)
  local best = {}
  for i = 1, 10 do best[i] = list[i].name .. ':' .. string.format('%.2f', list[i].value) end
  local text = table.concat(best, ','):gsub('sku(%d):', 'sku0%1:')
  goods.sku3.quantity = goods.sku3.quantity + 1
  return #text + goods.sku3.quantity
end`,
    py: `${goods.py}
def on_tick():
    listed = []
    for name in names:
        good = goods[name]
        listed.append({'name': name, 'quantity': good['quantity'], 'price': good['price'], 'value': good['quantity'] * good['price']})
    listed.sort(key=lambda one: (-one['value'], one['name']))
    best = []
    for one in listed[:10]:
        name = one['name']
        best.append((name if len(name) > 4 else name.replace('sku', 'sku0')) + ':' + '%.2f' % one['value'])
    text = ','.join(best)
    goods['sku3']['quantity'] += 1
    return len(text) + goods['sku3']['quantity']
`,
  },
  'a scenario of 40 goods': {
    js: `${goods.js}
let week = 0;
function onTick() {
  week += 1;
  let cash = 0;
  for (const [name, good] of goods) {
    const sold = Math.min(good.quantity, random('demand').int(0, 4));
    good.quantity -= sold;
    cash += sold * good.price;
    if (good.quantity < 12) good.quantity += 60;
    good.price *= 1 + (random('price').next() - 0.5) * 0.02;
  }
  kpi('cash', cash);
  return Math.round(cash * 1000) + week;
}`,
    lua: `${goods.lua}
local week = 0
function onTick()
  week = week + 1
  local cash = 0
  for _, name in ipairs(names) do
    local good = goods[name]
    local sold = math.min(good.quantity, random('demand').int(0, 4))
    good.quantity = good.quantity - sold
    cash = cash + sold * good.price
    if good.quantity < 12 then good.quantity = good.quantity + 60 end
    good.price = good.price * (1 + (random('price').next() - 0.5) * 0.02)
  end
  kpi('cash', cash)
  return math.floor(cash * 1000 + 0.5) + week
end`,
    py: `${goods.py}
week = 0
def on_tick():
    global week
    week += 1
    cash = 0
    for name in names:
        good = goods[name]
        sold = min(good['quantity'], random('demand').int(0, 4))
        good['quantity'] -= sold
        cash += sold * good['price']
        if good['quantity'] < 12:
            good['quantity'] += 60
        good['price'] *= 1 + (random('price').next() - 0.5) * 0.02
    kpi('cash', cash)
    return int(cash * 1000 + 0.5) + week
`,
  },
};
