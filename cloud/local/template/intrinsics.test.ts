import { describe, expect, it } from 'vitest';
import type { Json } from '../json.ts';
import type { TemplateDocument } from './document.ts';
import { conditionHolds, references, resolve, type ResolveScope } from './intrinsics.ts';
import { deploymentOrder } from './order.ts';

const scope: ResolveScope = {
  document: {
    Resources: {},
    Mappings: { M: { a: { b: 'mapped' } } },
    Conditions: {
      Yes: { 'Fn::Equals': [{ Ref: 'P' }, 'p'] },
      No: { 'Fn::Not': [{ Condition: 'Yes' }] },
      Both: { 'Fn::And': [{ Condition: 'Yes' }, { Condition: 'No' }] },
      Either: { 'Fn::Or': [{ Condition: 'Yes' }, { Condition: 'No' }] },
    },
  },
  ref: (name) => ({ P: 'p', L: ['x', 'y'], 'AWS::Region': 'here-1' })[name],
  attribute: (resource, name) => (resource === 'R' && name === 'Arn' ? 'arn:r' : undefined),
};
const of = (value: Json): Json => resolve(value, scope);

describe('an intrinsic function', () => {
  it.each<[Json, Json]>([
    [{ Ref: 'P' }, 'p'],
    [{ 'Fn::GetAtt': ['R', 'Arn'] }, 'arn:r'],
    [{ 'Fn::GetAtt': 'R.Arn' }, 'arn:r'],
    [{ 'Fn::Sub': '${P}-${R.Arn}-${!P}-${AWS::Region}' }, 'p-arn:r-${P}-here-1'],
    [{ 'Fn::Sub': ['${Own}/${P}', { Own: { Ref: 'P' } }] }, 'p/p'],
    [{ 'Fn::Join': ['-', ['a', { Ref: 'P' }, 1]] }, 'a-p-1'],
    [{ 'Fn::Join': [',', { Ref: 'L' }] }, 'x,y'],
    [{ 'Fn::Select': ['1', { Ref: 'L' }] }, 'y'],
    [{ 'Fn::Split': ['|', 'a|b'] }, ['a', 'b']],
    [{ 'Fn::If': ['Yes', { Ref: 'P' }, 'other'] }, 'p'],
    [{ 'Fn::If': ['No', 1, 2] }, 2],
    [{ 'Fn::FindInMap': ['M', 'a', 'b'] }, 'mapped'],
    [{ 'Fn::Base64': 'hi' }, 'aGk='],
    [{ 'Fn::GetAZs': '' }, ['here-1a', 'here-1b', 'here-1c']],
    [
      { kept: 1, dropped: { Ref: 'AWS::NoValue' }, list: [1, { 'Fn::If': ['No', 2, { Ref: 'AWS::NoValue' }] }] },
      { kept: 1, list: [1] },
    ],
    [{ Statement: { Ref: 'P', Also: 1 } }, { Statement: { Ref: 'P', Also: 1 } }],
  ])('%j', (value, expected) => {
    expect(of(value)).toEqual(expected);
  });

  it.each<[Json, string]>([
    [{ Ref: 'Q' }, 'Ref "Q"'],
    [{ 'Fn::GetAtt': ['R', 'Colour'] }, 'R.Colour'],
    [{ 'Fn::Select': [5, { Ref: 'L' }] }, 'no element 5'],
    [{ 'Fn::Join': ['-', [{ Ref: 'L' }]] }, 'not a text'],
    [{ 'Fn::If': ['Maybe', 1, 2] }, 'no condition Maybe'],
    [{ 'Fn::FindInMap': ['M', 'a', 'c'] }, 'no M.a.c'],
    [{ 'Fn::ImportValue': 'x' }, 'imports nothing'],
  ])('%j is refused by name', (value, expected) => {
    expect(() => of(value)).toThrow(expected);
  });
});

it('conditions hold as they are written', () => {
  expect(['Yes', 'No', 'Both', 'Either'].map((name) => conditionHolds(name, scope))).toEqual([true, false, false, true]);
});

it('finds what a value refers to', () => {
  const value = { a: { Ref: 'A' }, b: [{ 'Fn::GetAtt': 'B.Arn' }, { 'Fn::Sub': ['${C.Arn} ${D} ${!E} ${F}', { F: { Ref: 'G' } }] }] };
  expect([...references(value, () => true)].toSorted((x, y) => (x < y ? -1 : 1))).toEqual(['A', 'B', 'C', 'D', 'G']);
});

describe('the order of resources', () => {
  const document = (Resources: TemplateDocument['Resources']): TemplateDocument => ({ Resources });
  it('puts each behind what it needs', () => {
    const order = deploymentOrder(
      document({ A: { Type: 'T', DependsOn: ['C'], Properties: { x: { Ref: 'B' } } }, B: { Type: 'T', DependsOn: 'C' }, C: { Type: 'T' } }),
    );
    expect(order).toEqual(['C', 'B', 'A']);
  });
  it('names a circle, and a dependency that is not there', () => {
    expect(() =>
      deploymentOrder(document({ A: { Type: 'T', Properties: { x: { Ref: 'B' } } }, B: { Type: 'T', DependsOn: 'A' } })),
    ).toThrow('A -> B -> A');
    expect(() => deploymentOrder(document({ A: { Type: 'T', DependsOn: 'Z' } }))).toThrow('A depends on Z');
  });
});
