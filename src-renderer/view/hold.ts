import { Matrix, Quaternion, type TransformNode, Vector3 } from './babylon.ts';

export type HoldMode = 'move' | 'rotate' | 'scale';
/** About what things turn and grow: each about its own origin, or all about the hand. */
export type HoldPivot = 'each' | 'hand';

const worldOf = (node: TransformNode): Quaternion => node.absoluteRotationQuaternion.clone();
const parentOf = (node: TransformNode): Matrix => node.parent?.computeWorldMatrix(true) ?? Matrix.Identity();
const turnOf = (node: TransformNode): Quaternion => (node.parent ? worldOf(node.parent as TransformNode) : Quaternion.Identity());
const rotated = (vector: Vector3, by: Quaternion): Vector3 => vector.applyRotationQuaternion(by);

/** Puts a node at a place of the world, whatever it stands in. */
export function placeAt(node: TransformNode, at: Vector3): void {
  node.position.copyFrom(Vector3.TransformCoordinates(at, Matrix.Invert(parentOf(node))));
}

/** Turns a node to a direction of the world, whatever it stands in. */
export function turnTo(node: TransformNode, turn: Quaternion): void {
  node.rotationQuaternion = Quaternion.Inverse(turnOf(node)).multiply(turn).normalize();
}

/**
 * Takes hold of things by a hand. The function it returns lets them do what the hand has done since: move by as much in the world; turn by as
 * much, grow by the same factors, each about its own origin or all about the hand. What it does is reckoned from how things stood at
 * first, so that nothing adds up.
 */
export function takeHold(hand: TransformNode, things: readonly TransformNode[], mode: HoldMode, pivot: HoldPivot = 'each'): () => void {
  for (const node of [hand, ...things]) node.computeWorldMatrix(true);
  const from = { at: hand.getAbsolutePosition().clone(), turn: worldOf(hand), scale: hand.scaling.clone() };
  const stood = things.map((node) => ({
    node,
    at: node.getAbsolutePosition().clone(),
    position: node.position.clone(),
    turn: worldOf(node),
    scale: node.scaling.clone(),
  }));
  return () => {
    hand.computeWorldMatrix(true);
    if (mode === 'move') {
      const way = hand.getAbsolutePosition().subtract(from.at);
      for (const { node, position } of stood) {
        node.position.copyFrom(position.add(Vector3.TransformNormal(way, Matrix.Invert(parentOf(node)))));
      }
    } else if (mode === 'rotate') {
      const turned = worldOf(hand).multiply(Quaternion.Inverse(from.turn));
      for (const { node, at, turn } of stood) {
        turnTo(node, turned.multiply(turn));
        if (pivot === 'hand') placeAt(node, from.at.add(rotated(at.subtract(from.at), turned)));
      }
    } else {
      const factor = hand.scaling.divide(from.scale);
      const back = Quaternion.Inverse(from.turn);
      for (const { node, at, scale } of stood) {
        node.scaling.copyFrom(scale.multiply(factor));
        if (pivot === 'hand') placeAt(node, from.at.add(rotated(rotated(at.subtract(from.at), back).multiply(factor), from.turn)));
      }
    }
  };
}
