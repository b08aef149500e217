/** The simulator finds what is planted, and says it in a few actions. */
import { afterEach, describe, expect, test, vi } from 'vitest';
import type { Tree } from '../../../engine/document/tree.ts';
import { compareText } from '../../../engine/kernel/json.ts';
import { findFailure } from './campaign.ts';
import { play } from './play.ts';

const planted = vi.hoisted(() => ({ fault: undefined as string | undefined }));
afterEach(() => {
  planted.fault = undefined;
});

vi.mock('../../../engine/document/tree.ts', async (original) => {
  const real = await original<typeof import('../../../engine/document/tree.ts')>();
  type Placements = Parameters<typeof real.resolveTree>[0];
  /** Siblings in the order of `heard` where keys are equal. */
  const treeOf = (parents: ReadonlyMap<string, string>, placements: Placements, heard: readonly string[]): Tree => {
    const key = (id: string): string => placements.get(id)?.order ?? '';
    const order = (a: string, b: string): number => compareText(key(a), key(b)) || heard.indexOf(a) - heard.indexOf(b);
    const children = [...new Set(parents.values())].map((parent) => {
      return [parent, [...parents.keys()].filter((id) => parents.get(id) === parent).toSorted(order)] as const;
    });
    return { parents, children: new Map(children), repaired: [] };
  };
  return {
    ...real,
    // The real one may rely on trees without circles.
    isWithin({ parents }: Pick<Tree, 'parents'>, id: string, ancestor: string): boolean {
      let at: string | undefined = id;
      for (let hops = 0; at !== undefined && hops <= parents.size + 1; hops += 1) {
        if (at === ancestor) return true;
        at = parents.get(at);
      }
      return false;
    },
    resolveTree(placements: Placements): Tree {
      const ids = [...placements.keys()];
      if (planted.fault === 'circles are left as they are')
        return treeOf(new Map(ids.map((id) => [id, placements.get(id)?.parent ?? real.root])), placements, ids.toSorted(compareText));
      const tree = real.resolveTree(placements);
      return planted.fault === 'equal keys stand in the order in which they were heard of' ? treeOf(tree.parents, placements, ids) : tree;
    },
  };
});

vi.mock('../../../engine/document/firewall/firewall.ts', async (original) => {
  const real = await original<typeof import('../../../engine/document/firewall/firewall.ts')>();
  const admit: typeof real.admit = (doc, update, options) =>
    planted.fault === 'a room takes one session at a time' && update.length > 2 && update[0]! > 1
      ? { ok: false, reason: 'invalid-update', message: 'More than one session.' }
      : real.admit(doc, update, options);
  return { ...real, admit };
});

describe('a fault that is planted', () => {
  test.each([
    ['circles are left as they are', 'unreachable', 33],
    ['equal keys stand in the order in which they were heard of', 'diverged', 1],
    ['a room takes one session at a time', 'rejected', 1],
  ])('in the product is found and comes down to a few actions: %s', async (fault, wrong, from) => {
    planted.fault = fault;
    const failure = await findFailure(100, {}, from);
    expect(failure?.findings.map((finding) => finding.wrong)).toContain(wrong);
    const { smallest } = failure!;
    expect(smallest.actions.length).toBeLessThanOrEqual(16);
    expect((await play(smallest)).findings).not.toEqual([]);
    planted.fault = undefined;
    expect((await play(smallest)).findings).toEqual([]);
  });

  test('in the host, which calls saved what is not on the disk, is found', async () => {
    const failure = await findFailure(50, { confirmsEarly: true });
    expect(failure?.smallest.actions.length).toBeLessThanOrEqual(8);
    expect(failure?.smallest.actions.map((action) => action.do)).toContain('crash');
    expect((await play(failure!.smallest)).findings).toEqual([]);
  });
});
