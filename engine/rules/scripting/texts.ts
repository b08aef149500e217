const RENEW_AT = 16_384;

export interface SavedTexts {
  readonly texts: readonly string[];
  readonly renewAt: number;
}

/** The texts that an interpreter knows by number, as the host remembers them. What the guest learns first, it reports; both sides count alike. */
export class Texts {
  #texts: string[] = [''];
  #ids = new Map<string, number>([['', 0]]);
  #renewAt = RENEW_AT;

  get count(): number {
    return this.#texts.length;
  }

  /** The number of a text, new at the end if it was not known. */
  id(text: string): number {
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.#texts.length;
      this.#texts.push(text);
      this.#ids.set(text, id);
    }
    return id;
  }

  text(id: number): string | undefined {
    return this.#texts[id];
  }

  /** The texts from number `from` on. */
  since(from: number): string[] {
    return this.#texts.slice(from);
  }

  /** Forgets the texts from number `count` on. */
  truncate(count: number): void {
    for (const text of this.#texts.splice(count)) this.#ids.delete(text);
  }

  /** So many texts have passed through that most are forgotten by the world: begin again? */
  get isFull(): boolean {
    return this.#texts.length > this.#renewAt;
  }

  /** Begins again; `inUse` texts (of the last call) must fit easily. */
  renew(inUse: number): void {
    this.#texts = [''];
    this.#ids = new Map([['', 0]]);
    this.#renewAt = Math.max(RENEW_AT, inUse * 2);
  }

  save(): SavedTexts {
    return { texts: [...this.#texts], renewAt: this.#renewAt };
  }

  load({ texts, renewAt }: SavedTexts): void {
    this.#texts = [...texts];
    this.#ids = new Map(texts.map((text, id) => [text, id]));
    this.#renewAt = renewAt;
  }
}
