/** What is wrong with the bytes of an asset, in words that follow "Asset …:". */
export class Broken extends Error {
  override readonly name = 'Broken';
  readonly code: string;

  constructor(code: string, message: string) {
    super(message);
    this.code = code;
  }
}
