import { luaRecipes, pythonRecipes } from './recipes-in.ts';

/** Pieces of scenarios that most scripts need, as snippets: `${1:name}` is what one fills in. */
export interface Recipe {
  readonly id: string;
  /** What one types to find it. */
  readonly label: string;
  /** One sentence. */
  readonly help: string;
  readonly group: 'when' | 'world' | 'numbers' | 'supply';
  /** Stands inside a hook; the others stand at the top level. */
  readonly inHook?: true;
  readonly body: string;
}

const lines = (...text: string[]): string => text.join('\n');

export const recipes: readonly Recipe[] = [
  {
    id: 'every-tick',
    label: 'every tick',
    help: 'Looks at every entity of a kind in every tick.',
    group: 'when',
    body: lines('function onTick() {', "  for (const row of query('${1:Stage}')) {", '    $0', '  }', '}'),
  },
  {
    id: 'at-the-start',
    label: 'at the start',
    help: 'Runs once, before the first tick.',
    group: 'when',
    body: lines('start(() => {', '  state.${1:total} = 0;$0', '});'),
  },
  {
    id: 'when-it-happens',
    label: 'when a command or event comes',
    help: "Hears a player's command or an event of the level before the tick goes on.",
    group: 'when',
    body: lines("on('${1:PlaceOrder}', (payload, { entity, sender }) => {", '  $0', '});'),
  },
  {
    id: 'every-n-ticks',
    label: 'every few ticks',
    help: 'Does something once in so many ticks.',
    group: 'when',
    inHook: true,
    body: lines('if (time.tick % ${1:7} === 0) {', '  $0', '}'),
  },
  {
    id: 'later',
    label: 'later',
    help: 'Sends this script an event after so many ticks, and hears it.',
    group: 'when',
    body: lines(
      "on('${1:Delivered}', ({ amount }) => {",
      '  $0',
      '});',
      'start(() => {',
      "  after(${2:3}, '${1:Delivered}', { amount: ${3:10} });",
      '});',
    ),
  },
  {
    id: 'remember',
    label: 'remember between ticks',
    help: 'What is kept in state survives checkpoints and new versions of the script.',
    group: 'world',
    inHook: true,
    body: lines('state.${1:sold} ??= 0;', 'state.${1:sold} += ${2:1};'),
  },
  {
    id: 'spawn',
    label: 'new entity',
    help: 'Brings an entity into the world, with components of its own.',
    group: 'world',
    inHook: true,
    body: lines("spawn(null, { Label: { text: '${1:New}' }, Transform: { position: [${2:0}, 0, 0] } });"),
  },
  {
    id: 'tell',
    label: 'tell the world',
    help: 'Tells other scripts, machines and players that something happened.',
    group: 'world',
    inHook: true,
    body: "emit('${1:Sold}', { amount: ${2:1} }$0);",
  },
  {
    id: 'record',
    label: 'record a KPI',
    help: 'A figure of this tick for charts and comparisons; declare it under kpis in ledgerquest.json.',
    group: 'numbers',
    inHook: true,
    body: "kpi('${1:total}', ${2:0});",
  },
  {
    id: 'money',
    label: 'money, exactly',
    help: 'Decimals never drift; a division says how it rounds.',
    group: 'numbers',
    inHook: true,
    body: lines(
      "const ${1:price} = decimal('${2:19.90}');",
      "const ${3:total} = ${1:price}.times(${4:3}).round(2, 'half-even');",
      'log(${3:total});',
    ),
  },
  {
    id: 'chance',
    label: 'with a probability',
    help: 'A stream with a name draws the same numbers for the same seed, whatever other streams do.',
    group: 'numbers',
    inHook: true,
    body: lines("if (random('${1:arrivals}').chance(${2:0.3})) {", '  $0', '}'),
  },
  {
    id: 'demand',
    label: 'demand that varies',
    help: 'A whole number around a mean, never below zero.',
    group: 'numbers',
    inHook: true,
    body: "const demand = Math.max(0, Math.round(random('${1:demand}').normal(${2:20}, ${3:5})));",
  },
  {
    id: 'smoothing',
    label: 'forecast by smoothing',
    help: 'Exponential smoothing: each new figure moves the forecast by a part of its error.',
    group: 'supply',
    inHook: true,
    body: lines('const actual = ${1:12};', 'state.forecast ??= actual;', 'state.forecast += ${2:0.2} * (actual - state.forecast);'),
  },
  {
    id: 'reorder',
    label: 'order up to a level',
    help: 'The (s, S) policy: below the reorder point s, order up to S, counting what is on its way.',
    group: 'supply',
    inHook: true,
    body: lines(
      'const [reorderAt, orderUpTo] = [${1:20}, ${2:60}];',
      'const position = ${3:15} + ${4:0}; // on hand + on order',
      'const order = position < reorderAt ? orderUpTo - position : 0;',
    ),
  },
  {
    id: 'pipeline',
    label: 'goods on their way',
    help: 'What is ordered now arrives after a lead time, as an event.',
    group: 'supply',
    body: lines(
      "on('${1:GoodsArrived}', ({ amount }) => {",
      '  state.onHand = (state.onHand ?? 0) + amount;',
      '});',
      'function order(amount: number) {',
      "  after(${2:2}, '${1:GoodsArrived}', { amount });",
      '}$0',
    ),
  },
  {
    id: 'route',
    label: 'cheapest route',
    help: 'The cheapest way over a network whose links are entities; null where none leads there.',
    group: 'supply',
    inHook: true,
    body: lines(
      "const way = path('${1:factory}', '${2:shop}', { links: '${3:Road}', cost: '${4:length}' });",
      "if (way !== null) log('by', way.steps, 'for', way.cost);$0",
    ),
  },
];

/** What is put into a script of a language, as Monaco calls them. */
export const bodyIn = (language: string, { id, body }: Recipe): string =>
  (language === 'lua' ? luaRecipes[id] : language === 'python' ? pythonRecipes[id] : undefined) ?? body;

/** A snippet as it reads when nothing was filled in. */
export const plainText = (body: string): string => body.replaceAll(/\$\{\d+:([^}]*)\}/g, '$1').replaceAll(/\$\d/g, '');
