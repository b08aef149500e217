import '@fontsource-variable/inter';
import './ui/tokens.css';
import './ui/base.css';
import { createRoot } from 'react-dom/client';
import { shareSignIn } from './studio/host/shared-sign-in.ts';
import { createSocketBridge, hasLaunch, pageCredentials } from './studio/host/socket-bridge.ts';
import { pagePorts } from './studio/host/page-ports.ts';
import { createStudio, Studio } from './studio/index.tsx';

const place = document.getElementById('studio');
if (!place) throw new Error('the page has no place for Studio');

const rpc = new URL('/rpc', location.href);
rpc.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';

const shared = await shareSignIn(window, hasLaunch(window));
const socket = createSocketBridge(rpc.href, pageCredentials(window));
const editor = createStudio(pagePorts(socket, window), new URLSearchParams(location.search).get('language'));
createRoot(place).render(<Studio editor={editor} />);
void editor.start();
shared.follow({ signedOut: socket.signedOut, whose: async () => (await socket.bridge.invoke('host.describe', {})).person.id }, () => {
  const { waiting, kept } = editor.sync.get();
  // What this browser refused to store would be lost with the page.
  if (kept || waiting === 0) location.reload();
});
