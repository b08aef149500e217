import { describe, expect, test } from 'vitest';
import * as Y from 'yjs';
import type { ProjectFile } from '../../model/project.ts';
import { EditOrigin } from '../origin.ts';
import {
  applyProjectChanges,
  materialiseProject,
  observeProject,
  openProjectDocument,
  partsOf,
  projectRegisters,
  setProject,
  toProjectFile,
} from './document.ts';

const me = new EditOrigin('test');
const file = {
  format: 1,
  id: 'demo',
  name: 'Demo',
  levels: ['levels/street.json'],
  components: { Stage: { help: 'A stage.', fields: { stock: { kind: 'i32', default: 12 } } } },
  commands: { PlaceOrder: { fields: {}, needs: 'order' } },
  prefabs: {
    Crate: { help: 'A case of beer.', components: { Shape: { kind: 'box' } } },
    Pallet: {
      prefab: 'Crate',
      without: ['Shape'],
      components: {},
      parts: { top: { name: 'Top', order: 'a0', prefab: 'Crate', components: { Shape: { kind: 'sphere' } } } },
      differs: { 'top/lid': { components: {}, without: ['Label'] } },
    },
  },
  machines: {
    Order: {
      initial: 'open',
      states: {
        open: { set: { 'Stage.stock': 3 }, on: { paid: 'done' }, after: { ticks: 3, to: 'done' }, when: [] },
        done: { set: {}, on: {}, when: [] },
      },
    },
  },
  parameters: {
    theta: { kind: 'number', label: 'Theta', default: 0.3 },
    's-prime': { kind: 'integer', label: 'S', each: ['retailer', 'factory'], default: [28, 20] },
  },
  scenarios: {
    base: { name: 'Base', values: { theta: 0.4 }, ticks: 36, seed: 1 },
    empty: { name: 'Empty', values: {}, ticks: 1, seed: 0 },
  },
  kpis: { cost: { label: 'Cost', kind: 'decimal', better: 'lower' } },
  charts: [
    { id: 'z', title: 'First', kpis: ['cost'], kind: 'line' },
    { id: 'a', title: 'Second', kpis: ['cost'], kind: 'bar' },
  ],
} as unknown as ProjectFile;
const open = () => {
  const document = openProjectDocument();
  applyProjectChanges(document, new Map(), projectRegisters(file, { prices: { crate: 12 } }, { 'ant.yaml': 'wait: 3' }), me);
  return document;
};
const twin = (document: { doc: Y.Doc }, client: number) => {
  const other = openProjectDocument();
  Y.applyUpdate(other.doc, Y.encodeStateAsUpdate(document.doc));
  other.doc.clientID = client;
  return other;
};

