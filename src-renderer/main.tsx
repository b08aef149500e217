import '@fontsource-variable/inter';
import './ui/tokens.css';
import './ui/base.css';
import { createRoot } from 'react-dom/client';
import type { DesktopWindow } from '../src-main/contract/desktop.ts';
import { createSocketBridge, pageCredentials } from './studio/host/socket-bridge.ts';
import { pagePorts } from './studio/host/page-ports.ts';
import { createStudio, Studio } from './studio/index.tsx';

const place = document.getElementById('studio');
if (!place) throw new Error('the page has no place for Studio');

const rpc = new URL('/rpc', location.href);
rpc.protocol = location.protocol === 'https:' ? 'wss:' : 'ws:';

const editor = createStudio(pagePorts(createSocketBridge(rpc.href, pageCredentials(window)), window));
const { ledgerquestDesktop: desktop } = window as { ledgerquestDesktop?: DesktopWindow };
desktop?.onAction((id) => {
  const action = editor.actions.get(id);
  if (action) void editor.do(action);
});
createRoot(place).render(<Studio editor={editor} />);
void editor.start();
