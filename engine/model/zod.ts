import * as z from 'zod';

// The page that runs the engine forbids eval (CSP without unsafe-eval), and zod otherwise compiles object parsers with it.
z.config({ jitless: true });

export { z };
