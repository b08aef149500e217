/** `node --import` of this file: whoever imports `electron` gets the double, in a process of its own. */
import { registerHooks } from 'node:module';

registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron'
      ? { url: new URL('./electron-in-node.ts', import.meta.url).href, shortCircuit: true }
      : next(specifier, context),
});
