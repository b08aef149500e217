import type { Editor } from '../editor/index.ts';

/** The window is called as the project that is open in it, by whoever renames it. Returns how to stop. */
export function followTitle({ project }: Pick<Editor, 'project'>, target: { title: string }): () => void {
  const product = target.title;
  let leave = (): void => {};
  const enter = (): void => {
    leave();
    const file = project.get()?.file;
    const say = (): void => {
      target.title = file ? `${file.get().name} – ${product}` : product;
    };
    leave = file?.subscribe(say) ?? (() => {});
    say();
  };
  const stop = project.subscribe(enter);
  enter();
  return () => {
    stop();
    leave();
    target.title = product;
  };
}
