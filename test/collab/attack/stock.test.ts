/** Why updates are judged before a document: what a stock server takes does not show, and does not heal. */
import { expect, test } from 'vitest';
import * as Y from 'yjs';
import { EditOrigin, encodeFrame, openLevelDocument, rename, toLevelFile } from '../../../engine/document/index.ts';
import { Stage } from '../sim/stage.ts';
import { roomOf } from './siege.ts';
import { openStockServer } from './stock.ts';

const me = new EditOrigin('test');

async function scene() {
  const stage = await Stage.open({ people: 1, network: 'ordered' });
  const state = Y.encodeStateAsUpdate(roomOf(stage).doc);
  const server = openStockServer(state);
  const replica = (client: number) => {
    const document = openLevelDocument();
    Y.applyUpdate(document.doc, state);
    document.doc.clientID = client;
    document.doc.on('update', (update: Uint8Array, origin: unknown) => {
      if (origin === me) server.receive(encodeFrame({ type: 'update', update }));
    });
    return document;
  };
  const sync = (document: { doc: Y.Doc }): void => {
    Y.applyUpdate(document.doc, Y.encodeStateAsUpdate(server.doc, Y.encodeStateVector(document.doc)), 'net');
    server.receive(encodeFrame({ type: 'step2', update: Y.encodeStateAsUpdate(document.doc, Y.encodeStateVector(server.doc)) }));
  };
  return { server, replica, sync };
}

test('an edit under a number in use makes a stock server lose that person’s next edit for ever, at equal states', async () => {
  const { server, replica, sync } = await scene();
  const ada = replica(100);
  const mallory = replica(100);
  rename(mallory, 'lamp', 'By Mallory', me);
  rename(ada, 'crate', 'By Ada', me);
  for (let round = 0; round < 3; round += 1) sync(ada);
  server.close();
  expect(Y.encodeStateVector(server.doc)).toEqual(Y.encodeStateVector(ada.doc));
  expect(toLevelFile(ada).entities['crate']?.name).toBe('By Ada');
  // The old name went with the new one: nothing is left but the id.
  expect(toLevelFile(openLevelDocument(server.doc)).entities['crate']?.name).toBe('crate');
});
