import type { Action } from '../editor/index.ts';
import { definePanel, type PanelDefinition } from '../shell/panel.ts';
import { ConsolePanel } from './console-panel.tsx';
import { KpisPanel } from './kpis-panel.tsx';
import { MeterPanel } from './meter/meter-panel.tsx';
import { RunsPanel } from './runs-panel.tsx';
import { ScenarioPanel } from './scenario-panel.tsx';
import { TimelinePanel } from './timeline-panel.tsx';
import { WhyPanel } from './why/why-panel.tsx';
import { ScriptPanel } from './script/script-panel.tsx';

export const analysePanels: PanelDefinition[] = [
  definePanel({ id: 'scenario', title: 'panel.scenario', icon: 'sliders', home: 'left', Content: ScenarioPanel }),
  definePanel({ id: 'script', title: 'panel.script', icon: 'code', home: 'centre', bleeds: true, Content: ScriptPanel }),
  definePanel({ id: 'kpis', title: 'panel.kpis', icon: 'chart', home: 'bottom', Content: KpisPanel }),
  definePanel({ id: 'timeline', title: 'panel.timeline', icon: 'timer', home: 'bottom', Content: TimelinePanel }),
  definePanel({ id: 'runs', title: 'panel.runs', icon: 'history', home: 'bottom', Content: RunsPanel }),
  definePanel({ id: 'console', title: 'panel.console', icon: 'terminal', home: 'bottom', bleeds: true, Content: ConsolePanel }),
  definePanel({ id: 'why', title: 'panel.why', icon: 'help', home: 'bottom', bleeds: true, Content: WhyPanel }),
  definePanel({ id: 'meter', title: 'panel.meter', icon: 'gauge', home: 'bottom', bleeds: true, Content: MeterPanel }),
];
export const analyseActions: Action[] = [];
