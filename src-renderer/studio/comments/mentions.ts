import type { CommentAuthor } from '../../../engine/model/comments.ts';
import type { ProjectPerson } from '../../../src-main/contract/index.ts';

/** The name that is being written at the caret: from its @ on. */
export interface Naming {
  from: number;
  said: string;
}

export function namingAt(text: string, caret: number): Naming | undefined {
  const match = /(?:^|\s)@([^@\n]{0,40})$/.exec(text.slice(0, caret));
  return match ? { from: caret - match[1]!.length - 1, said: match[1]! } : undefined;
}

/** Whose name, or a word of it, begins so. */
export function peopleNamed(people: readonly ProjectPerson[], said: string): readonly ProjectPerson[] {
  const wanted = said.toLowerCase();
  return people.filter(({ name }) => {
    const lower = name.toLowerCase();
    return lower !== wanted.trimEnd() && (lower.startsWith(wanted) || lower.split(/\s+/).some((word) => word.startsWith(wanted)));
  });
}

/** A text in pieces: those with `person` name somebody. The longest name counts. */
export function piecesOf(text: string, people: readonly CommentAuthor[]): { text: string; person?: CommentAuthor }[] {
  const byLength = people.toSorted((a, b) => b.name.length - a.name.length);
  const pieces: { text: string; person?: CommentAuthor }[] = [];
  let plain = '';
  for (let at = 0; at < text.length;) {
    const before = at === 0 ? ' ' : text[at - 1]!;
    const person =
      text[at] === '@' && !/[\p{L}\p{N}]/u.test(before)
        ? byLength.find(({ name }) => text.startsWith(name, at + 1) && !/^[\p{L}\p{N}]/u.test(text.slice(at + 1 + name.length)))
        : undefined;
    if (person) {
      if (plain !== '') pieces.push({ text: plain });
      plain = '';
      pieces.push({ text: `@${person.name}`, person });
      at += person.name.length + 1;
    } else {
      plain += text[at]!;
      at += 1;
    }
  }
  if (plain !== '') pieces.push({ text: plain });
  return pieces;
}

/** Whom a text names, each once. */
export const mentionsIn = (text: string, people: readonly ProjectPerson[]): CommentAuthor[] => [
  ...new Map(piecesOf(text, people).flatMap(({ person }) => (person ? [[person.id, { id: person.id, name: person.name }]] : []))).values(),
];
