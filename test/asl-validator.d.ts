declare module 'asl-validator' {
  /** Checks a state machine against the published schema and its own rules. */
  export default function validate(definition: unknown): {
    isValid: boolean;
    errors: { 'Error code': string; Message: string }[];
    errorsText(): string;
  };
}
