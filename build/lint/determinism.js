/**
 * Lint rules that keep a tick a pure function of (world, commands, dt).
 *
 * IEEE 754 fixes + - * / % and sqrt; every other floating-point function differs between V8 versions and CPUs, so the engine brings its
 * own (`engine/kernel/math`). Aliasing (`const M = Math`) escapes a lint: a runtime guard in the engine's tests covers that.
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

export default {
  meta: { name: 'determinism' },
  rules: {
    'no-host-math': noHostMath,
    'no-exponent-operator': noExponent,
    'no-for-in': noForIn,
    'sort-needs-comparator': sortNeedsComparator,
    'no-ambient-time-or-chance': noAmbientTimeOrChance,
  },
};
