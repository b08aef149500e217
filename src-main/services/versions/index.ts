export { openProjectVersions, type ProjectVersions } from './project-versions.ts';
