import { z } from 'zod';
import { DraftOf } from '../../engine/model/level.ts';
import { Problem } from './problems.ts';
import { VersionId } from './versions.ts';

/** A capability for one opened project. The renderer never sees or sends a path outside it. */
export const ProjectHandle = z.string().min(8).max(64).brand('ProjectHandle');
export type ProjectHandle = z.infer<typeof ProjectHandle>;

export const RecentProject = z.object({
  handle: ProjectHandle,
  name: z.string(),
  /** Where it lies, to be read, for who may take it off the list: nothing is asked for by it. */
  folder: z.string().optional(),
  /** ISO 8601. */
  openedAt: z.string(),
  live: z.array(z.object({ tenant: z.string(), channel: z.string(), revision: z.number().int() })),
  /** What `cloud.thumbnail` is asked for to see what is live; absent while nothing of it has a picture. */
  picture: z.object({ tenant: z.string(), packageHash: z.string() }).optional(),
  /** True where `project.picture` has how it looked last. */
  pictured: z.boolean().optional(),
  /** Who has it open now, each person once. */
  here: z.array(z.object({ id: z.string(), name: z.string(), colour: z.string() })),
  /** True while its folder is not where it was. */
  missing: z.boolean().optional(),
  /** True where its folder was made by this product, in the data folder: it can be deleted. A folder from elsewhere is its owner's own. */
  own: z.boolean().optional(),
});
/** A small picture of a project, JPEG in base64: at most some 90 kB of file. */
export const ProjectPicture = z.base64().max(120_000).startsWith('/9j/', 'a picture is a JPEG');

export type RecentProject = z.infer<typeof RecentProject>;

export const TemplateId = z.string().regex(/^[a-z][a-z0-9-]{0,63}$/, 'a template id is lower-case letters, digits and dashes');

/** A shipped project that new ones are copies of. */
export const ProjectTemplate = z.object({
  id: TemplateId,
  name: z.string(),
  teaches: z.string(),
  /** The fewest and the most who play it. */
  players: z.tuple([z.number(), z.number()]).optional(),
  /** How long it takes to play. */
  minutes: z.number().optional(),
  /** PNG, base64. */
  picture: z.string().optional(),
});
export type ProjectTemplate = z.infer<typeof ProjectTemplate>;

export const LevelPath = z
  .string()
  .max(80)
  .regex(/^levels\/[a-z0-9][a-z0-9_-]*\.json$/, 'a level is named by its path');

export const ProjectLevel = z.object({
  path: z.string(),
  id: z.string(),
  name: z.string(),
  room: z.string(),
  /** Set for a draft of another level. */
  draft: DraftOf.optional(),
});
export type ProjectLevel = z.infer<typeof ProjectLevel>;

export const ProjectScript = z.object({ path: z.string(), room: z.string() });
export type ProjectScript = z.infer<typeof ProjectScript>;

/** What goes with a script by the same step, so that whoever brings it back brings that too. */
export const RanScript = z.object({
  /** Paths of the levels that ran it. */
  levels: z.array(LevelPath).max(500),
  /** Figures that only it records, as they were declared. */
  kpis: z.record(z.string().max(64), z.json()),
});
export type RanScript = z.infer<typeof RanScript>;

/** A level or a script that somebody took away while the project was open. */
export const GonePart = z.object({
  path: z.string(),
  name: z.string(),
  by: z.object({ id: z.string(), name: z.string() }),
  /** Still has it. */
  version: VersionId,
  /** Of a script. */
  ran: RanScript.optional(),
});
export type GonePart = z.infer<typeof GonePart>;

export const OpenProject = z.object({
  handle: ProjectHandle,
  id: z.string(),
  name: z.string(),
  /** A stranger's project opens restricted: it may be edited and previewed, not published, until its person trusts it. */
  restricted: z.boolean(),
  levels: z.array(ProjectLevel),
  scripts: z.array(ProjectScript),
  projectRoom: z.string(),
  problems: z.array(Problem),
  /** What was there lately and is not any more, the newest last. */
  gone: z.array(GonePart).optional(),
});
export type OpenProject = z.infer<typeof OpenProject>;

/** Somebody who may come into a project. */
export const ProjectPerson = z.object({
  id: z.string(),
  name: z.string(),
  colour: z.string(),
  role: z.enum(['viewer', 'editor', 'owner']),
});
export type ProjectPerson = z.infer<typeof ProjectPerson>;

export const RoomTicket = z.object({ url: z.string(), token: z.string(), room: z.string(), role: z.enum(['viewer', 'editor', 'owner']) });
export type RoomTicket = z.infer<typeof RoomTicket>;
