/** Writes the API's page for programs, docs/api/openapi.json: `npm run openapi`. */
import { writeFileSync } from 'node:fs';
import { openApi } from '../cloud/handlers/api/openapi.ts';

writeFileSync('docs/api/openapi.json', `${JSON.stringify(openApi(), null, 2)}\n`);
