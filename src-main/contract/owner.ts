import { z } from 'zod';
import { call, Nothing } from './calls.ts';
import { FoundProject } from './desktop.ts';
import { ProjectHandle } from './projects.ts';

const Folder = z.object({ path: z.string().min(1).max(4096) }).strict();
const StudioLink = z.object({ url: z.url() });

/** What the desktop window's process asks of the process that owns the data folder, which started it or which it started. */
export const ownerCalls = {
  /** A link that opens Studio once; `signIn` is where the pages begin on which people sign in to the tenants. */
  'window.link': call(Nothing, StudioLink.extend({ playground: z.url(), signIn: z.url().optional() })),
  /** Whether a folder holds a project, and whether this person has opened it before. Reads nothing else of it. */
  'folder.look': call(Folder, z.object({ found: FoundProject.optional() })),
  'folder.add': call(Folder, FoundProject),
  'project.path': call(z.object({ project: ProjectHandle }).strict(), z.object({ path: z.string() })),
  /** Redeems an invitation; the link opens Studio on the project that lies elsewhere. */
  'link.join': call(z.object({ link: z.string().max(1000) }).strict(), StudioLink),
} as const;
export type OwnerCalls = typeof ownerCalls;
