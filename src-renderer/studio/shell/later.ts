import { type ComponentType, createElement, lazy, useState } from 'react';

/** A part of the window that is fetched when it is first shown, or before. */
export interface Later<Props extends object> {
  (props: Props): React.ReactNode;
  /** Fetches it. Whoever waited for this sees it at once. */
  ahead: () => Promise<unknown>;
}

type Shown<Module, Name extends keyof Module> = Module[Name] extends ComponentType<infer Props extends object> ? Props : object;

/**
 * Something of the window that is fetched when it is first shown: what nobody looks at does not delay the start. What is there already is
 * shown without `lazy`, which would show that it waits first, and React then shows nothing else for 300 ms.
 */
export function later<Module extends object, Name extends keyof Module>(
  load: () => Promise<Module>,
  name: Name,
): Later<Shown<Module, Name>> {
  type Content = ComponentType<Shown<Module, Name>>;
  let fetched: Content | undefined;
  const ahead = async (): Promise<{ default: Content }> => ({ default: (fetched = (await load())[name] as Content) });
  const Waited = lazy(ahead);
  function Fetched(props: Shown<Module, Name>) {
    const [content] = useState<Content>(() => fetched ?? Waited);
    return createElement(content, props);
  }
  return Object.assign(Fetched, { ahead });
}
