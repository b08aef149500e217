import { z } from 'zod';

/** Something the author should know, with the place it leads to. */
export const Problem = z.object({
  severity: z.enum(['error', 'warning']),
  code: z.string(),
  message: z.string(),
  hint: z.string().optional(),
  file: z.string(),
  line: z.number().int().optional(),
  column: z.number().int().optional(),
  entity: z.string().optional(),
  component: z.string().optional(),
  field: z.string().optional(),
  folder: z.enum(['behind', 'damaged']).optional(),
});
export type Problem = z.infer<typeof Problem>;
