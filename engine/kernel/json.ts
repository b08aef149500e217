/** A value that JSON can hold: the only values that enter or leave a world. */
export type Json = null | boolean | number | string | readonly Json[] | { readonly [key: string]: Json };

/** Compares by UTF-16 code units: the one text order of the engine, the same in every locale. */
export const compareText = (a: string, b: string): number => (a < b ? -1 : a > b ? 1 : 0);
