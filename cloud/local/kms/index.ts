export { createKms, type Kms } from './kms.ts';
