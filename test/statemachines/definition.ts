import { readFileSync } from 'node:fs';

const DEFINITION = readFileSync(new URL('../../statemachines/ingest.asl.json', import.meta.url), 'utf8');
export const ARNS = 'arn:aws:lambda:us-east-1:000000000000:function:';

/** The deployed definition, with an ARN for every function that it names. */
export const definition = JSON.parse(DEFINITION.replaceAll(/\$\{(\w+)Arn\}/g, `${ARNS}$1`)) as { States: object };

export const FUNCTIONS = [...new Set([...DEFINITION.matchAll(/\$\{(\w+)Arn\}/g)].map(([, name = '']) => name))];
