export { fileLetter, redriveLetter, type LetterDeps } from './letters.ts';
