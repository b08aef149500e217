/** The texts of a wire, numbered in the order in which they were first needed; 0 is ''. */
export class WireTexts {
  #texts = [''];
  #ids = new Map([['', 0]]);

  get count(): number {
    return this.#texts.length;
  }

  id(text: string): number {
    let id = this.#ids.get(text);
    if (id === undefined) {
      id = this.#texts.push(text) - 1;
      this.#ids.set(text, id);
    }
    return id;
  }

  text(id: number): string {
    return this.#texts[id]!;
  }
}
