import { NullEngine, Quaternion, Scene, TransformNode, Vector3 } from '@babylonjs/core/pure.js';
import { afterEach, beforeEach, describe, expect, test } from 'vitest';
import { takeHold } from './hold.ts';

let scene: Scene;
let lead: TransformNode;
let beside: TransformNode;
let turned: TransformNode;
beforeEach(() => {
  scene = new Scene(new NullEngine());
  const node = (name: string, position: [number, number, number], parent?: TransformNode): TransformNode => {
    const made = new TransformNode(name, scene);
    made.position.set(...position);
    made.rotationQuaternion = Quaternion.Identity();
    made.parent = parent ?? null;
    return made;
  };
  const yard = node('yard', [10, 0, 0]);
  yard.rotationQuaternion = Quaternion.RotationAxis(Vector3.Up(), Math.PI / 2);
  yard.scaling.setAll(2);
  lead = node('lead', [1, 0, 0]);
  beside = node('beside', [5, 0, 0]);
  turned = node('turned', [0, 0, 0], yard);
});
afterEach(() => scene.dispose());

const worldAt = (node: TransformNode): number[] => {
  node.computeWorldMatrix(true);
  return node
    .getAbsolutePosition()
    .asArray()
    .map((part) => Math.round(part * 1e6) / 1e6 + 0);
};

describe('what goes along with a dragged entity', () => {
  test('moves by as much in the world, whatever it stands in', () => {
    const follow = takeHold(lead, [beside, turned], 'move');
    lead.position.set(4, 0, 2);
    follow();
    expect(worldAt(beside)).toEqual([8, 0, 2]);
    expect(worldAt(turned)).toEqual([13, 0, 2]);
    lead.position.set(2, 0, 0);
    follow();
    expect(worldAt(turned), 'from where it stood, not from the step before').toEqual([11, 0, 0]);
  });

  test('turns by as much about its own origin', () => {
    const follow = takeHold(lead, [beside, turned], 'rotate');
    lead.rotationQuaternion = Quaternion.RotationAxis(Vector3.Right(), Math.PI / 2);
    follow();
    expect(worldAt(beside)).toEqual([5, 0, 0]);
    const up = (node: TransformNode): number[] => {
      node.computeWorldMatrix(true);
      return Vector3.TransformNormal(Vector3.Up(), node.getWorldMatrix())
        .normalize()
        .asArray()
        .map((part) => Math.round(part * 1e6) / 1e6 + 0);
    };
    expect(up(beside)).toEqual(up(lead));
    expect(up(turned)).toEqual(up(lead));
  });

  test('turns all about the hand, when that is the pivot', () => {
    const follow = takeHold(lead, [beside, turned], 'rotate', 'hand');
    lead.rotationQuaternion = Quaternion.RotationAxis(Vector3.Up(), Math.PI / 2);
    follow();
    expect(worldAt(beside), 'four metres beside the hand').toEqual([1, 0, -4]);
    expect(worldAt(turned)).toEqual([1, 0, -9]);
  });

  test('grows away from the hand, when that is the pivot', () => {
    const follow = takeHold(lead, [beside], 'scale', 'hand');
    lead.scaling.set(2, 1, 1);
    follow();
    expect(beside.scaling.asArray()).toEqual([2, 1, 1]);
    expect(worldAt(beside)).toEqual([9, 0, 0]);
  });

  test('grows by the same factors', () => {
    beside.scaling.set(1, 3, 1);
    const follow = takeHold(lead, [beside], 'scale');
    lead.scaling.set(2, 2, 1);
    follow();
    expect(beside.scaling.asArray()).toEqual([2, 6, 1]);
  });
});
