import * as Y from 'yjs';
import type { AnyDocument } from '../../../engine/document/index.ts';

/** A whole document as one update. */
export const encodeState = ({ doc }: AnyDocument): Uint8Array => Y.encodeStateAsUpdate(doc);
