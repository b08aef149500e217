export { copyText } from '../editor/index.ts';
