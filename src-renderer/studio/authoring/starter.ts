/** What a new script begins with: short, runs as it stands, shows a hook, the world and a figure. */

export const scriptLanguages = ['ts', 'lua', 'py', 'js'] as const;
export type ScriptLanguage = (typeof scriptLanguages)[number];

export interface StarterOptions {
  language: ScriptLanguage;
  /** The figure that it records. */
  kpi: string;
  /** The entity that it is for: by its key, which stays whatever people call it. */
  entity?: { key: string; name: string } | undefined;
}

const oneLine = (text: string): string => text.replace(/\s+/g, ' ').trim();
const quoted = (text: string): string => `'${text.replace(/[\\']/g, '\\$&')}'`;

/** For one entity: it floats up and down, and how high it is becomes a figure. Else: how many entities have a place is one. */
export function starter({ language, kpi, entity }: StarterOptions): string {
  const about = entity ? `What ${oneLine(entity.name)} does.` : 'What happens in this level.';
  const lines = entity ? forEntity[language](quoted(entity.key), quoted(kpi)) : forLevel[language](quoted(kpi));
  const comment = { ts: '//', js: '//', lua: '--', py: '#' }[language];
  return [`${comment} ${about} Runs once a tick; log('…') writes to the Console.`, '', ...lines, ''].join('\n');
}

const scriptForLevel = (kpi: string): string[] => [
  'function onTick() {',
  "  const placed = query('Transform');",
  `  kpi(${kpi}, placed.length);`,
  '}',
];
const forLevel: Readonly<Record<ScriptLanguage, (kpi: string) => string[]>> = {
  ts: scriptForLevel,
  js: scriptForLevel,
  lua: (kpi) => ['function on_tick()', "  local placed = query('Transform')", `  kpi(${kpi}, #placed)`, 'end'],
  py: (kpi) => ['def on_tick():', "    placed = query('Transform')", `    kpi(${kpi}, len(placed))`],
};

const scriptForEntity = (key: string, kpi: string): string[] => [
  'function onTick() {',
  `  const one = query('Transform').find((row) => row.key === ${key});`,
  '  if (!one) return;',
  '  const [x, y, z] = one.Transform.position;',
  '  const rise = Math.sin(time.now * 2) * 0.02;',
  '  one.Transform.position = [x, y + rise, z];',
  `  kpi(${kpi}, y + rise);`,
  '}',
];
const forEntity: Readonly<Record<ScriptLanguage, (key: string, kpi: string) => string[]>> = {
  ts: scriptForEntity,
  js: scriptForEntity,
  lua: (key, kpi) => [
    'function on_tick()',
    "  for _, row in ipairs(query('Transform')) do",
    `    if row.key == ${key} then`,
    '      local place = row.Transform.position',
    '      local rise = math.sin(time.now * 2) * 0.02',
    '      row.Transform.position = { place[1], place[2] + rise, place[3] }',
    `      kpi(${kpi}, place[2] + rise)`,
    '    end',
    '  end',
    'end',
  ],
  py: (key, kpi) => [
    'import math',
    '',
    'def on_tick():',
    "    for row in query('Transform'):",
    `        if row.key == ${key}:`,
    '            x, y, z = row.Transform.position',
    '            rise = math.sin(time.now * 2) * 0.02',
    '            row.Transform.position = [x, y + rise, z]',
    `            kpi(${kpi}, y + rise)`,
  ],
};
