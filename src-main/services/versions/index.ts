export { createDrafts, type Drafts } from './drafts.ts';
export { openProjectVersions, type ProjectVersions } from './project-versions.ts';
export { createParts, type Parts } from './parts.ts';
