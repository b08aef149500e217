export { openRecordingFile } from './open.ts';
export { recordSession } from './session.ts';
export { tellWhy } from '../../../engine/run/why/words/tell.ts';
