/**
 * Lint rules that keep a tick a pure function of (world, commands, dt).
 *
 * IEEE 754 fixes + - * / % and sqrt; every other floating-point function differs between V8 versions and CPUs, so the engine brings its
 * own (`engine/kernel/math`). What a lint cannot see (a name put together at run time, a package's own calls) the guard of the engine's tests
 * does: `engine/kernel/testing/guard.ts`.
 */

const exactMath = new Set([
  'abs',
  'ceil',
  'clz32',
  'floor',
  'fround',
  'imul',
  'max',
  'min',
  'round',
  'sign',
  'sqrt',
  'trunc',
  'PI',
  'E',
  'LN2',
  'LN10',
  'LOG2E',
  'LOG10E',
  'SQRT2',
  'SQRT1_2',
]);

const noHostMath = {
  create(context) {
    return {
      MemberExpression(node) {
        if (node.object.type !== 'Identifier' || node.object.name !== 'Math') return;
        const name = node.computed ? undefined : node.property.name;
        if (name === undefined || !exactMath.has(name)) {
          context.report({ node, message: `Math.${name ?? '[computed]'} is not the same on every machine: use engine/kernel/math.` });
        }
      },
      Identifier(node) {
        if (node.name !== 'Math') return;
        const { parent } = node;
        const isMember = parent.type === 'MemberExpression' && parent.object === node;
        const isKey =
          (parent.type === 'MemberExpression' || parent.type === 'Property') &&
          !parent.computed &&
          (parent.property === node || parent.key === node);
        if (!isMember && !isKey)
          context.report({ node, message: 'Math may not be aliased in the engine: the lint could no longer see what is called.' });
      },
    };
  },
};

const noExponent = {
  create(context) {
    const refuse = (node) =>
      context.report({ node, message: '** is Math.pow, which is not the same on every machine: use pow of engine/kernel/math.' });
    return {
      BinaryExpression(node) {
        if (node.operator === '**' && !(node.right.type === 'Literal' && typeof node.right.value === 'bigint')) refuse(node);
      },
      AssignmentExpression(node) {
        if (node.operator === '**=') refuse(node);
      },
    };
  },
};

const noForIn = {
  create(context) {
    return { ForInStatement: (node) => context.report({ node, message: 'for-in walks in the order of history: iterate sorted keys.' }) };
  },
};

const sortNeedsComparator = {
  create(context) {
    return {
      CallExpression(node) {
        const { callee } = node;
        if (
          callee.type === 'MemberExpression' &&
          !callee.computed &&
          (callee.property.name === 'sort' || callee.property.name === 'toSorted') &&
          node.arguments.length === 0
        ) {
          context.report({ node, message: 'sort() without a comparator orders by text: say what the order is.' });
        }
      },
    };
  },
};

const ambient = { Date: ['now'], Math: ['random'], crypto: ['randomUUID', 'getRandomValues'], performance: ['now'] };

const noAmbientTimeOrChance = {
  create(context) {
    return {
      MemberExpression(node) {
        if (node.object.type !== 'Identifier' || node.computed) return;
        if (ambient[node.object.name]?.includes(node.property.name)) {
          context.report({
            node,
            message: `${node.object.name}.${node.property.name} hides an input: take it from the Clock, Ids or Random port.`,
          });
        }
      },
      NewExpression(node) {
        if (node.callee.type === 'Identifier' && node.callee.name === 'Date' && node.arguments.length === 0) {
          context.report({ node, message: 'new Date() hides an input: take the time from the Clock port.' });
        }
      },
      ImportSpecifier(node) {
        const from = node.parent.source.value;
        if ((from === 'node:crypto' || from === 'crypto') && ['randomUUID', 'randomBytes', 'randomInt'].includes(node.imported.name)) {
          context.report({ node, message: `${node.imported.name} hides an input: take it from the Ids or Random port.` });
        }
      },
    };
  },
};

const noLocale = {
  create(context) {
    return {
      MemberExpression(node) {
        const name = node.computed ? (node.property.type === 'Literal' ? node.property.value : undefined) : node.property.name;
        if (name === 'localeCompare' || String(name).startsWith('toLocale'))
          context.report({ node, message: `${name} asks the machine for its language: use compareText, or write the text out.` });
      },
    };
  },
};

/** Everything is synchronous once it is open: only what opens (wasm, physics, the engine) may wait. */
const noAsync = {
  create(context) {
    const refuse = (node, what) =>
      context.report({ node, message: `${what} inside a tick would order it by chance: only openers may wait.` });
    const unlessSync = (node) => {
      if (node.async) refuse(node, 'async');
    };
    return {
      FunctionDeclaration: unlessSync,
      FunctionExpression: unlessSync,
      ArrowFunctionExpression: unlessSync,
      AwaitExpression: (node) => refuse(node, 'await'),
      ImportExpression: (node) => refuse(node, 'import()'),
      ForOfStatement(node) {
        if (node.await) refuse(node, 'for await');
      },
      Identifier(node) {
        const isType = node.parent.type.startsWith('TS');
        const isKey =
          ['MemberExpression', 'Property'].includes(node.parent.type) &&
          !node.parent.computed &&
          [node.parent.property, node.parent.key].includes(node);
        if (node.name === 'Promise' && !isType && !isKey) refuse(node, 'Promise');
      },
    };
  },
};

export default {
  meta: { name: 'determinism' },
  rules: {
    'no-host-math': noHostMath,
    'no-exponent-operator': noExponent,
    'no-for-in': noForIn,
    'sort-needs-comparator': sortNeedsComparator,
    'no-ambient-time-or-chance': noAmbientTimeOrChance,
    'no-locale': noLocale,
    'no-async': noAsync,
  },
};
