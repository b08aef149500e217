export { EditOrigin } from './origin.ts';
export { applyCommentChanges, commentRegisters, type CommentRegisters } from './comments/apply.ts';
export { checkCommentRegister, type CommentWriter, putBackComment } from './comments/check.ts';
export { type CommentsDocument, openCommentsDocument } from './comments/document.ts';
export { anchorThread, type MessageRef, removeMessage, setResolved, startThread, writeMessage } from './comments/edit.ts';
export {
  type Comment,
  type CommentThread,
  hasComments,
  materialiseComments,
  observeComments,
  toCommentsFile,
} from './comments/materialise.ts';
export { newId, type RandomBytes } from './ids.ts';
export {
  type AnyDocument,
  commentsRoomOf,
  type DocumentKind,
  type DocumentOf,
  openDocument,
  parseRoomName,
  type RoomKind,
  type RoomName,
  roomNameOf,
  type VersionedDocument,
} from './documents.ts';
export { type DocumentVersions, documentVersions, migrate, type Migration, noteVersion, versionOf } from './migrations.ts';
export { isEntityId, isWithin, root, trash, type Tree } from './tree.ts';
export { sameValue } from './values.ts';
export { lastNameOf, type LevelDocument, openLevelDocument } from './level/document.ts';
export { applyLevelChanges, seedFrom, withoutEcho, withoutEchoes } from './level/apply.ts';
export { checkEntities, checkField, checkRoomFor } from './level/check.ts';
export {
  addComponent,
  addEntities,
  addEntity,
  becomeInstance,
  clearFields,
  deleteEntities,
  type Destination,
  type FieldChange,
  moveEntities,
  moveEntity,
  type NewEntity,
  removeComponent,
  rename,
  renamePrefab,
  type Reset,
  resetToPrefab,
  setFields,
  setTags,
  setMeta,
  setPrefab,
  unpackInstances,
} from './level/edit.ts';
export { type Instance, type LevelEntity, materialise, type MaterialisedLevel, toLevelFile, withInstances } from './level/materialise.ts';
export { levelRegisters, type LevelRegisters } from './level/registers.ts';
export { checkRegister, levelSchema, type LevelSchema } from './level/schema.ts';
export { type LevelChange, type LevelView, viewLevel } from './level/view.ts';
export {
  applyProjectChanges,
  checkProjectChanges,
  isTakenOut,
  materialiseProject,
  type MaterialisedProject,
  observeProject,
  openProjectDocument,
  type ProjectChange,
  type ProjectDocument,
  projectRegisters,
  seedProject,
  setProject,
  toProjectFile,
} from './project/document.ts';
export type { ProjectRegisters } from './project/registers.ts';
export {
  anchorAt,
  editScript,
  maxScriptLength,
  observeScript,
  offsetOf,
  openScriptDocument,
  readScript,
  replaceScript,
  type ScriptDocument,
} from './script/document.ts';
export { applyTextEdits, diffText, rebaseTextEdits, type TextEdit } from './script/diff.ts';
export { createHistory, type Deed, type Gesture, type History, type Lifted, type Step, type UndoOutcome } from './history/history.ts';
export { diffParts, diffVersions, type VersionChange } from './versions/diff.ts';
export { type DraftMerge, mergeDraft, thingId } from './versions/drafts.ts';
export { fitPart } from './versions/fit.ts';
export { type Choice, type Choices, merge3, type MergeConflict, type Merged, settle } from './versions/merge.ts';
export { samePart } from './versions/nodes.ts';
export { kindOfPart, type Part, partOf, partText, readPart, type VersionContent } from './versions/part.ts';
export { restoreEntity, restorePart } from './versions/restore.ts';
export { thinVersions, type Version, VersionFile, versionReasons } from './versions/version.ts';
export { writersAt } from './versions/writers.ts';
export { conflictWords, sideWords } from './versions/words.ts';
export { maxPresenceBytes, type Peer, Person, PresenceState, presencePerSecond, readPresence } from './presence.ts';
export { admit, type Admission, type FirewallOptions } from './firewall/firewall.ts';
export { firewallLimits } from './firewall/limits.ts';
export {
  type AskedBy,
  type LoadedRoom,
  Room,
  type Role,
  type RoomLimits,
  roomLimits,
  type RoomOptions,
  type RoomRequest,
  type RoomState,
  type Visitor,
} from './room/room.ts';
export { type Bucket, createBucket } from './room/bucket.ts';
export { type CloseReason, closeReasons, isCloseReason, isFatal } from './room/reasons.ts';
export { decodeRecord, encodeRecord, type RoomRecord } from './room/records.ts';
export { decodeFrame, encodeFrame, type Frame, protocolVersion } from './room/wire.ts';
export {
  After,
  CloudEvent,
  cloudProtocol,
  CloudRequest,
  eventsOf,
  Joined,
  Rejected,
  SnapshotPart,
  Submitted,
  Synced,
} from './room/cloud-wire.ts';
export { cloudUpdateLimits, leaseOf, type ReplicaOptions, RoomReplica } from './room/replica.ts';
export { decodeSnapshotBody, type SnapshotBody } from './room/snapshot-body.ts';
export { isEmptyUpdate } from './room/judge.ts';
