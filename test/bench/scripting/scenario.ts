/** What scripts of levels do, in pieces: each is one hook, the same work in every tick. */
export const scenarioTicks = 20;

const goods = `
const goods = new Map();
for (let i = 0; i < 40; i++) goods.set('sku' + i, { quantity: 50 + i, price: 1 + i / 7 });
`;

export const scenario: Readonly<Record<string, string>> = {
  'a loop over numbers': 'let x = 1; function onTick() { for (let i = 0; i < 20000; i++) x = (x * 31 + i) % 65537; return x; }',
  'objects, sorting and texts': `${goods}
function onTick() {
  const list = [...goods].map(([name, good]) => ({ name, ...good, value: good.quantity * good.price }));
  list.sort((a, b) => b.value - a.value || (a.name < b.name ? -1 : 1));
  const text = list.slice(0, 10).map(({ name, value }) => name + ':' + value.toFixed(2)).join(',').replace(/sku(\\d)\\b/g, 'sku0$1');
  goods.get('sku3').quantity += 1;
  return text.length + goods.get('sku3').quantity;
}`,
  'a scenario of 40 goods': `${goods}
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
};
