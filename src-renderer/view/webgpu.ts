/**
 * Drawing with WebGPU, beside `babylon.ts`, the materials and the reader of glTF the only place that names Babylon: it is large, and loaded
 * where a window draws with it.
 */
import {
  type AbstractEngine,
  RegisterBufferAlign,
  RegisterEnginesWebGPUExtensionsEngineRawTexture,
  RegisterStandardWebGPUEngineExtensions,
  WebGPUEngine,
} from '@babylonjs/core/pure.js';

RegisterStandardWebGPUEngineExtensions();
RegisterBufferAlign();
RegisterEnginesWebGPUExtensionsEngineRawTexture();

/** @throws where the device cannot be had; the canvas is then as it was. */
export async function openWebGpu(canvas: HTMLCanvasElement): Promise<AbstractEngine> {
  const engine = new WebGPUEngine(canvas, {
    antialias: true,
    stencil: true,
    adaptToDeviceRatio: true,
    powerPreference: 'high-performance',
  });
  try {
    await engine.initAsync();
  } catch (error) {
    engine.dispose();
    throw error;
  }
  return engine;
}
