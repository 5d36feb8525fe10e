import { readFileSync } from 'node:fs';
import validate from 'asl-validator';
import { describe, expect, it } from 'vitest';
import { STEPS } from '../../infra/functions.ts';

const definition = readFileSync(new URL('../../statemachines/ingest.asl.json', import.meta.url), 'utf8');

describe('the ingest state machine', () => {
  it('is valid Amazon States Language', () => {
    const result = validate(JSON.parse(definition), { checkPaths: true, checkArn: true });
    expect(result.errorsText('\n')).toBe('');
    expect(result.isValid).toBe(true);
  });

  it('would not be valid with a transition to nowhere', () => {
    const broken = JSON.parse(definition.replace('"Next": "UploadComplete"', '"Next": "Nowhere"')) as unknown;
    expect(validate(broken, { checkPaths: true, checkArn: true }).isValid).toBe(false);
  });

  it('names every step of the catalogue and nothing else', () => {
    const named = new Set([...definition.matchAll(/\$\{(\w+)\}/g)].map(([, name = '']) => name));
    const steps = Object.keys(STEPS).map((name) => `${name}Arn`);
    expect([...named].toSorted()).toEqual(steps.toSorted());
  });
});
