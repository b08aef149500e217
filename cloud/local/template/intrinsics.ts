import { isObject, textOfJson, type Json, type JsonObject } from '../json.ts';
import type { TemplateDocument } from './document.ts';

/** What names in a template stand for while it is deployed. */
export interface ResolveScope {
  /** The value of a parameter, pseudo-parameter, or deployed resource; undefined for a name that is none. */
  readonly ref: (name: string) => Json | undefined;
  /** An attribute of a deployed resource; undefined where it has none of that name. */
  readonly attribute: (resource: string, name: string) => Json | undefined;
  readonly document: TemplateDocument;
}

/** What `AWS::NoValue` comes to: the property, or element, is left out. */
const NO_VALUE = Symbol('no value');
type Resolved = Json | typeof NO_VALUE;

/** Replaces every intrinsic function in a value. @throws Error that names what cannot be resolved. */
export function resolve(value: Json, scope: ResolveScope): Json {
  const resolved = walk(value, scope);
  return resolved === NO_VALUE ? null : resolved;
}

/** A condition of the template by name. */
export function conditionHolds(name: string, scope: ResolveScope): boolean {
  const condition = scope.document.Conditions?.[name];
  if (condition === undefined) throw new Error(`There is no condition ${name}`);
  return truth(condition, scope);
}

function walk(value: Json, scope: ResolveScope): Resolved {
  if (Array.isArray(value)) return (value as Json[]).map((each) => walk(each, scope)).filter((each): each is Json => each !== NO_VALUE);
  if (!isObject(value)) return value;
  const [[name, operand] = [], ...more] = Object.entries(value);
  const intrinsic = name !== undefined && more.length === 0 ? INTRINSICS[name] : undefined;
  if (intrinsic) return intrinsic(operand!, scope);
  const entries = Object.entries(value).map(([key, child]) => [key, walk(child, scope)] as const);
  return Object.fromEntries(entries.filter((entry): entry is readonly [string, Json] => entry[1] !== NO_VALUE));
}

const INTRINSICS: Readonly<Record<string, (operand: Json, scope: ResolveScope) => Resolved>> = {
  Ref(operand, scope) {
    if (operand === 'AWS::NoValue') return NO_VALUE;
    const value = scope.ref(text(operand, 'Ref'));
    if (value === undefined) throw new Error(`Ref ${JSON.stringify(operand)} names neither a parameter nor a resource that was deployed`);
    return value;
  },
  'Fn::GetAtt'(operand, scope) {
    const [resource, ...path] = Array.isArray(operand) ? (operand as string[]) : text(operand, 'Fn::GetAtt').split('.');
    const name = path.join('.');
    const value = scope.attribute(resource ?? '', name);
    if (value === undefined) throw new Error(`Fn::GetAtt ${resource}.${name}: that resource has no such attribute here`);
    return value;
  },
  'Fn::Sub'(operand, scope) {
    const [pattern, own] = Array.isArray(operand) ? (operand as [string, JsonObject]) : [text(operand, 'Fn::Sub'), {}];
    return pattern.replace(/\$\{(!?)([^}]*)\}/g, (_all, literal: string, name: string) => {
      if (literal) return `\${${name}}`;
      const value = Object.hasOwn(own, name)
        ? walk(own[name]!, scope)
        : name.includes('.')
          ? walk({ 'Fn::GetAtt': name }, scope)
          : walk({ Ref: name }, scope);
      return scalar(value, `Fn::Sub \${${name}}`);
    });
  },
  'Fn::Join'(operand, scope) {
    const [separator, parts] = list(operand, 'Fn::Join', 2);
    const values = walk(parts!, scope);
    if (!Array.isArray(values)) throw new Error('Fn::Join takes a list');
    return (values as Json[]).map((each) => scalar(each, 'Fn::Join')).join(text(separator!, 'Fn::Join'));
  },
  'Fn::Select'(operand, scope) {
    const [index, parts] = list(operand, 'Fn::Select', 2);
    const values = walk(parts!, scope);
    const found = Array.isArray(values) ? (values as Json[])[Number(walk(index!, scope))] : undefined;
    if (found === undefined) throw new Error(`Fn::Select: there is no element ${JSON.stringify(index)}`);
    return found;
  },
  'Fn::Split'(operand, scope) {
    const [separator, source] = list(operand, 'Fn::Split', 2);
    return scalar(walk(source!, scope), 'Fn::Split').split(text(separator!, 'Fn::Split'));
  },
  'Fn::If'(operand, scope) {
    const [condition, yes, no] = list(operand, 'Fn::If', 3);
    return walk(conditionHolds(text(condition!, 'Fn::If'), scope) ? yes! : no!, scope);
  },
  'Fn::FindInMap'(operand, scope) {
    const [map, first, second] = list(operand, 'Fn::FindInMap', 3).map((each) => scalar(walk(each, scope), 'Fn::FindInMap'));
    const found = scope.document.Mappings?.[map!]?.[first!]?.[second!];
    if (found === undefined) throw new Error(`Fn::FindInMap: there is no ${map}.${first}.${second}`);
    return found;
  },
  'Fn::Base64': (operand, scope) => Buffer.from(scalar(walk(operand, scope), 'Fn::Base64')).toString('base64'),
  'Fn::GetAZs': (_operand, scope) => ['a', 'b', 'c'].map((zone) => `${scalar(scope.ref('AWS::Region')!, 'AWS::Region')}${zone}`),
  'Fn::ImportValue': (operand) => {
    throw new Error(`Fn::ImportValue ${JSON.stringify(operand)}: one template is deployed here, which imports nothing`);
  },
};

