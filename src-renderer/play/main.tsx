import '@fontsource-variable/inter';
import '../ui/tokens.css';
import '../ui/base.css';
import { createRoot } from 'react-dom/client';
import { systemTheme, TooltipProvider, watchSystemTheme } from '../ui/index.ts';
import { browserHost } from './browser-host.ts';
import { words } from './messages.ts';
import { Closed, Playground } from './playground.tsx';
import { readLink } from './link.ts';
import { createSessionClient } from './session-client.ts';

const place = document.getElementById('studio');
if (!place) throw new Error('the page has no place for the Playground');
const root = createRoot(place);
const wearTheme = (): void => {
  document.documentElement.dataset['theme'] = systemTheme();
};
wearTheme();
watchSystemTheme(wearTheme);
const link = readLink(location.hash);

if (!link) root.render(<Closed title={words.noLink} hint={words.noLinkHint} />);
else {
  root.render(<Closed title={words.connecting} />);
  const host = await browserHost(link);
  root.render(
    host ? (
      <TooltipProvider>
        <Playground client={createSessionClient(link, host)} />
      </TooltipProvider>
    ) : (
      <Closed title={words.refused} hint={words.refusedHint} />
    ),
  );
}
