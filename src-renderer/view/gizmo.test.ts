import { NullEngine, Quaternion, Scene, TransformNode, Vector3 } from '@babylonjs/core/pure.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { freeHandles, Gizmo, type HandleOptions } from './gizmo.ts';

let scene: Scene;
let gizmo: Gizmo;
const nodes = new Map<string, TransformNode>();
beforeEach(() => {
  scene = new Scene(new NullEngine());
  scene.useRightHandedSystem = true;
  const node = (name: string, position: [number, number, number], turn: number, parent?: string): void => {
    const made = new TransformNode(name, scene);
    made.position.set(...position);
    made.rotationQuaternion = Quaternion.RotationAxis(Vector3.Up(), turn);
    made.parent = (parent && nodes.get(parent)) || null;
    nodes.set(name, made);
  };
  node('yard', [10, 0, 0], Math.PI / 2);
  node('cart', [0, 0, 4], Math.PI / 4, 'yard');
  node('tree', [0, 2, 0], 0);
  gizmo = new Gizmo(scene, (key) => nodes.get(key), { drag: () => {}, end: () => {} });
});
afterEach(() => {
  gizmo.dispose();
  scene.dispose();
});

const hand = (): TransformNode => scene.getTransformNodeByName('hand')!;
const turnOf = (mode: 'move' | 'scale', space: HandleOptions['space'], entity = 'cart'): number => {
  gizmo.show(mode, [entity], { ...freeHandles, space });
  const { y, w } = hand().rotationQuaternion!;
  return Math.round((2 * Math.atan2(y, w) * 180) / Math.PI);
};
const at = (pivot: HandleOptions['pivot']): number[] => {
  gizmo.show('rotate', ['tree', 'cart'], { ...freeHandles, pivot });
  return hand()
    .position.asArray()
    .map((lane) => Math.round(lane * 1000) / 1000 + 0);
};

describe('handles', () => {
  test('stand along the axes that are asked for', () => {
    expect([turnOf('move', 'world'), turnOf('move', 'local'), turnOf('move', 'parent')]).toEqual([0, 135, 90]);
    expect(turnOf('scale', 'world'), 'what scales does so along its own axes').toBe(135);
    expect(turnOf('move', 'parent', 'tree'), 'at the top the parent is the world').toBe(0);
  });

  test('hang on the last, or in the middle', () => {
    expect(at('last')).toEqual([14, 0, 0]);
    expect(at('each')).toEqual([14, 0, 0]);
    expect(at('centre')).toEqual([7, 1, 0]);
  });

  test('go along when somebody else moves what they hang on', () => {
    gizmo.show('move', ['tree'], freeHandles);
    nodes.get('tree')!.position.x = 5;
    gizmo.pose();
    expect(hand().position.x).toBe(5);
  });
});
