export type Json = null | boolean | number | string | Json[] | { [key: string]: Json };

/** A field of a command, as the level describes it. */
export interface FieldSpec {
  kind: string;
  label?: string;
  help?: string;
  unit?: string;
  min?: number;
  max?: number;
  step?: number;
  default?: Json;
  options?: string[];
}
