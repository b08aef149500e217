/** Khronos' own judge of glTF files, which comes without types. */
declare module 'gltf-validator' {
  export interface ValidationOptions {
    onlyIssues?: readonly string[];
    /** 0 for all. */
    maxIssues?: number;
    externalResourceFunction?: (uri: string) => Promise<Uint8Array>;
  }
  export interface ValidationMessage {
    code: string;
    message: string;
    /** JSON pointer to the part of the file. */
    pointer?: string;
  }
  export function validateBytes(
    bytes: Uint8Array,
    options?: ValidationOptions,
  ): Promise<{ issues: { numErrors: number; messages: readonly ValidationMessage[] } }>;
}
