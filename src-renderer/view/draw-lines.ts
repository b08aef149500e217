import { Color3, CreateLineSystem, type LinesMesh, type Scene, type Vector3 } from './babylon.ts';

/** Lines in the world, over what else there is; nothing is picked by them. */
export function drawLines(name: string, lines: Vector3[][], color: string, scene: Scene): LinesMesh {
  // A new material sets itself up by telling every mesh of the scene, of which none has it yet.
  const wasBlocked = scene.blockMaterialDirtyMechanism;
  scene.blockMaterialDirtyMechanism = true;
  const mesh = CreateLineSystem(name, { lines }, scene);
  // As Babylon's own glTF loader ends it: the setter would tell all of them now.
  scene._forceBlockMaterialDirtyMechanism(wasBlocked);
  mesh.color = Color3.FromHexString(color);
  mesh.isPickable = false;
  mesh.renderingGroupId = 1;
  return mesh;
}
