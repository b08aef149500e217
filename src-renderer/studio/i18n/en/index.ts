import { analyseMessages } from '../../analyse/messages.ts';
import { shipMessages } from '../../ship/messages.ts';
import { designMessages } from './design.ts';
import { editorMessages } from './editor.ts';
import { shellMessages } from './shell.ts';

export const en = { ...editorMessages, ...shellMessages, ...designMessages, ...analyseMessages, ...shipMessages } as const;
