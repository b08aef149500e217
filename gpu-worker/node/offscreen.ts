import {
  RegisterBufferAlign,
  RegisterStandardWebGPUEngineExtensions,
  RegisterEnginesWebGPUExtensionsEngineRawTexture,
  WebGPUEngine,
} from '@babylonjs/core/pure.js';

RegisterStandardWebGPUEngineExtensions();
RegisterBufferAlign();
RegisterEnginesWebGPUExtensionsEngineRawTexture();

/** The canvas context that a window would give: one texture to draw into. */
class OffscreenContext {
  #configuration: GPUCanvasConfiguration | undefined;
  #texture: GPUTexture | undefined;
  readonly #size: readonly [number, number];

  constructor(size: readonly [number, number]) {
    this.#size = size;
  }

  configure(configuration: GPUCanvasConfiguration): void {
    this.#configuration = configuration;
    this.#texture?.destroy();
    this.#texture = undefined;
  }

  unconfigure(): void {
    this.#texture?.destroy();
    this.#texture = undefined;
  }

  getCurrentTexture(): GPUTexture {
    const { device, format } = this.configuration;
    this.#texture ??= device.createTexture({
      size: [...this.#size],
      format,
      usage: GPUTextureUsage.RENDER_ATTACHMENT | GPUTextureUsage.COPY_SRC | GPUTextureUsage.TEXTURE_BINDING,
    });
    return this.#texture;
  }

  get configuration(): GPUCanvasConfiguration {
    if (!this.#configuration) throw new Error('the canvas was used before it was configured');
    return this.#configuration;
  }
}

/** Just enough of a canvas for the renderer: a size, a context, and no events. */
function createCanvas(width: number, height: number) {
  const context = new OffscreenContext([width, height]);
  const rectangle = { x: 0, y: 0, left: 0, top: 0, right: width, bottom: height, width, height };
  const nothing = (): void => undefined;
  const canvas = {
    width,
    height,
    clientWidth: width,
    clientHeight: height,
    style: {},
    getContext: (kind: string) => (kind === 'webgpu' ? context : null),
    getBoundingClientRect: () => rectangle,
    addEventListener: nothing,
    removeEventListener: nothing,
    setAttribute: nothing,
    focus: nothing,
  };
  return { canvas, context };
}

export interface Offscreen {
  engine: WebGPUEngine;
  /** Draws one frame and waits until the device has finished it. */
  frame(draw: () => void): Promise<void>;
  /** The picture as straight RGBA, top row first. */
  read(): Promise<Uint8Array>;
  /** Validation errors and device loss so far: any of them makes the picture worthless. */
  failures: string[];
  close(): void;
}

/** The renderer on Dawn, without a window, a browser or a DOM. `navigator.gpu` must be there already. */
export async function openOffscreen(width: number, height: number): Promise<Offscreen> {
  globalThis.requestAnimationFrame ??= (callback) => setTimeout(() => callback(performance.now()), 0) as unknown as number;
  globalThis.cancelAnimationFrame ??= (handle) => clearTimeout(handle);
  const { canvas, context } = createCanvas(width, height);
  const engine = new WebGPUEngine(canvas as unknown as HTMLCanvasElement, { antialias: true, adaptToDeviceRatio: false, stencil: true });
  await engine.initAsync();
  const device = (engine as unknown as { _device: GPUDevice })._device;
  const failures: string[] = [];
  device.addEventListener('uncapturederror', ({ error }) => failures.push(error.message));
  void device.lost.then(({ reason, message }) => {
    if (reason !== 'destroyed') failures.push(`device lost: ${message}`);
  });

  return {
    engine,
    failures,
    frame: async (draw) => {
      engine.beginFrame();
      draw();
      engine.endFrame();
      await device.queue.onSubmittedWorkDone();
    },
    read: async () => {
      const rowBytes = Math.ceil((width * 4) / 256) * 256;
      const buffer = device.createBuffer({ size: rowBytes * height, usage: GPUBufferUsage.COPY_DST | GPUBufferUsage.MAP_READ });
      const encoder = device.createCommandEncoder();
      encoder.copyTextureToBuffer({ texture: context.getCurrentTexture() }, { buffer, bytesPerRow: rowBytes }, [width, height]);
      device.queue.submit([encoder.finish()]);
      await buffer.mapAsync(GPUMapMode.READ);
      const source = new Uint8Array(buffer.getMappedRange());
      const swapped = context.configuration.format.startsWith('bgra');
      const rgba = new Uint8Array(width * height * 4);
      for (let y = 0; y < height; y += 1) {
        for (let x = 0; x < width; x += 1) {
          const from = y * rowBytes + x * 4;
          const to = (y * width + x) * 4;
          rgba[to] = source[from + (swapped ? 2 : 0)] ?? 0;
          rgba[to + 1] = source[from + 1] ?? 0;
          rgba[to + 2] = source[from + (swapped ? 0 : 2)] ?? 0;
          rgba[to + 3] = 255;
        }
      }
      buffer.unmap();
      buffer.destroy();
      return rgba;
    },
    close: () => {
      engine.dispose();
      device.destroy();
    },
  };
}
