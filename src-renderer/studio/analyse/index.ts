import type { Action } from '../editor/index.ts';
import { later } from '../shell/later.ts';
import { definePanel, type PanelDefinition } from '../shell/panel.ts';

const Scenario = later(() => import('./scenario-panel.tsx'), 'ScenarioPanel');

export const analysePanels: PanelDefinition[] = [
  definePanel({
    id: 'scenario',
    title: 'panel.scenario',
    icon: 'sliders',
    home: 'left',
    Content: Scenario,
    ahead: Scenario.ahead,
  }),
  definePanel({
    id: 'script',
    title: 'panel.script',
    icon: 'code',
    home: 'centre',
    bleeds: true,
    Content: later(() => import('./script/script-panel.tsx'), 'ScriptPanel'),
  }),
  definePanel({
    id: 'kpis',
    title: 'panel.kpis',
    icon: 'chart',
    home: 'bottom',
    Content: later(() => import('./kpis-panel.tsx'), 'KpisPanel'),
  }),
  definePanel({
    id: 'timeline',
    title: 'panel.timeline',
    icon: 'timer',
    home: 'bottom',
    Content: later(() => import('./timeline-panel.tsx'), 'TimelinePanel'),
  }),
  definePanel({
    id: 'runs',
    title: 'panel.runs',
    icon: 'history',
    home: 'bottom',
    Content: later(() => import('./runs-panel.tsx'), 'RunsPanel'),
  }),
  definePanel({
    id: 'console',
    title: 'panel.console',
    icon: 'terminal',
    home: 'bottom',
    bleeds: true,
    Content: later(() => import('./console-panel.tsx'), 'ConsolePanel'),
  }),
  definePanel({
    id: 'why',
    title: 'panel.why',
    icon: 'help',
    home: 'bottom',
    bleeds: true,
    Content: later(() => import('./why/why-panel.tsx'), 'WhyPanel'),
  }),
  definePanel({
    id: 'meter',
    title: 'panel.meter',
    icon: 'gauge',
    home: 'bottom',
    bleeds: true,
    Content: later(() => import('./meter/meter-panel.tsx'), 'MeterPanel'),
  }),
];
export const analyseActions: Action[] = [];
