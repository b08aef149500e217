/** What is wrong with a text that is no YAML, in our words: the library's are for those who call it. */
import type { ErrorCode } from 'yaml';

interface Sentence {
  readonly message: string;
  readonly hint: string;
}

const marks: Sentence = { message: 'an anchor, alias or tag stands where none can', hint: 'A tree has no &, * and !: leave them out.' };
const other: Sentence = {
  message: 'something stands here that does not belong',
  hint: 'Check the commas, brackets, quotes and the indentation before it.',
};

const sentences: Readonly<Partial<Record<ErrorCode, Sentence>>> = {
  ALIAS_PROPS: marks,
  BAD_ALIAS: marks,
  BAD_PROP_ORDER: marks,
  MULTIPLE_ANCHORS: marks,
  MULTIPLE_TAGS: marks,
  TAG_RESOLVE_FAILED: marks,
  BAD_DIRECTIVE: { message: 'a line that begins with % is not understood here', hint: 'Leave it out.' },
  BAD_DQ_ESCAPE: { message: 'the text has a \\ that begins no escape', hint: "Write \\\\, or put the text in single quotes: '…'." },
  BAD_INDENT: {
    message: 'this does not stand where its indentation must be',
    hint: 'Items of one list or map begin at the same column, and what belongs to a key stands deeper than the key.',
  },
  BAD_SCALAR_START: { message: 'a value cannot begin with this character', hint: "Put the value in quotes: '…'." },
  BLOCK_AS_IMPLICIT_KEY: {
    message: 'a list or a map begins where none can',
    hint: 'Check the indentation here and in the line above; two keys with their colons never stand in one line.',
  },
  BLOCK_IN_FLOW: { message: 'a list with dashes or lines of keys stand inside [ ] or { }', hint: 'Inside brackets, part with commas.' },
  DUPLICATE_KEY: { message: 'the same key stands twice', hint: 'A node has one key beside name; several nodes make a list.' },
  KEY_OVER_1024_CHARS: { message: 'a key has more than 1024 characters', hint: 'Shorten it.' },
  MISSING_CHAR: { message: 'a closing ], } or quote is missing before this', hint: 'Close what was opened.' },
  MULTILINE_IMPLICIT_KEY: { message: 'a key and its colon do not stand on one line', hint: 'Write key: and then the value.' },
  MULTIPLE_DOCS: {
    message: 'a second document begins here, after --- or ...',
    hint: 'One file holds one tree: put the other into its own.',
  },
  TAB_AS_INDENT: { message: 'a tab indents this line', hint: 'Indent with spaces.' },
};

export const yamlSentence = (code: ErrorCode): Sentence => sentences[code] ?? other;
