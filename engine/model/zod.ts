import * as z from 'zod';
import { issueWords } from './issue-words.ts';

// The page that runs the engine forbids eval (CSP without unsafe-eval), and zod otherwise compiles object parsers with it.
z.config({ jitless: true, localeError: issueWords });

export { z };
