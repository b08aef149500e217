export { usageOf, type Play } from './session-usage.ts';
