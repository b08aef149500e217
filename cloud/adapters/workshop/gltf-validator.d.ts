/** Khronos' own judge of glTF files, which comes without types. */
declare module 'gltf-validator' {
  export interface ValidationMessage {
    code: string;
    message: string;
    /** 0: an error. */
    severity: number;
    /** JSON pointer to the part of the file. */
    pointer?: string;
  }
  export function validateBytes(
    bytes: Uint8Array,
    options?: { externalResourceFunction?: (uri: string) => Promise<Uint8Array> },
  ): Promise<{ issues: { numErrors: number; messages: readonly ValidationMessage[] } }>;
}
