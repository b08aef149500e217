export { checkNames, type NameProblem } from './check.ts';
export { completeAt, type Completion, type CompletionKind, type Completions } from './complete.ts';
export { dialectOf, dialects, type Dialect, type LanguageName } from './dialect.ts';
export { explain, type Explanation } from './explain.ts';
export { meaningOf, type Found } from './find.ts';
export type { Meaning } from './meaning.ts';
export { signatureAt, type Signature } from './signature.ts';
export { tidy, type Edit } from './tidy.ts';
export { vocabularyOf, type Vocabulary, type VocabularyInput } from './vocabulary.ts';
