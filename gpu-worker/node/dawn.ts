import { create, globals } from 'webgpu';

export interface OpenedGpu {
  /** As the driver names itself. */
  adapter: string;
  software: boolean;
}

/** Dawn's instance. It must outlive everything made from it: letting go of it ends the process at the next collection. */
let instance: GPU | undefined;

/**
 * Installs Dawn as this process's `navigator.gpu` and the WebGPU globals.
 * @returns undefined when no driver here offers an adapter
 */
export async function openGpu(): Promise<OpenedGpu | undefined> {
  for (const name of Object.getOwnPropertyNames(globals)) {
    if (!(name in globalThis))
      Object.defineProperty(globalThis, name, { value: globals[name as keyof typeof globals], configurable: true, writable: true });
  }
  instance ??= create([]);
  const adapter = await instance.requestAdapter();
  if (!adapter) return undefined;
  const gpu = instance;
  Object.defineProperty(globalThis, 'navigator', {
    value: { gpu, userAgent: 'LedgerQuest', language: 'en', platform: process.platform, hardwareConcurrency: 1 },
    configurable: true,
  });
  // Dawn's feature set lacks the set-like method that the renderer iterates with.
  const features = (globals as unknown as { GPUSupportedFeatures: { prototype: Set<string> } }).GPUSupportedFeatures.prototype;
  if (!('forEach' in features)) {
    Object.defineProperty(features, 'forEach', {
      value(this: Set<string>, visit: (feature: string, same: string, all: Set<string>) => void): void {
        for (const feature of this) visit(feature, feature, this);
      },
    });
  }
  const { description, device, vendor, architecture, isFallbackAdapter } = adapter.info;
  const software = isFallbackAdapter || /swiftshader|llvmpipe|lavapipe/i.test(`${description} ${device} ${architecture}`);
  return { adapter: [description || device || architecture || vendor, vendor].filter(Boolean).join(' · '), software };
}
