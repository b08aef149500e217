import type { Json } from '../kernel/json.ts';
import { z } from './zod.ts';

/** Whatever JSON can hold. */
export const JsonValue: z.ZodType<Json> = z.json() as z.ZodType<Json>;
