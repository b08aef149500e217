export { openRecordingFile } from './open.ts';
export { tellWhy } from './tell.ts';
