/**
 * How a language service reads a script, in TypeScript's own option values: as the sandbox takes it, with types that are only erased, no
 * library but ours, and every file a world of its own (`moduleDetection: 3`, forced: two scripts may both have an `onTick`). `target: 99` is
 * ESNext. Nobody has to write types: what has none is `any`.
 */
export const scriptCompilerOptions = {
  target: 99,
  noLib: true,
  types: [] as string[],
  strict: true,
  noImplicitAny: false,
  noEmit: true,
  erasableSyntaxOnly: true,
  moduleDetection: 3,
} as const;

/** In JavaScript, what TypeScript infers is help and not law. */
export const javascriptCompilerOptions = { ...scriptCompilerOptions, strict: false, allowJs: true, checkJs: true } as const;
