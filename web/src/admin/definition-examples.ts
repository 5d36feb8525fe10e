import type { Kind } from './definitions-api.ts';

/** What a new definition begins with: to be changed, so that nobody has to look up how one is written. */
export const EXAMPLES: Readonly<Record<Kind, object>> = {
  'manifest-profiles': {},
  vocabularies: {},
  tasks: {
    image: 'debian:stable-slim',
    command: ['head', '$P1', '$I1'],
    inputs: ['.txt'],
    stdout: '.head',
    parameters: [{ alias: 'lines', flag: '-n', default: '10', validation: { min: 1, max: 1000 } }],
    timeoutSeconds: 900,
  },
  jobs: {
    description: 'The first lines of a text',
    runnable: true,
    public: false,
    validators: [],
    steps: [{ ordering: 0, task: 'head' }],
  },
};
