import { Color3, RawTexture, type Scene, StandardMaterial } from './babylon.ts';

/** Straight (not premultiplied) RGBA, top row first. */
export interface Pixels {
  /** Pixels. */
  width: number;
  height: number;
  rgba: Uint8Array;
}

/** A picture that looks as it was made, whatever light falls on it. */
export function createUnlit(name: string, scene: Scene, { width, height, rgba }: Pixels): StandardMaterial {
  const material = new StandardMaterial(name, scene);
  const texture = RawTexture.CreateRGBATexture(rgba, width, height, scene, true, true);
  texture.hasAlpha = true;
  material.diffuseTexture = texture;
  material.emissiveColor = Color3.White();
  material.disableLighting = true;
  return material;
}
