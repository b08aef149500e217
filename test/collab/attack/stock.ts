/** What a stock Yjs server does with a message: y-protocols over a document, as y-websocket's own server has it. */
import * as decoding from 'lib0/decoding';
import * as encoding from 'lib0/encoding';
import { applyAwarenessUpdate, Awareness } from 'y-protocols/awareness';
import { readSyncMessage } from 'y-protocols/sync';
import * as Y from 'yjs';

export interface StockServer {
  doc: Y.Doc;
  awareness: Awareness;
  receive(message: Uint8Array): void;
  close(): void;
}

export function openStockServer(state: Uint8Array): StockServer {
  const doc = new Y.Doc();
  Y.applyUpdate(doc, state);
  const awareness = new Awareness(doc);
  awareness.setLocalState(null);
  return {
    doc,
    awareness,
    receive(message) {
      // Whatever goes wrong is swallowed there too, and the connection stays.
      try {
        const input = decoding.createDecoder(message);
        const type = decoding.readVarUint(input);
        if (type === 0) readSyncMessage(input, encoding.createEncoder(), doc, 'somebody', () => {});
        else if (type === 1) applyAwarenessUpdate(awareness, decoding.readVarUint8Array(input), 'somebody');
      } catch {}
    },
    close: () => awareness.destroy(),
  };
}
