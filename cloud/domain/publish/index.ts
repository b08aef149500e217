export { authorise, permissions, requireRight, type Permission } from './permission.ts';
export { ChannelMoved, promote, requireSignature, signRevision, verifyRollback } from './promote.ts';
export { requestText } from './text.ts';
export { checkPublish, fetchPackage, gatherProofs, loadPackage, provePart, type Strip, type Verified } from './verify.ts';
