import { type AbstractEngine, Engine, EngineStore } from './babylon.ts';

/**
 * What draws on a canvas. Where WebGPU is not to be had it is WebGL 2, whatever is wished.
 * @throws when the browser has neither
 */
export async function openGraphics(canvas: HTMLCanvasElement, wish: 'webgpu' | 'webgl'): Promise<AbstractEngine> {
  if (wish === 'webgpu') {
    const { openWebGpu } = await import('./webgpu.ts');
    try {
      return await openWebGpu(canvas);
    } catch (error) {
      console.warn('WebGPU is not to be had:', error);
    }
  }
  return new Engine(canvas, true, { preserveDrawingBuffer: true, stencil: true, adaptToDeviceRatio: true });
}

/**
 * What draws a small picture beside the scene, such as a preview.
 * @throws when the browser has no WebGL
 */
export function openSmallGraphics(canvas: HTMLCanvasElement): AbstractEngine {
  const engine = new Engine(canvas, true, { preserveDrawingBuffer: true, stencil: true, alpha: true, canvasTabIndex: -1 });
  // A ray through the picture goes by how deep the latest engine draws, which is to stay the scene's.
  const at = EngineStore.Instances.indexOf(engine);
  EngineStore.Instances.splice(at, 1);
  EngineStore.Instances.unshift(engine);
  return engine;
}
