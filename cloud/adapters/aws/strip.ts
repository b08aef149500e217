import { transformSync } from '@swc/wasm-typescript';
import { refuse } from '../../domain/refusal.ts';

/** Blanks the types of a script exactly as compiling a level does; anything else and no package would be published. */
export function stripTypes(source: string, file: string): string {
  try {
    return transformSync(source, { mode: 'strip-only', module: false, deprecatedTsModuleAsError: true, filename: file }).code;
  } catch (error) {
    const message = (error as { message?: string }).message ?? String(error);
    return refuse({
      code: 'script-syntax',
      message: `${file}: ${message}`,
      hint: 'Compile the level again and publish that.',
      where: file,
    });
  }
}
