export { openRecordingFile } from './open.ts';
