export interface LedgerErrorParts {
  /** Stable, kebab-case; what code compares. */
  code: string;
  /** What happened, naming the thing refused. */
  message: string;
  /** The next step. */
  hint?: string | undefined;
  /** File, entity, component, field, line, offset or call. */
  where?: string | undefined;
}

/** An error as a value: it crosses every boundary as these four fields and nothing else. */
export class LedgerError extends Error {
  readonly code: string;
  readonly hint: string | undefined;
  readonly where: string | undefined;

  constructor({ code, message, hint, where }: LedgerErrorParts) {
    super(message);
    this.name = 'LedgerError';
    this.code = code;
    this.hint = hint;
    this.where = where;
  }

  toJSON(): LedgerErrorParts {
    return { code: this.code, message: this.message, hint: this.hint, where: this.where };
  }
}
