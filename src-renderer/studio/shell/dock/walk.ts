/**
 * How the keyboard walks through the panels. The docking library puts all strips of tabs ahead of all panels; a person expects after a strip
 * what its panel holds. So Tab goes from a strip into its panel, from there to the next strip, and to the separators last.
 */

const focusable = 'a[href], button, input, select, textarea, iframe, [tabindex], [contenteditable="true"]';

const isStop = (element: HTMLElement): boolean =>
  element.tabIndex >= 0 &&
  !element.matches(':disabled') &&
  element.closest('[inert]') === null &&
  element.checkVisibility({ visibilityProperty: true });

const stopsIn = (place: ParentNode): HTMLElement[] => [...place.querySelectorAll<HTMLElement>(focusable)].filter(isStop);

/** A strip of tabs, or the panel it shows, with where Tab stops in it. */
interface Stretch {
  place: Element;
  stops: readonly HTMLElement[];
}

const stripsOf = (dock: Element): HTMLElement[] =>
  [...dock.querySelectorAll<HTMLElement>('[role="tablist"]')].filter((strip) => strip.checkVisibility());

const panelOf = (strip: Element): Element | undefined => {
  const tab = strip.querySelector('[role="tab"][aria-selected="true"]');
  return document.getElementById(tab?.getAttribute('aria-controls') ?? '') ?? undefined;
};

/** All that Tab walks through, in its order. */
function stretchesOf(dock: Element): Stretch[] {
  const stretches = stripsOf(dock).flatMap((strip) =>
    // The buttons of a strip belong to it.
    [strip.closest('[data-layout-path$="/tabstrip"]') ?? strip, panelOf(strip)].flatMap((place) =>
      place ? [{ place, stops: stopsIn(place) }] : [],
    ),
  );
  const separators = stopsIn(dock).filter((element) => element.matches('[role="separator"][data-layout-path]'));
  return [...stretches, ...separators.map((place) => ({ place, stops: [place] }))].filter(({ stops }) => stops.length > 0);
}

/** Where a Tab leads that the page would lead elsewhere; undefined where the page is right. */
function nextStop(dock: Element, from: Element, isBack: boolean): HTMLElement | undefined {
  const stretches = stretchesOf(dock);
  const behind = stopsIn(document).find(
    (element) => !dock.contains(element) && (dock.compareDocumentPosition(element) & Node.DOCUMENT_POSITION_FOLLOWING) !== 0,
  );
  if (!dock.contains(from)) return isBack && from === behind ? stretches.at(-1)?.stops.at(-1) : undefined;
  const at = stretches.findIndex(({ place }) => place.contains(from));
  const { place, stops } = stretches[at] ?? {};
  // Another tab than the one that Tab stops at has been walked to with the arrows.
  const edge = from.matches('[role="tab"]') ? place?.querySelector('[role="tab"][tabindex="0"]') : from;
  if (edge !== stops?.at(isBack ? 0 : -1)) return undefined;
  if (isBack) return stretches[at - 1]?.stops.at(-1);
  return stretches[at + 1]?.stops[0] ?? behind;
}

const ends: Readonly<Record<string, number>> = { Home: 0, End: -1 };

/** Lets Tab walk as told above, and Home and End go to the ends of a strip. Returns how to stop. */
export function walkByKeys(dock: HTMLElement): () => void {
  const onKey = (event: KeyboardEvent): void => {
    const from = event.target;
    if (event.defaultPrevented || event.ctrlKey || event.metaKey || event.altKey || !(from instanceof HTMLElement)) return;
    const end = ends[event.key];
    const to =
      event.key === 'Tab'
        ? nextStop(dock, from, event.shiftKey)
        : end !== undefined && from.matches('[role="tab"]') && dock.contains(from)
          ? [...(from.closest('[role="tablist"]')?.querySelectorAll<HTMLElement>('[role="tab"]') ?? [])].at(end)
          : undefined;
    if (!to) return;
    event.preventDefault();
    to.focus();
  };
  document.addEventListener('keydown', onKey);
  return () => document.removeEventListener('keydown', onKey);
}

/** Puts the keyboard into what the next panel shows, or the one before: where it stops first in there, or at the panel itself. */
export function goToPanel(dock: Element, by: 1 | -1): void {
  const strips = stripsOf(dock);
  const at = strips.findIndex((strip) => strip.contains(document.activeElement) || panelOf(strip)?.contains(document.activeElement));
  const next = strips.at(at < 0 && by < 0 ? -1 : (at + by) % strips.length);
  const panel = next && panelOf(next);
  if (!panel) return;
  const [first, second] = stopsIn(panel);
  (first?.matches('section') ? (second ?? first) : (first ?? next.querySelector<HTMLElement>('[aria-selected="true"]')))?.focus();
}
