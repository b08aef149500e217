import type { KpiSpec, ProjectFile } from '../../../engine/model/project.ts';

/** The KPI that stands for the level: the first of the last chart that shows a single one, else the first decimal, else the first. */
export function headlineKpi({ kpis, charts }: Pick<ProjectFile, 'kpis' | 'charts'>): { id: string; spec: KpiSpec } | undefined {
  const single = charts.findLast((chart) => chart.kpis.length === 1)?.kpis[0];
  const id = single ?? Object.keys(kpis).find((name) => kpis[name]?.kind === 'decimal') ?? Object.keys(kpis)[0];
  const spec = id === undefined ? undefined : kpis[id];
  return id !== undefined && spec ? { id, spec } : undefined;
}
