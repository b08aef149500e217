/** Trees as nobody wrote them: a problem, or a tree that runs; never anything else. `LEDGERQUEST_FUZZ` says how many. */
import { expect, test } from 'vitest';
import { parse } from 'yaml';
import { chance } from '../../kernel/testing/chance.ts';
import { mutateBytes, mutateJson } from '../../kernel/testing/mutate.ts';
import { assemble, Bound, STATUS, walk } from '../../rules/behaviour/index.ts';
import { builtinComponents } from '../components/index.ts';
import { checkTree } from './check.ts';
import { Findings, readBehaviour3, readYaml, type BehaviourTree } from './index.ts';

const count = Number(process.env['LEDGERQUEST_FUZZ'] ?? 2000);
const types = new Map(builtinComponents.map((type) => [type.name, type]));

const yamls = [
  'selector:\n  - sequence: [{ if: Progress.value < 3 }, { wait: 2 s }, { set: { Label.text: "a b" } }]\n  - utility:\n      - { score: Timer.left, do: run }\n      - { score: { call: f }, do: fail }\n',
  'mem-sequence: [{ cooldown: { ticks: 3, do: { chance: 0.5 } } }, { parallel: { succeed: 1, children: [fail, { not: error }] } }, { repeat: { max: 4, do: { add: { Wallet.balance: "1.50" } } } }]',
  'root:\n  max-time: { seconds: 1, do: { until-failure: { do: { emit: { event: x, payload: { a: [1, 2] } } } } } }\n',
];
const file = {
  title: 't',
  root: 'a',
  nodes: {
    a: { id: 'a', name: 'MemPriority', children: ['b', 'c', 'e'] },
    b: { id: 'b', name: 'Limiter', child: 'd', properties: { maxLoop: 2 } },
    c: { id: 'c', name: 'Wait', properties: { milliseconds: 120 }, display: { x: 1, y: 2 } },
    d: { id: 'd', name: 'Custom', properties: { a: 1 } },
    e: { id: 'e', name: 'Repeater', child: 'f', properties: { maxLoop: 3 } },
    f: { id: 'f', name: 'Succeeder' },
  },
  display: { camera_x: 1 },
  custom_nodes: [{ name: 'Custom', category: 'action' }],
};

/** Either problems that a person can read, or a tree that comes to a status in every tick. */
function judge(read: (findings: Findings) => BehaviourTree | undefined, what: string): 'refused' | 'runs' {
  const findings = new Findings('behaviours/a.yaml');
  const tree = read(findings);
  const trees = { a: tree! };
  if (tree) checkTree('a', tree, { types, commands: {}, trees: new Map([['a', tree]]) }, findings);
  if (!tree || findings.problems.length > 0) {
    const said = findings.problems.every(({ message, code }) => message.length > 5 && code.length > 3);
    if (findings.problems.length === 0 || !said) throw new Error(`refused without a word: ${what}`);
    return 'refused';
  }
  const bound = new Bound(assemble('a', { types, trees }));
  const none = new Uint32Array(4);
  bound.presence = bound.program.places.map(() => none);
  bound.hasPresence = bound.program.has.map(() => none);
  bound.ownerPresence = bound.program.owners.map(() => none);
  bound.columns = bound.program.places.map(() => new Float64Array(4));
  bound.owners = bound.program.owners.map(() => new Uint32Array(4));
  const memory = new Int32Array(16);
  for (let tick = 1; tick <= 6; tick += 1) {
    const status = walk(bound, 0, memory, 0, {
      tick,
      tell: () => true,
      call: () => 'running',
      score: () => 1,
      chance: () => 0.4,
      trace: () => {},
    });
    expect([-1, ...Object.values(STATUS)], what).toContain(status);
  }
  return 'runs';
}

test(`${count} mutated YAML trees are refused or run`, () => {
  const random = chance(20_261);
  const encoder = new TextEncoder();
  const seen = { refused: 0, runs: 0 };
  for (let i = 0; i < count; i += 1) {
    const base = random.pick(yamls);
    // JSON is YAML: mutations of the value leave the text readable and the tree strange.
    const text =
      i % 2 === 0
        ? new TextDecoder().decode(mutateBytes(encoder.encode(base), random))
        : (JSON.stringify(mutateJson(parse(base) as unknown, random)) ?? 'null');
    seen[judge((findings) => readYaml(text, findings, 20), `mutation ${i}: ${JSON.stringify(text)}`)] += 1;
  }
  expect(Math.min(seen.refused, seen.runs)).toBeGreaterThan(count / 50);
});

test(`${count} mutated Behaviour3 files are refused or run`, () => {
  const random = chance(20_262);
  const encoder = new TextEncoder();
  const seen = { refused: 0, runs: 0 };
  for (let i = 0; i < count; i += 1) {
    const mutated = JSON.stringify(mutateJson(file, random)) ?? 'null';
    const text = i % 3 === 0 ? new TextDecoder().decode(mutateBytes(encoder.encode(mutated), random)) : mutated;
    seen[judge((findings) => readBehaviour3(text, findings, 20), `mutation ${i}: ${text}`)] += 1;
  }
  expect(Math.min(seen.refused, seen.runs)).toBeGreaterThan(count / 50);
});
