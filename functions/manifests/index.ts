import { problemShape } from '../http/problem.ts';
import { serveDoor } from '../http/serve.ts';
import { announceManifest } from './announce.ts';
import { checkManifest } from './check.ts';
import { definitionHandlers } from './definitions.ts';
import { routes } from './routes.ts';
import { getTemplate } from './template.ts';

export const handler = serveDoor({
  routes,
  errorShape: problemShape,
  handlers: { ...definitionHandlers, getTemplate, announceManifest, checkManifest },
});
