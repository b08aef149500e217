import { checkParameter, resolveParameters } from '../../../../engine/model/parameters.ts';
import type { ParameterSpec, ParamValue, ProjectFile, ScenarioSpec } from '../../../../engine/model/project.ts';
import type { Parameters } from '../../../workers/engine/protocol.ts';
import { type Cell, createCell, type WritableCell } from '../cell.ts';
import type { ProjectSession } from '../project/project-session.ts';
import type { Run } from './run.ts';

/** What the next run is asked for: a scenario, what is turned of it, and a seed. */
export interface RunForm {
  readonly scenario: Cell<string | undefined>;
  /** What differs from the scenario. */
  readonly changed: WritableCell<Parameters>;
  /** Every parameter as the next run will have it. */
  readonly parameters: Cell<Parameters>;
  readonly seed: WritableCell<number>;
  /** The scenario, as the project has it now. */
  spec(): ScenarioSpec | undefined;
  /** How people call a parameter. */
  label(name: string): string;
  /** Takes what a run was, as far as the project has it: its scenario, its seed, and these parameters as what is turned of that. */
  take(run: Pick<Run, 'scenario' | 'seed'>, values: Parameters): void;
  /** Takes the scenario's own values and seed. */
  choose(id: string | undefined): void;
  /** What differs once this parameter has this value. @throws a problem where the project's parameters refuse it */
  turned(name: string, value: ParamValue): Parameters;
  /** Begins with the first scenario of this project, and follows what becomes of its parameters. */
  follow(project: ProjectSession): void;
  leave(): void;
}

export function createRunForm(): RunForm {
  let project: ProjectSession | undefined;
  let stop = (): void => {};
  const scenario = createCell<string | undefined>(undefined);
  const changed = createCell<Parameters>({});
  const parameters = createCell<Parameters>({});
  const seed = createCell(1);

  const spec = (): ScenarioSpec | undefined => {
    const id = scenario.get();
    const scenarios = project?.file.get().scenarios ?? {};
    return id !== undefined && Object.hasOwn(scenarios, id) ? scenarios[id] : undefined;
  };
  const resolve = (): void => {
    if (!project) return parameters.set({});
    const file = project.file.get();
    const id = scenario.get();
    if (id !== undefined && !Object.hasOwn(file.scenarios, id)) scenario.set(Object.keys(file.scenarios)[0]);
    try {
      parameters.set(resolveParameters(file.parameters, spec()?.values ?? {}, changed.get()));
    } catch {
      // A parameter, an option or a scenario was taken away under us: what still fits stays.
      const fits = Object.entries(changed.get()).filter(([name, value]) => isValue(file.parameters[name], name, value));
      if (fits.length < Object.keys(changed.get()).length) changed.set(Object.fromEntries(fits));
    }
  };
  changed.subscribe(resolve);

  const choose = (id: string | undefined): void => {
    scenario.set(id);
    changed.set({});
    seed.set(spec()?.seed ?? 1);
    resolve();
  };
  const leave = (): void => {
    stop();
    stop = () => {};
    project = undefined;
    scenario.set(undefined);
    changed.set({});
    resolve();
  };

  return {
    scenario,
    changed,
    parameters,
    seed,
    spec,
    label: (name) => project?.file.get().parameters[name]?.label ?? name,
    choose,
    take(run, values) {
      const file = project?.file.get();
      if (!file) return;
      if (run.scenario !== undefined && Object.hasOwn(file.scenarios, run.scenario)) scenario.set(run.scenario);
      seed.set(run.seed);
      const usual = usualOf(file, spec());
      const isTurned = ([name, value]: [string, ParamValue]): boolean =>
        isValue(file.parameters[name], name, value) && JSON.stringify(usual[name]) !== JSON.stringify(value);
      changed.set(Object.fromEntries(Object.entries(values).filter(isTurned)));
      resolve();
    },
    turned(name, value) {
      const specs = project?.file.get().parameters ?? {};
      const values = spec()?.values ?? {};
      const { [name]: _, ...others } = changed.get();
      const usual = resolveParameters(specs, values);
      const next = JSON.stringify(usual[name]) === JSON.stringify(value) ? others : { ...others, [name]: value };
      resolveParameters(specs, values, next);
      return next;
    },
    follow(next) {
      leave();
      project = next;
      choose(Object.keys(next.file.get().scenarios)[0]);
      stop = next.file.subscribe(resolve);
    },
    leave,
  };
}

/** What a scenario says; nothing while it says what the project's parameters refuse. */
function usualOf({ parameters }: ProjectFile, spec: ScenarioSpec | undefined): Parameters {
  try {
    return resolveParameters(parameters, spec?.values ?? {});
  } catch {
    return {};
  }
}

function isValue(spec: ParameterSpec | undefined, name: string, value: ParamValue): boolean {
  try {
    return spec !== undefined && checkParameter(name, spec, value) !== undefined;
  } catch {
    return false;
  }
}
