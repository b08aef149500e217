export { openRecordingFile } from './open.ts';
export { tellWhy } from '../../../engine/run/why/words/tell.ts';