describe('a project document', () => {
  test('says what its file said, charts in their order', () => {
    expect(materialiseProject(open())).toMatchObject({
      project: file,
      tables: { prices: { crate: 12 } },
      behaviours: { 'ant.yaml': 'wait: 3' },
      problems: [],
    });
    expect(toProjectFile(open())).toEqual({ project: file, tables: { prices: { crate: 12 } }, behaviours: { 'ant.yaml': 'wait: 3' } });
  });

  test('keeps the engine build that it names', () => {
    const named = { ...file, engine: `engine@${'a'.repeat(64)}` } as ProjectFile;
    const document = openProjectDocument();
    applyProjectChanges(document, new Map(), projectRegisters(named), me);
    expect(toProjectFile(document).project).toEqual(named);
    expect(materialiseProject(document).project.engine).toBe(named.engine);
    setProject(document, [{ path: ['engine'], value: 'engine@mine' }], me);
    expect(materialiseProject(document).problems).toMatchObject([
      { code: 'quarantined-value', message: expect.stringContaining('engine:') },
    ]);
    setProject(document, [{ path: ['engine'], value: null }], me);
    expect(materialiseProject(document)).toMatchObject({ problems: [] });
    expect(toProjectFile(document).project).toEqual(file);
  });

  test('lets two people turn two knobs of one scenario', () => {
    const [ada, bob] = [twin(open(), 16), twin(open(), 17)];
    Y.applyUpdate(bob.doc, Y.encodeStateAsUpdate(ada.doc));
    Y.applyUpdate(ada.doc, Y.encodeStateAsUpdate(bob.doc));
    setProject(ada, [{ path: ['scenarios', 'base', 'values', 'theta'], value: 0.9 }], me);
    setProject(bob, [{ path: ['scenarios', 'base', 'values', 's-prime'], value: [1, 2] }], me);
    Y.applyUpdate(bob.doc, Y.encodeStateAsUpdate(ada.doc));
    Y.applyUpdate(ada.doc, Y.encodeStateAsUpdate(bob.doc));
    expect(materialiseProject(ada).project.scenarios['base']?.values).toEqual({ theta: 0.9, 's-prime': [1, 2] });
    expect(materialiseProject(bob)).toEqual(materialiseProject(ada));
  });

  test('takes things away and brings them back with what others did to them meanwhile', () => {
    const document = open();
    setProject(
      document,
      [
        { path: ['parameters', 'theta'], value: null },
        { path: ['charts', 'z'], value: null },
      ],
      me,
    );
    expect(Object.keys(materialiseProject(document).project.parameters)).toEqual(['s-prime']);
    expect(materialiseProject(document).project.charts.map(({ id }) => id)).toEqual(['a']);
    setProject(
      document,
      [
        { path: ['parameters', 'theta', 'default'], value: 0.7 },
        { path: ['parameters', 'theta', '$'], value: true },
      ],
      me,
    );
    expect(materialiseProject(document).project.parameters['theta']).toEqual({ kind: 'number', label: 'Theta', default: 0.7 });
  });

  test('replaces a whole thing, members that are gone included', () => {
    const document = open();
    setProject(
      document,
      [
        { path: ['kpis', 'cost'], value: { label: 'Total', kind: 'number' } },
        { path: ['scenarios', 'new'], value: { name: 'New', values: {}, ticks: 5, seed: 2 } },
      ],
      me,
    );
    const { project } = materialiseProject(document);
    expect(project.kpis['cost']).toEqual({ label: 'Total', kind: 'number' });
    expect(project.scenarios['new']).toMatchObject({ name: 'New', values: {} });
  });

  test('leaves out and names what does not fit, and never throws', () => {
    const document = open();
    partsOf(document).set('parameters/theta/kind', 'poem');
    partsOf(document).set('levels', 7);
    partsOf(document).set('__proto__', 1);
    partsOf(document).set('scenarios', new Y.Map());
    const { project, problems } = materialiseProject(document);
    expect(Object.keys(project.parameters)).toEqual(['s-prime']);
    expect(problems.map(({ code }) => code)).toContain('quarantined-value');
    expect(problems.some(({ message }) => message.startsWith('parameters/theta'))).toBe(true);
    expect(toProjectFile(document).project['parameters']).toHaveProperty('theta');
    expect(materialiseProject(openProjectDocument()).project.name).toBe('Project');
  });

  test('takes from an outside change only what changed', () => {
    const document = open();
    setProject(document, [{ path: ['name'], value: 'Mine' }], me);
    const heard: string[] = [];
    const stop = observeProject(document, (keys) => heard.push(...keys));
    const outside = { ...file, scenarios: { base: { ...file.scenarios['base']!, ticks: 99 } } };
    applyProjectChanges(document, projectRegisters(file), projectRegisters(outside), me);
    stop();
    expect(materialiseProject(document).project).toMatchObject({ name: 'Mine', scenarios: { base: { ticks: 99 } } });
    expect(materialiseProject(document).project.scenarios).not.toHaveProperty('empty');
    expect(heard).toContain('scenarios/base/ticks');
    expect(heard).not.toContain('name');
  });
});
