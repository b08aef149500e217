import { type Scene, SceneInstrumentation } from './babylon.ts';

/** What the last picture took. */
export interface Counts {
  entities: number;
  drawCalls: number;
  triangles: number;
  /** What draws. */
  by: 'WebGPU' | 'WebGL';
}

/** Counts what is drawn, from the first time that somebody asks. */
export function createCounts(scene: Scene): { of(entities: number): Counts; dispose(): void } {
  let instruments: SceneInstrumentation | undefined;
  return {
    of(entities) {
      instruments ??= new SceneInstrumentation(scene);
      return {
        entities,
        drawCalls: instruments.drawCallsCounter.current,
        triangles: Math.round(scene.getActiveIndices() / 3),
        by: scene.getEngine().isWebGPU ? 'WebGPU' : 'WebGL',
      };
    },
    dispose: () => instruments?.dispose(),
  };
}
