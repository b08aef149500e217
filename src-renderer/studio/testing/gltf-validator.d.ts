/** Khronos' own judge of glTF files, which comes without types. */
declare module 'gltf-validator' {
  export function validateBytes(bytes: Uint8Array): Promise<{ issues: { numErrors: number; messages: readonly { message: string }[] } }>;
}
