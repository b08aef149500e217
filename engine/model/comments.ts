/** `comments/<level>.json`: what people say to each other about a level. No part of any package. */
import { EntityKey } from './level.ts';
import { FieldName, TypeName } from './project.ts';
import { z } from './zod.ts';

export const commentLimits = {
  /** Characters (UTF-16 units) of one message. */
  text: 4000,
  /** People named in one message. */
  mentions: 20,
  /** Of one level. */
  threads: 1000,
  /** Of one level, over all threads, the removed ones included. */
  messages: 20_000,
} as const;

/** Furthest from the origin that a point may lie, metres. */
const farthest = 1e9;
/** Milliseconds since 1970, UTC. */
const Time = z.int().min(0).max(8.64e15);
const wellFormed = (text: string): boolean => text.isWellFormed();
const Name = z.string().min(1).max(120).refine(wellFormed);

/** Who wrote: the id and the name that the room knows them by. */
export const CommentAuthor = z.strictObject({ id: z.string().min(1).max(128), name: Name });
export type CommentAuthor = z.infer<typeof CommentAuthor>;

const Coordinate = z.number().min(-farthest).max(farthest);
export const ScenePoint = z.tuple([Coordinate, Coordinate, Coordinate]);

/** What a thread is about: an entity, a field of one, or a point of the scene, in metres. */
export const CommentAnchor = z.union([
  z.strictObject({
    entity: EntityKey,
    /** What the entity was called then: it may be gone since. */
    name: z.string().max(200).refine(wellFormed),
    field: z.strictObject({ component: TypeName, field: FieldName }).optional(),
  }),
  z.strictObject({ point: ScenePoint }),
]);
export type CommentAnchor = z.infer<typeof CommentAnchor>;

export const CommentMessage = z.strictObject({
  by: CommentAuthor,
  at: Time,
  text: z
    .string()
    .min(1)
    .max(commentLimits.text)
    .refine((text) => wellFormed(text) && text.trim() !== '', 'expected some text'),
  mentions: z.array(CommentAuthor).max(commentLimits.mentions).optional(),
  /** When its author last changed it. */
  edited: Time.optional(),
});
export type CommentMessage = z.infer<typeof CommentMessage>;

export const CommentState = z.strictObject({ resolved: z.boolean(), by: CommentAuthor, at: Time });
export type CommentState = z.infer<typeof CommentState>;

/** Of threads and messages: made by the client, at random. */
export const CommentId = EntityKey;

export const CommentsFile = z.strictObject({
  format: z.literal(1),
  threads: z.record(
    CommentId,
    z.strictObject({
      anchor: CommentAnchor.optional(),
      state: CommentState.optional(),
      messages: z.record(CommentId, CommentMessage),
    }),
  ),
});
export type CommentsFile = z.infer<typeof CommentsFile>;
