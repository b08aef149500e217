export { type Action, defineAction, type MenuId, menus } from './actions/action.ts';
export { isBrowsers, keysOfPress, showKeys } from './actions/keys.ts';
export { keysFile } from './actions/keys-file.ts';
export type { ActionRegistry } from './actions/registry.ts';
export { type Cell, createCell, derive, sameItems, type WritableCell } from './cell.ts';
export { copyText } from './clipboard-text.ts';
export type { Asset, Import } from './assets/assets.ts';
export { type AssetKind, assetKinds, canBePlaced, kindOf as kindOfAsset, mediaTypeOf } from './assets/kinds.ts';
export type { CommentAuthorship, CommentsSession } from './comments/comments-session.ts';
export type { DebugSession, ScriptDebug } from './debug/debug.ts';
export { framesAt, valueAt, variablesAt } from './debug/walk.ts';
export { createEditor, type Editor, type HistoryState, type Place, type Pointed, type Screen } from './editor.ts';
export type { FieldGesture } from './gestures/field-gesture.ts';
export type { AssetPort, BroughtFile, Clipboard, EditorClock, EditorPorts, Keepsakes } from './host/ports.ts';
export type { LevelRef, LevelSession } from './level/level-session.ts';
export { ancestorsOf, branch, flattenTree, type SceneTree, topsOf, type TreeRow } from './level/tree.ts';
export { describeError, type Notice } from './notices.ts';
export type { Frame, FrameEntity } from './preview/frame.ts';
export type { Preview } from './preview/preview.ts';
export { type EditorProblem, problemKey } from './preview/run-problems.ts';
export type { Program } from './preview/program.ts';
export { hasBegun, isGame, isOfSession, type Run } from './preview/run.ts';
export { RunRecipe, type RunShelf } from './preview/shelf.ts';
export { scriptFailures } from './preview/troubles.ts';
export type { Transport } from './preview/transport.ts';
export type { ProjectSession, ScriptRef, ScriptSession } from './project/project-session.ts';
export { type KeptCopy, KeptCopySchema, type RecoveredStore } from './rooms/recovered-copies.ts';
export type { OpenRooms, Rooms, Sync } from './rooms/rooms.ts';
export { isPoint, lookOf } from './viewing/look-of.ts';
export { type Graphics, graphics, motions, textSizes, themes, zooms } from './preferences.ts';
export { timeText } from './time-text.ts';
export {
  type Bookmark,
  bookmarkNumbers,
  type Pivot,
  pivots,
  type Space,
  spaces,
  stepRange,
  type Steps,
  type Tool,
  type Viewing,
} from './viewing/viewing.ts';
export type { ViewportHandle } from './viewing/viewport-handle.ts';
