/** Who made a transaction and what people call it. Every edit carries one; the history keeps those it issued. */
export class EditOrigin {
  /** What the step is called in menus and lists: "Move Crate". */
  readonly label: string;
  /**
   * `person`: this editor. `disk`: a change that entered from outside. `host`: one that the host made because this editor's person asked for
   * it. `history`: an undo or redo.
   */
  readonly by: 'person' | 'disk' | 'host' | 'history';
  /** Of a change by the host: what is one step over several rooms has one name. */
  readonly step: string | undefined;

  constructor(label: string, by: EditOrigin['by'] = 'person', step?: string) {
    this.label = label;
    this.by = by;
    this.step = step;
  }
}
