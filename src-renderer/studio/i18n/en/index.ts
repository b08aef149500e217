import { analyseMessages } from '../../analyse/messages.ts';
import { authoringMessages } from '../../authoring/messages.ts';
import { commentsMessages } from '../../comments/messages.ts';
import { tableMessages } from '../../design/table/messages.ts';
import { desktopMessages } from '../../desktop/messages.ts';
import { draftsMessages } from '../../drafts/messages.ts';
import { cloudMessages } from '../../ship/cloud-messages.ts';
import { shipMessages } from '../../ship/messages.ts';
import { tourMessages } from '../../tour/messages.ts';
import { versionsMessages } from '../../versions/messages.ts';
import { assetsMessages } from './assets.ts';
import { designMessages } from './design.ts';
import { editorMessages } from './editor.ts';
import { prefabsMessages } from './prefabs.ts';
import { shellMessages } from './shell.ts';
import { viewportMessages } from './viewport.ts';

export const en = {
  ...editorMessages,
  ...prefabsMessages,
  ...shellMessages,
  ...designMessages,
  ...viewportMessages,
  ...assetsMessages,
  ...tableMessages,
  ...analyseMessages,
  ...commentsMessages,
  ...shipMessages,
  ...cloudMessages,
  ...versionsMessages,
  ...draftsMessages,
  ...authoringMessages,
  ...tourMessages,
  ...desktopMessages,
} as const;
