import { describe, expect, it } from 'vitest';
import { setFields } from '../actions/index.ts';
import { createTestStudio, type TestEditor, toyProject } from '../../testing/test-editor.ts';
import { readCopied } from './read-copied.ts';

type File = Record<string, unknown>;
const parsed = (path: string): File => JSON.parse(toyProject[path] ?? '') as File;
const elsewhere = (prefabs: File, entities: File = {}, id = 'elsewhere'): Record<string, string> => ({
  'ledgerquest.json': JSON.stringify({ ...parsed('ledgerquest.json'), id, name: 'Toy', prefabs }),
  'levels/yard.json': JSON.stringify({ ...parsed('levels/yard.json'), entities }),
});
const yard = parsed('levels/yard.json')['entities'] as Record<string, File>;
const crate = { components: { Shape: { kind: 'box' }, Transform: {} } };
const box = { name: 'Box', parent: null, order: 'a2', prefab: 'Crate', components: {} };
const here = elsewhere({ Crate: crate }, { ...yard, box }, 'here');
const join = async (other: Record<string, string>): Promise<TestEditor> => {
  const ada = await createTestStudio({ templates: { 'supply-chain': here, other } }).join('Ada');
  await ada.openProject('project-supply-chain' as never, 'Here');
  return ada;
};
const goOn = (ada: TestEditor): Promise<void> => ada.openProject('project-other' as never, 'There');
const copy = async (ada: TestEditor, ...keys: string[]): Promise<void> => {
  ada.selection.set(keys);
  await ada.press('Mod+C');
};
const prefabsOf = (ada: TestEditor): unknown => ada.project.get()?.prefabs.get();
const names = (ada: TestEditor): string[] => Object.values(ada.level.get()?.level.get().entities ?? {}).map(({ name }) => name);
const said = (ada: TestEditor): string => {
  const { title, text } = ada.notices.list.get().at(-1) ?? {};
  return `${title}: ${text}`;
};

it('what is pasted right after a copy is what was copied, however slow the clipboard is', async () => {
  const ada = await join(elsewhere({}));
  const write = ada.ports.clipboard.write.bind(ada.ports.clipboard);
  ada.ports.clipboard.write = async (text) => {
    await new Promise((resolve) => void setTimeout(resolve, 20));
    await write(text);
  };
  ada.selection.set(['lamp']);
  await Promise.all([ada.press('Mod+C'), ada.press('Mod+V')]);
  expect(names(ada).filter((name) => name.startsWith('Lamp'))).toEqual(['Lamp', 'Lamp 2']);
});

describe('copied instances', () => {
  it('bring their prefabs into a project that lacks them, in one step over both rooms', async () => {
    const ada = await join(elsewhere({}));
    await copy(ada, 'box');
    await goOn(ada);
    await ada.press('Mod+V');
    expect(prefabsOf(ada)).toEqual({ Crate: crate });
    const [pasted = ''] = ada.selection.keys.get();
    expect(ada.level.get()?.instance(pasted).get()).toEqual({ prefab: 'Crate', components: {}, without: [] });
    expect(ada.level.get()?.entity(pasted).get()?.components).toEqual(crate.components);
    expect(said(ada)).toBe('Pasted Box: Came along as prefabs: Crate.');
    await ada.press('Mod+Z');
    expect([prefabsOf(ada), names(ada)]).toEqual([{}, []]);
  });

  it('use a prefab that says the same, whatever its order; one that says something else stays, and theirs gets another name', async () => {
    const same = { components: { Transform: {}, Shape: { kind: 'box' } } };
    const ada = await join(elsewhere({ Crate: same }));
    await copy(ada, 'box');
    await goOn(ada);
    await ada.press('Mod+V');
    expect(prefabsOf(ada)).toEqual({ Crate: crate });
    const other = { Crate: { components: { Light: {} } } };
    const ben = await join(elsewhere(other));
    await copy(ben, 'box');
    await goOn(ben);
    for (let times = 0; times < 2; times++) await ben.press('Mod+V');
    expect(prefabsOf(ben)).toEqual({ ...other, Crate2: crate });
    expect(Object.values(ben.level.get()!.file().entities).map(({ prefab }) => prefab)).toEqual(['Crate2', 'Crate2']);
    expect(said(ben)).toContain('Crate is another prefab here: what was copied is Crate2.');
  });

  it('bring what their prefab stands on along; a variant follows a base that got another name', async () => {
    const big = { prefab: 'Crate', components: { Transform: { scale: [2, 2, 2] } } };
    const from = elsewhere({ Crate: crate, Big: big }, { ...yard, box: { ...box, prefab: 'Big' } }, 'here');
    const other = { Crate: { components: { Light: {} } }, Big: big };
    const ada = await createTestStudio({ templates: { 'supply-chain': from, other: elsewhere(other) } }).join('Ada');
    await ada.openProject('project-supply-chain' as never, 'Here');
    await copy(ada, 'box');
    await goOn(ada);
    for (let times = 0; times < 2; times++) await ada.press('Mod+V');
    expect(prefabsOf(ada)).toEqual({ ...other, Crate2: crate, Big2: { ...big, prefab: 'Crate2' } });
    const [pasted = ''] = ada.selection.keys.get();
    expect(ada.level.get()?.entity(pasted).get()?.components).toEqual({ Shape: { kind: 'box' }, Transform: { scale: [2, 2, 2] } });
  });

  it('bring what a spawner makes along, under the name that it gets', async () => {
    const ada = await join(elsewhere({ Crate: { components: { Light: {} } } }));
    await ada.do(setFields, { changes: [{ entity: 'lamp', component: 'Spawner', field: 'prefab', value: 'Crate' }], what: 'prefab' });
    await copy(ada, 'lamp');
    await goOn(ada);
    await ada.press('Mod+V');
    const [pasted = ''] = ada.selection.keys.get();
    expect(ada.level.get()?.entity(pasted).get()?.components).toMatchObject({ Spawner: { prefab: 'Crate2' } });
    expect(prefabsOf(ada)).toHaveProperty('Crate2', crate);
  });

  it('keep a reference whose entity is there; others are emptied and counted; those among them follow', async () => {
    const ada = await join(elsewhere({}, { house: yard['house'] }));
    const follow = (entity: string, target: string) => ({ entity, component: 'Label', field: 'source', value: target });
    await ada.do(setFields, { changes: [follow('door', 'window'), follow('window', 'lamp'), follow('lamp', 'house')], what: 'source' });
    await copy(ada, 'door', 'window', 'lamp');
    const targets = (): unknown[] =>
      ada.selection.keys.get().map((key) => ada.level.get()?.entity(key).get()?.components['Label']?.['source']);
    await goOn(ada);
    await ada.press('Mod+V');
    const [door, window, lamp] = ada.selection.keys.get();
    expect([door, window, lamp]).toHaveLength(3);
    expect(targets()).toEqual([window, lamp, 'house']);
    await ada.openProject('project-supply-chain' as never, 'Here');
    await copy(ada, 'window');
    await goOn(ada);
    await ada.press('Mod+V');
    expect(targets()).toEqual([null]);
    expect(said(ada)).toBe('Pasted Window 2: 1 reference to what was not copied is empty now.');
  });
});

