import { analyseMessages } from '../../analyse/messages.ts';
import { commentsMessages } from '../../comments/messages.ts';
import { desktopMessages } from '../../desktop/messages.ts';
import { shipMessages } from '../../ship/messages.ts';
import { versionsMessages } from '../../versions/messages.ts';
import { designMessages } from './design.ts';
import { editorMessages } from './editor.ts';
import { shellMessages } from './shell.ts';

export const en = {
  ...editorMessages,
  ...shellMessages,
  ...designMessages,
  ...analyseMessages,
  ...commentsMessages,
  ...shipMessages,
  ...versionsMessages,
  ...desktopMessages,
} as const;
