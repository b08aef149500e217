import type { IJsonModel, IJsonRowNode, IJsonTabNode, IJsonTabSetNode } from 'flexlayout-react';
import type { Preset } from '../../editor/preferences.ts';
import type { PanelDefinition } from '../panel.ts';

/** A set of tabs by panel ids, or a split of them; weights are shares of the split. */
interface Split {
  weight: number;
  parts: readonly (Split | Stack)[];
}

interface Stack {
  weight: number;
  tabs: readonly string[];
}

/** The two layouts a person starts from. Every other split stands upright. */
const presets: Readonly<Record<Preset, Split>> = {
  scenario: {
    weight: 100,
    parts: [
      { weight: 23, tabs: ['scenario', 'hierarchy'] },
      {
        weight: 55,
        parts: [
          { weight: 52, tabs: ['viewport', 'script', 'behaviour'] },
          { weight: 48, tabs: ['kpis', 'timeline', 'console', 'why', 'meter', 'problems', 'assets', 'table', 'cloud'] },
        ],
      },
      {
        weight: 22,
        parts: [
          { weight: 55, tabs: ['runs', 'experiments', 'comments'] },
          { weight: 45, tabs: ['inspector', 'levels', 'history'] },
        ],
      },
    ],
  },
  design: {
    weight: 100,
    parts: [
      {
        weight: 19,
        parts: [
          { weight: 64, tabs: ['hierarchy'] },
          { weight: 36, tabs: ['levels', 'history'] },
        ],
      },
      {
        weight: 59,
        parts: [
          { weight: 70, tabs: ['viewport', 'script', 'behaviour', 'scenario'] },
          {
            weight: 30,
            tabs: ['problems', 'assets', 'table', 'kpis', 'runs', 'timeline', 'experiments', 'console', 'why', 'meter', 'cloud'],
          },
        ],
      },
      { weight: 22, tabs: ['inspector', 'comments'] },
    ],
  },
};

const isStack = (part: Split | Stack): part is Stack => 'tabs' in part;

const tab = ({ id }: PanelDefinition): IJsonTabNode => ({ type: 'tab', id, component: id });

/** The layout of a preset with the panels there are; those it does not name stand in the last set of tabs of their home. */
export function presetLayout(preset: Preset, panels: readonly PanelDefinition[]): IJsonModel {
  const byId = new Map(panels.map((panel) => [panel.id, panel]));
  const placed = new Set<string>();
  const build = (part: Split | Stack): IJsonRowNode | IJsonTabSetNode | undefined => {
    if (isStack(part)) {
      const own = part.tabs.flatMap((id) => byId.get(id) ?? []);
      own.forEach(({ id }) => placed.add(id));
      return own.length > 0 ? { type: 'tabset', weight: part.weight, children: own.map(tab), selected: 0 } : undefined;
    }
    const children = part.parts.flatMap((child) => build(child) ?? []);
    return children.length > 0 ? { type: 'row', weight: part.weight, children } : undefined;
  };
  const layout = build(presets[preset]) as IJsonRowNode | undefined;
  const rest = panels.filter(({ id }) => !placed.has(id));
  const children = layout?.children ?? [];
  if (rest.length > 0) children.push({ type: 'tabset', weight: 20, children: rest.map(tab) });
  return { global: globalOptions, borders: [], layout: { type: 'row', children } };
}

/** What a preset is about, in front where only one panel has room. */
const first: Readonly<Record<Preset, string>> = { scenario: 'scenario', design: 'viewport' };

/** Where there is no room for panels beside each other: all of them in one set of tabs, as they follow each other in the preset. */
export function narrowLayout(preset: Preset, panels: readonly PanelDefinition[]): IJsonModel {
  const idsOf = (part: Split | Stack): readonly string[] => (isStack(part) ? part.tabs : part.parts.flatMap(idsOf));
  const order = idsOf(presets[preset]);
  const own = order.flatMap((id) => panels.find((panel) => panel.id === id) ?? []);
  const all = [...own, ...panels.filter(({ id }) => !order.includes(id))];
  const selected = Math.max(
    0,
    all.findIndex(({ id }) => id === first[preset]),
  );
  const children: IJsonTabSetNode[] = [{ type: 'tabset', weight: 100, selected, enableMaximize: false, children: all.map(tab) }];
  return { global: globalOptions, borders: [], layout: { type: 'row', children } };
}

const globalOptions: NonNullable<IJsonModel['global']> = {
  tabEnableClose: false,
  tabEnableRename: false,
  tabEnablePopout: false,
  tabSetEnableMaximize: true,
  tabSetEnableDivide: true,
  tabSetMinWidth: 180,
  tabSetMinHeight: 96,
  tabEnableRenderOnDemand: true,
};

/** True when a stored layout shows exactly the panels there are; an older or newer Studio's is not forced. */
export function fits(stored: unknown, panels: readonly PanelDefinition[]): stored is IJsonModel {
  const shown = new Set<string>();
  const visit = (node: unknown): void => {
    if (typeof node !== 'object' || node === null) return;
    const { type, component, children } = node as { type?: unknown; component?: unknown; children?: unknown };
    if (type === 'tab' && typeof component === 'string') shown.add(component);
    if (Array.isArray(children)) children.forEach(visit);
  };
  visit((stored as { layout?: unknown } | undefined)?.layout);
  return shown.size === panels.length && panels.every(({ id }) => shown.has(id));
}