describe('what copied entities show and wear', () => {
  const hash = (letter: string): string => letter.repeat(64);
  const file = (letter: string, more: File = {}): File => ({ sha256: hash(letter), size: 3, ...more });
  const paint = { name: 'Paint', color: '#112233', colorMap: 'assets/oak.png' };
  const withAssets = (files: Record<string, string>, assets: File, materials: File = {}): Record<string, string> => ({
    ...files,
    'ledgerquest.json': JSON.stringify({ ...(JSON.parse(files['ledgerquest.json']!) as File), assets, materials }),
  });
  const shown = { components: { Model: { asset: 'assets/truck.glb' }, Material: { material: 'paint' } } };
  const truck = { name: 'Truck', parent: null, order: 'a3', components: { ...shown.components, Transform: {} } };
  const source = withAssets(
    elsewhere({ Crate: crate, Lorry: shown }, { ...yard, truck, lorry: { ...box, name: 'Lorry', prefab: 'Lorry' } }, 'here'),
    { 'assets/truck.glb': file('a'), 'assets/oak.png': file('b', { name: 'Eiche.png' }), 'assets/else.png': file('c') },
    { paint, other: { name: 'Other' } },
  );
  /** Copies the truck, and goes into another project whose host has the bytes of these hashes. */
  const carry = async (other: Record<string, string>, has: readonly string[], key = 'truck'): Promise<TestEditor> => {
    const templates = { 'supply-chain': source, other };
    const ada = await createTestStudio({ templates, hasAsset: (sha256) => has.includes(sha256) }).join('Ada');
    await ada.openProject('project-supply-chain' as never, 'Here');
    await copy(ada, key);
    await goOn(ada);
    await ada.press('Mod+V');
    return ada;
  };
  const projectOf = (ada: TestEditor) => ada.project.get()!.file.get();
  const pasted = (ada: TestEditor): unknown => ada.level.get()!.entity(ada.selection.keys.get()[0]!).get()?.components;

  it('comes along where the host has it, files and materials, in one step', async () => {
    const ada = await carry(elsewhere({}), [hash('a'), hash('b')]);
    expect(projectOf(ada).assets).toEqual({ 'assets/truck.glb': file('a'), 'assets/oak.png': file('b', { name: 'Eiche.png' }) });
    expect(projectOf(ada).materials).toMatchObject({ paint });
    expect(pasted(ada)).toMatchObject(shown.components);
    expect(said(ada)).toBe('Pasted Truck: Came along: Eiche.png, truck.glb, Paint.');
    await ada.press('Mod+Z');
    expect([projectOf(ada).assets, projectOf(ada).materials, names(ada)]).toEqual([{}, {}, []]);
  });

  it('of prefabs, too', async () => {
    const ada = await carry(elsewhere({}), [hash('a'), hash('b')], 'lorry');
    expect(Object.keys(projectOf(ada).assets)).toEqual(['assets/oak.png', 'assets/truck.glb']);
    expect(prefabsOf(ada)).toEqual({ Lorry: shown });
  });

  it('uses what is the same here, and writes over nothing that is only called so', async () => {
    const here = withAssets(
      elsewhere({}),
      { 'assets/truck.glb': file('d'), 'assets/wood.png': file('b') },
      { paint: { name: 'Paint', color: '#ffffff' } },
    );
    const ada = await carry(here, [hash('a'), hash('b')]);
    expect(projectOf(ada).assets).toMatchObject({
      'assets/truck.glb': file('d'),
      'assets/truck-2.glb': file('a', { name: 'truck.glb' }),
      'assets/wood.png': file('b'),
    });
    expect(projectOf(ada).materials).toMatchObject({ paint: { color: '#ffffff' }, 'paint-2': { ...paint, colorMap: 'assets/wood.png' } });
    expect(pasted(ada)).toMatchObject({ Model: { asset: 'assets/truck-2.glb' }, Material: { material: 'paint-2' } });
  });

  it('is named where it is not to be had, with what to do; the references stay', async () => {
    const ada = await carry(withAssets(elsewhere({}), { 'assets/truck.glb': file('d') }), []);
    expect(projectOf(ada).assets).toEqual({ 'assets/truck.glb': file('d') });
    expect(pasted(ada)).toMatchObject(shown.components);
    expect(said(ada)).toContain('Not here, nor in another project that is open on this computer: oak.png. Import files of these names');
    expect(said(ada)).toContain('Another file is called so here: truck.glb.');
  });

  it('is said in no text without it, so that older windows read that', async () => {
    const ada = await join(elsewhere({}));
    await copy(ada, 'house');
    expect(JSON.parse(ada.clipboardText.at(-1)!)).toMatchObject({ version: 2 });
    expect(ada.clipboardText.at(-1)).not.toContain('assets');
  });
});

