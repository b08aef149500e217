import { transformSync } from '@swc/wasm-typescript';
import type { Problem } from '../../../engine/model/problem.ts';

interface SwcRefusal {
  code: string;
  message: string;
  startLine: number;
  startColumn: number;
}

const isRefusal = (error: unknown): error is SwcRefusal =>
  typeof error === 'object' && error !== null && 'startLine' in error && typeof error.startLine === 'number';

/** Why a script is refused, in the author's words. */
function explain({ code, message }: SwcRefusal): { message: string; hint?: string } {
  if (/import|export/.test(message) && /module/.test(message)) {
    return {
      message: 'A script is one file: it has no import or export.',
      hint: 'query, set, emit, kpi and the rest are there without importing them.',
    };
  }
  const what = message.replace(/ in strip-only mode$/, '').replace(/\.$/, '');
  if (code === 'UnsupportedSyntax')
    return { message: `${what}.`, hint: 'Use plain JavaScript with type annotations; an object or a union type serves as an enum.' };
  return { message: `${what}.` };
}

/**
 * Blanks the types of a script, so that every line and column of the JavaScript is the author's. Gives the same bytes for the same text
 * on every machine; runs in Node only, which is why `compileLevel` takes it as an argument.
 */
export function stripTypes(source: string, file: string): { code: string } | { problems: Problem[] } {
  try {
    return { code: transformSync(source, { mode: 'strip-only', module: false, deprecatedTsModuleAsError: true, filename: file }).code };
  } catch (error) {
    if (!isRefusal(error)) throw error;
    return {
      problems: [
        { severity: 'error', code: 'script-syntax', file, line: error.startLine, column: error.startColumn + 1, ...explain(error) },
      ],
    };
  }
}
