/** The shipped projects that new ones are copies of: every folder with a `ledgerquest.json`, in the order of the gallery. */
import { existsSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { z } from 'zod';
import type { ProjectTemplate } from '../../contract/projects.ts';

/** `gallery/<template>.json`: what a card says of it. Beside it may lie `<template>.png`. */
const Card = z.strictObject({
  order: z.number(),
  name: z.string().optional(),
  teaches: z.string(),
  players: z.tuple([z.int().positive(), z.int().positive()]).optional(),
  minutes: z.int().positive().optional(),
});
const Named = z.object({ name: z.string(), description: z.string().optional() });

const read = <T>(file: string, schema: z.ZodType<T>): T | undefined => {
  try {
    return schema.safeParse(JSON.parse(readFileSync(file, 'utf8'))).data;
  } catch {
    return undefined;
  }
};

/** Ids of the templates in `dir`, by name. */
export const templateIds = (dir: string): readonly string[] =>
  readdirSync(dir)
    .filter((id) => existsSync(join(dir, id, 'ledgerquest.json')))
    .toSorted();

/** The gallery: a template without a card of its own says what its project says. */
export function readTemplates(dir: string): ProjectTemplate[] {
  const cards = templateIds(dir).map((id) => {
    const { name, description = '' } = read(join(dir, id, 'ledgerquest.json'), Named) ?? { name: id };
    const { order, ...card } = read(join(dir, 'gallery', `${id}.json`), Card) ?? { order: 50, teaches: description };
    const picture = join(dir, 'gallery', `${id}.png`);
    const drawn = existsSync(picture) ? { picture: readFileSync(picture).toString('base64') } : {};
    return { order, template: { id, ...card, name: card.name ?? name, ...drawn } };
  });
  return cards.toSorted((a, b) => a.order - b.order).map(({ template }) => template);
}
