/** Lint rules for the folder of an engine build of one's own, beside those of determinism. Runs with that folder as the current one. */
import { dirname, relative, resolve, sep } from 'node:path';

/** Folders of an engine folder whose files belong to the build. */
const inside = /^(?:systems|backends|lib)\//;

const importsOnlyItsOwn = {
  create(context) {
    const check = (node, source) => {
      const from = source?.value;
      if (typeof from !== 'string' || from === 'ledgerquest/engine') return;
      if (/^\.\.?\//.test(from)) {
        const path = relative(process.cwd(), resolve(dirname(context.filename), from))
          .split(sep)
          .join('/');
        if (inside.test(path)) return;
      }
      context.report({
        node,
        message: `${from} is not part of this build: import 'ledgerquest/engine' and files of systems/ and lib/ only.`,
      });
    };
    return {
      ImportDeclaration: (node) => check(node, node.source),
      ExportNamedDeclaration: (node) => check(node, node.source),
      ExportAllDeclaration: (node) => check(node, node.source),
    };
  },
};

/** A rule that can be switched off in the file it judges judges nothing. */
const noDirectives = {
  create(context) {
    return {
      Program() {
        for (const comment of context.sourceCode.getAllComments()) {
          if (/(?:oxlint|eslint)-disable|@ts-(?:nocheck|ignore|expect-error)/.test(comment.value))
            context.report({ loc: comment.loc, message: 'What is checked here cannot be switched off in a comment: mend what it hides.' });
        }
      },
    };
  },
};

export default {
  meta: { name: 'engine-folder' },
  rules: { 'imports-only-its-own': importsOnlyItsOwn, 'no-directives': noDirectives },
};