describe('a clipboard', () => {
  const entity = { key: 'a', name: 'A', parent: null, components: {} };
  const text = (content: object): string =>
    JSON.stringify({ ledgerquest: 'entities', version: 2, prefabs: {}, entities: [entity], ...content });

  it.each([
    ['a text', 'hello', 'nothing'],
    ['other JSON', '{"some":"json"}', 'nothing'],
    ['no entities', text({ entities: [] }), 'nothing'],
    ['a field', '{"ledgerquest":"field","version":1,"component":"Light","field":"intensity","value":2}', 'values'],
    ['a newer version', text({ version: 5, more: true }), 'newer'],
    ['a newer kind', '{"ledgerquest":"worlds"}', 'newer'],
    ['half of it', text({}).slice(0, -5), 'damaged'],
    ['a bad prefab', text({ prefabs: { Crate: 7 } }), 'damaged'],
    ['a bad key', text({ entities: [{ ...entity, key: 'not a key' }] }), 'damaged'],
    [
      'a prefab that stands on itself',
      text({ prefabs: { A: { prefab: 'B', components: {} }, B: { prefab: 'A', components: {} } } }),
      'damaged',
    ],
    ['a key twice', text({ entities: [entity, entity] }), 'damaged'],
    ['a circle', text({ entities: [{ ...entity, parent: 'a' }] }), 'damaged'],
    ['too many', text({ entities: Array.from({ length: 50_001 }, () => 0) }), 'tooMany'],
  ])('with %s is refused in words', (_, content, refused) => expect(readCopied(content)).toMatchObject({ refused }));

  it('of before prefabs is read', () => {
    const old = { ledgerquest: 'entities', version: 1, entities: [entity] };
    expect(readCopied(JSON.stringify(old))).toEqual({ copied: { ...old, prefabs: {}, assets: {}, materials: {} } });
  });

  it('that is refused changes nothing and says why', async () => {
    const ada = await join(here);
    const before = ada.level.get()?.file();
    const long = { components: { Label: { text: 'x'.repeat(70_000) } } };
    for (const [content, title] of [
      [text({ version: 5 }), 'What was copied is from a newer Studio'],
      [text({ prefabs: { Crate: 7 } }), 'What was copied is damaged'],
      [text({ entities: [{ ...entity, components: { Transform: { position: 'here' } } }] }), 'not "here"'],
      [text({ prefabs: { Crate: long }, entities: [{ ...entity, prefab: 'Crate' }] }), 'components/Label/text is not plain JSON'],
    ] as const) {
      ada.clipboardText.push(content);
      await ada.press('Mod+V');
      expect(ada.notices.list.get().at(-1)?.title).toContain(title);
    }
    expect(ada.steps.get().steps).toEqual([]);
    expect([ada.level.get()?.file(), prefabsOf(ada)]).toEqual([before, { Crate: crate }]);
  });
});
