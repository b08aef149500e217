/**
 * Studio on a host inside the page: the samples, no server, no cloud. For looking at it while building it (`?recent`, `?peers`); never part
 * of the product's build. Scripts are stripped by the development server, which serves the engine build too.
 */
import '@fontsource-variable/inter';
import '../../ui/tokens.css';
import '../../ui/base.css';
import { createRoot } from 'react-dom/client';
import { createCell } from '../editor/index.ts';
import { pagePorts } from '../host/page-ports.ts';
import { createStudio, Studio } from '../index.tsx';
import { createMemoryHost, type TextFiles } from './memory-bridge.ts';
import { createMemoryRooms, type MemoryRooms } from './memory-rooms.ts';

const options = new URLSearchParams(location.search);
const { templates, engineUrl, stripped } = (await (await fetch('/harness.json')).json()) as {
  templates: Record<string, TextFiles>;
  engineUrl: string;
  stripped: Record<string, string>;
};
const host = createMemoryHost({
  rooms: () => rooms,
  templates,
  engineUrl,
  recent: options.has('recent') ? Object.keys(templates) : [],
  strip: (source, path) => ({ code: stripped[path] ?? source }),
});
const rooms: MemoryRooms = createMemoryRooms(host.seed);
const mine = rooms.as({ id: 'ada', name: 'Ada Lovelace', colour: '#6ea8fe' });
const editor = createStudio({ ...pagePorts({ bridge: host.bridge, signedOut: createCell(false) }, window), rooms: () => mine });
const place = document.getElementById('studio');
if (place) createRoot(place).render(<Studio editor={editor} />);
await editor.start();
Object.assign(window, { editor });

if (options.has('peers')) {
  const level = editor.level.get();
  const keys = Object.keys(level?.level.get().entities ?? {});
  const grace = rooms.as({ id: 'grace', name: 'Grace Hopper', colour: '#f2a65a' }).join('level', level?.ref.room ?? '');
  grace.setPresence({ selection: keys.slice(3, 5) });
  const jay = rooms.as({ id: 'jay', name: 'Jay Forrester', colour: '#5fd0b5' }, 'viewer').join('level', level?.ref.room ?? '');
  jay.setPresence({ selection: keys.slice(8, 9) });
}
