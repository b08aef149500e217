export { authorise, permissions, type Permission } from './permission.ts';
export { ChannelMoved, promote, requireSignature, signRevision, verifyRollback } from './promote.ts';
export { revisionText } from './text.ts';
export { fetchPackage, loadPackage, verifyPublish, type Strip, type Verified, type VerifyDeps } from './verify.ts';