function truth(condition: Json, scope: ResolveScope): boolean {
  if (typeof condition === 'boolean') return condition;
  const [[name, operand] = []] = isObject(condition) ? Object.entries(condition) : [];
  switch (name ?? '') {
    case 'Fn::Equals': {
      const [left, right] = list(operand!, 'Fn::Equals', 2).map((each) => walk(each, scope));
      return JSON.stringify(left) === JSON.stringify(right);
    }
    case 'Fn::Not':
      return !truth(list(operand!, 'Fn::Not', 1)[0]!, scope);
    case 'Fn::And':
      return (operand as Json[]).every((each) => truth(each, scope));
    case 'Fn::Or':
      return (operand as Json[]).some((each) => truth(each, scope));
    case 'Condition':
      return conditionHolds(text(operand!, 'Condition'), scope);
    default:
      throw new Error(`${JSON.stringify(condition)} is no condition`);
  }
}

function list(operand: Json, name: string, length: number): readonly Json[] {
  if (!Array.isArray(operand) || operand.length !== length) throw new Error(`${name} takes a list of ${length}`);
  return operand as Json[];
}

function text(operand: Json, name: string): string {
  if (typeof operand !== 'string') throw new Error(`${name} takes a text, not ${JSON.stringify(operand)}`);
  return operand;
}

function scalar(value: Resolved, name: string): string {
  if (value === NO_VALUE || typeof value === 'object')
    throw new Error(`${name} came to ${value === NO_VALUE ? 'nothing' : JSON.stringify(value)}, not a text`);
  return String(value);
}

/** The names of resources that a value refers to. */
export function references(value: Json, isResource: (name: string) => boolean): Set<string> {
  const found = new Set<string>();
  const note = (name: string): void => {
    if (isResource(name)) found.add(name);
  };
  const visit = (each: Json): void => {
    if (Array.isArray(each)) return (each as Json[]).forEach(visit);
    if (!isObject(each)) return;
    for (const [key, child] of Object.entries(each)) {
      if (key === 'Ref') note(textOfJson(child));
      else if (key === 'Fn::GetAtt') note(textOfJson(Array.isArray(child) ? (child[0] as Json) : child).split('.')[0]!);
      else if (key === 'Fn::Sub') {
        const [pattern, own] = Array.isArray(child) ? (child as [string, JsonObject]) : [textOfJson(child), {}];
        for (const [, name] of pattern.matchAll(/\$\{([^!}][^}]*)\}/g)) if (!Object.hasOwn(own, name!)) note(name!.split('.')[0]!);
        visit(own);
      } else visit(child);
    }
  };
  visit(value);
  return found;
}
