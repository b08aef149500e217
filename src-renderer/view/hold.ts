import { Matrix, Quaternion, type TransformNode, Vector3 } from './babylon.ts';

export type HoldMode = 'move' | 'rotate' | 'scale';

const worldOf = (node: TransformNode): Quaternion => node.absoluteRotationQuaternion.clone();
const parentOf = (node: TransformNode): Matrix => node.parent?.computeWorldMatrix(true) ?? Matrix.Identity();
const turnOf = (node: TransformNode): Quaternion => (node.parent ? worldOf(node.parent as TransformNode) : Quaternion.Identity());

/**
 * Takes hold of an entity and of what goes along with it. The function it returns lets the followers do what the lead has done since: move by
 * as much in the world, turn by as much about their own origins, grow by the same factors.
 */
export function takeHold(lead: TransformNode, followers: readonly TransformNode[], mode: HoldMode): () => void {
  for (const node of [lead, ...followers]) node.computeWorldMatrix(true);
  const from = { at: lead.getAbsolutePosition().clone(), turn: worldOf(lead), scale: lead.scaling.clone() };
  const stood = followers.map((node) => ({
    node,
    position: node.position.clone(),
    turn: worldOf(node),
    scale: node.scaling.clone(),
  }));
  return () => {
    lead.computeWorldMatrix(true);
    if (mode === 'move') {
      const way = lead.getAbsolutePosition().subtract(from.at);
      for (const { node, position } of stood) {
        node.position.copyFrom(position.add(Vector3.TransformNormal(way, Matrix.Invert(parentOf(node)))));
      }
    } else if (mode === 'rotate') {
      const turned = worldOf(lead).multiply(Quaternion.Inverse(from.turn));
      for (const { node, turn } of stood) {
        node.rotationQuaternion = Quaternion.Inverse(turnOf(node)).multiply(turned.multiply(turn)).normalize();
      }
    } else {
      const factor = lead.scaling.divide(from.scale);
      for (const { node, scale } of stood) node.scaling.copyFrom(scale.multiply(factor));
    }
  };
}
