import { problemShape } from '../http/problem.ts';
import { serveDoor } from '../http/serve.ts';
import { routes } from './routes.ts';

const definitions = async () => (await import('./definitions.ts')).definitionHandlers;

export const handler = serveDoor({
  routes,
  errorShape: problemShape,
  handlers: {
    listProfiles: definitions,
    getProfile: definitions,
    putProfile: definitions,
    deleteProfile: definitions,
    listVocabularies: definitions,
    getVocabulary: definitions,
    putVocabulary: definitions,
    deleteVocabulary: definitions,
    getTemplate: () => import('./template.ts'),
    announceManifest: () => import('./announce.ts'),
    checkManifest: () => import('./check.ts'),
  },
});
