import type { Kind } from './definitions-api.ts';

/** What a new definition begins with: to be changed, so that nobody has to look up how one is written. */
export const EXAMPLES: Readonly<Record<Kind, object>> = {
  'manifest-profiles': {
    title: '',
    columns: [
      { name: 'file', required: true },
      { name: 'md5', required: true, pattern: '[0-9a-f]{32}' },
    ],
    fileName: { column: 'file' },
    checksum: { column: 'md5', algorithm: 'md5' },
    access: { policy: 'restricted' },
  },
  vocabularies: { terms: [] },
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
