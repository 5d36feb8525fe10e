import { readFileSync } from 'node:fs';
import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { STEPS } from '../../infra/functions.ts';
import { find, plain, templateWith } from './synthesized.ts';

const definition = readFileSync(new URL('../../statemachines/ingest.asl.json', import.meta.url), 'utf8');

describe('the ingest state machine', () => {
  it('is valid Amazon States Language', () => {
    const result = validate(JSON.parse(definition), { checkPaths: true, checkArn: true });
    expect(result.errorsText('\n')).toBe('');
    expect(result.isValid).toBe(true);
  });

  it('is deployed as the file says, with every function of the file filled in', () => {
    const template = templateWith();
    const machine = find(template, 'AWS::StepFunctions::StateMachine', 'Ingest')['Properties'];
    expect(machine.DefinitionString).toBe(definition);
    const named = new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name));
    expect(Object.keys(machine.DefinitionSubstitutions).toSorted()).toEqual([...named].toSorted());
    expect([...named].toSorted()).toEqual(
      Object.keys(STEPS)
        .map((name) => `${name}Arn`)
        .toSorted(),
    );
  });

  it('may invoke its steps and nothing else, and logs every event without data', () => {
    const template = templateWith();
    const [statement] = find(template, 'AWS::IAM::Policy', 'IngestRoleDefaultPolicy')['Properties'].PolicyDocument
      .Statement;
    expect(statement.Action).toBe('lambda:InvokeFunction');
    const invoked = statement.Resource.map(plain) as string[];
    expect(invoked.toSorted()).toEqual(
      Object.keys(STEPS)
        .map((name) => `Functions${name}`)
        .toSorted(),
    );
    const machine = find(template, 'AWS::StepFunctions::StateMachine', 'Ingest')['Properties'];
    expect(machine).toMatchObject({
      StateMachineType: 'STANDARD',
      TracingConfiguration: { Enabled: true },
      LoggingConfiguration: { Level: 'ALL', IncludeExecutionData: false },
    });
  });
});
