import { z } from 'zod';
import type { Json, JsonObject } from '../json.ts';

const json = z.json() as z.ZodType<Json>;
const record = z.record(z.string(), json) as z.ZodType<JsonObject>;

const parameter = z.object({
  Type: z.string(),
  Default: json.optional(),
  AllowedValues: z.array(json).optional(),
  Description: z.string().optional(),
});
const resource = z.object({
  Type: z.string(),
  Properties: record.optional(),
  DependsOn: z.union([z.string(), z.array(z.string())]).optional(),
  Condition: z.string().optional(),
});
const output = z.object({
  Value: json,
  Condition: z.string().optional(),
  Description: z.string().optional(),
  Export: z.unknown().optional(),
});

/** A CloudFormation template, as far as deploying reads it. */
const template = z.object({
  Description: z.string().optional(),
  Parameters: z.record(z.string(), parameter).optional(),
  Mappings: z.record(z.string(), z.record(z.string(), z.record(z.string(), json))).optional(),
  Conditions: z.record(z.string(), json).optional(),
  Resources: z.record(z.string(), resource),
  Outputs: z.record(z.string(), output).optional(),
  Transform: z.never('transforms are not run here').optional(),
});

export type TemplateDocument = z.infer<typeof template>;

/** Reads a template's JSON text. @throws Error that names the file and the place. */
export function parseTemplate(text: string, file: string): TemplateDocument {
  let document: unknown;
  try {
    document = JSON.parse(text);
  } catch (error) {
    throw new Error(`${file} is not JSON: ${(error as Error).message}`, { cause: error });
  }
  const parsed = template.safeParse(document);
  if (parsed.success) return parsed.data;
  const [first] = parsed.error.issues;
  throw new Error(`${file} is not a CloudFormation template: ${first!.message} at /${first!.path.join('/')}`);
}
