/** Who made a transaction and what people call it. Every edit carries one; the history keeps those it issued. */
export class EditOrigin {
  /** What the step is called in menus and lists: "Move Crate". */
  readonly label: string;
  /** `person`: this editor. `disk`: a change that entered from outside. `history`: an undo or redo. */
  readonly by: 'person' | 'disk' | 'history';

  constructor(label: string, by: 'person' | 'disk' | 'history' = 'person') {
    this.label = label;
    this.by = by;
  }
}
