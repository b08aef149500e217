/**
 * The reader of glTF, beside `babylon.ts` the only place that names Babylon: it is large, and loaded when a level shows its first model.
 * What a file of an extension needs is loaded with the first file that uses it.
 */
import {
  type AssetContainer,
  LoadAssetContainerAsync,
  RegisterAnimation,
  RegisterAnimationGroup,
  RegisterPBRMaterial,
  RegisterTexture,
  type Scene,
} from '@babylonjs/core/pure.js';
import { RegisterGLTF2Loader } from '@babylonjs/loaders/glTF/2.0/glTFLoader.pure.js';
import { registerBuiltInGLTFExtensions } from '@babylonjs/loaders/glTF/2.0/Extensions/dynamic.js';
import { RegisterGLTFFileLoader } from '@babylonjs/loaders/glTF/glTFFileLoader.pure.js';
import { useOwnMeshopt } from './meshopt.ts';

let isReady = false;
function prepare(): void {
  if (isReady) return;
  isReady = true;
  RegisterAnimation();
  RegisterAnimationGroup();
  RegisterTexture();
  RegisterPBRMaterial();
  RegisterGLTFFileLoader();
  RegisterGLTF2Loader();
  registerBuiltInGLTFExtensions();
  useOwnMeshopt();
}

/** @throws Error in the reader's words for bytes that are no whole glTF 2 */
export async function readGltf(bytes: Uint8Array, name: string, scene: Scene): Promise<AssetContainer> {
  prepare();
  const pluginExtension = name.toLowerCase().endsWith('.gltf') ? '.gltf' : '.glb';
  // A text file is handed over as a data URL: it has no folder that more could be fetched from.
  const source = pluginExtension === '.glb' ? bytes : `data:${new TextDecoder().decode(bytes)}`;
  const container = await LoadAssetContainerAsync(source, scene, { pluginExtension, name });
  for (const group of container.animationGroups) group.stop();
  return container;
}
