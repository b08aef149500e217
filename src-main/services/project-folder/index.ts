export { openProjectFolder, type ProjectFolder, type ProjectFolderOptions } from './folder.ts';
