import { describe, expect, it } from 'vitest';
import type { CloudWorld, SessionHead, WorldEntity } from '../../ports/index.ts';
import { MemoryEntities } from '../testing/memory-entities.ts';
import { ToyCloud } from '../testing/toy-cloud.ts';
import { toyEngine, toyPackage } from '../testing/toy-engine.ts';
import { projectEntities } from './index.ts';

const entity = (key: string, components: WorldEntity['components']): WorldEntity => ({ key, name: `The ${key}`, parent: null, components });

/** A session whose world has these entities when it is opened from a checkpoint. */
async function sessionWith(entities: () => WorldEntity[]) {
  const engine = toyEngine();
  const opened: CloudWorld[] = [];
  const cloud = new ToyCloud({
    engine: {
      ...engine,
      openPackage: (...about) => {
        const level = engine.openPackage(...about);
        return { ...level, level: { ...level.level, components: { Total: {}, Stock: {} } as never } };
      },
      openWorld(...about) {
        const world = engine.openWorld(...about);
        opened.push(world);
        return { ...world, entities };
      },
    },
  });
  await cloud.publish(toyPackage());
  const { start } = await cloud.startSession({ pace: 'fast' });
  await cloud.runLoops();
  const { checkpoint } = (await cloud.sessions.head(start))!;
  const model = new MemoryEntities();
  const deps = {
    model,
    store: cloud.sessions,
    checkpoints: cloud.checkpoints,
    engines: cloud.engines,
    level: cloud.openLevel,
    clock: cloud.clock,
  };
  const bring = (more: Partial<SessionHead> = {}) =>
    projectEntities(deps, start, { ...({ loop: 'idle', checkpoint } as SessionHead), ...more });
  const at = (tick: number): Partial<SessionHead> => ({ checkpoint: { ...checkpoint!, tick } });
  return { cloud, start, model, bring, at, opened, tick: checkpoint!.tick };
}

describe('the entities of a session', () => {
  it('are written down as the checkpoint has them: the components that the project declares, and no others', async () => {
    const { model, start, bring, tick } = await sessionWith(() => [
      entity('shop', { Total: { total: 4 }, Transform: { x: 1 } }),
      entity('mill', { Stock: { cases: 2 } }),
    ]);
    await bring();
    expect(await model.rows(start)).toEqual([
      { entity: 'mill', name: 'The mill', component: 'Stock', value: { cases: 2 } },
      { entity: 'shop', name: 'The shop', component: 'Total', value: { total: 4 } },
    ]);
    expect(await model.state(start)).toMatchObject({ tick, left: 0 });
    expect(await model.rows(start, 'mill')).toHaveLength(1);
  });

  it('change where they differ, and nowhere else; brought twice, nothing is written', async () => {
    let total = 1;
    let mill = [entity('mill', { Stock: { cases: 2 } })];
    const { model, start, bring, at } = await sessionWith(() => [entity('shop', { Total: { total }, Stock: { cases: 9 } }), ...mill]);
    await bring(at(6));
    expect(model.writes).toBe(3);
    await bring(at(6));
    expect(model.writes).toBe(3);
    total = 2;
    mill = [];
    await bring(at(7));
    expect(model.writes).toBe(5);
    expect((await model.rows(start)).map(({ component, value }) => [component, value])).toEqual([
      ['Stock', { cases: 9 }],
      ['Total', { total: 2 }],
    ]);
  });

  it('never go back: an older checkpoint that comes after a newer one changes nothing', async () => {
    let total = 1;
    const { model, start, bring, at } = await sessionWith(() => [entity('shop', { Total: { total } })]);
    await bring(at(9));
    total = 5;
    await bring(at(8));
    expect(await model.rows(start)).toMatchObject([{ value: { total: 1 } }]);
  });

  it('of a session that runs are brought up to date once a minute, and when it comes to rest', async () => {
    const { cloud, model, start, bring, at } = await sessionWith(() => [entity('shop', { Total: { total: 1 } })]);
    const ticks = async () => (await model.state(start))?.tick;
    await bring({ ...at(10), loop: 'running' });
    await bring({ ...at(20), loop: 'running' });
    expect(await ticks()).toBe(10);
    cloud.now += 60_000;
    await bring({ ...at(30), loop: 'running' });
    expect(await ticks()).toBe(30);
    await bring({ ...at(31), loop: 'idle' });
    expect(await ticks()).toBe(31);
  });

  it('are left out beyond two thousand components, and it says how many', async () => {
    const many = Array.from({ length: 2100 }, (_, n) => entity(`e-${String(n).padStart(4, '0')}`, { Stock: { cases: n } }));
    const { model, start, bring } = await sessionWith(() => many);
    await bring();
    expect(await model.rows(start)).toHaveLength(2000);
    expect(await model.state(start)).toMatchObject({ left: 100 });
  });
});
