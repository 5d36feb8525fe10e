import { problemShape } from '../http/problem.ts';
import { serveDoor } from '../http/serve.ts';
import { routes } from './routes.ts';

const uploads = () => import('./uploads.ts');

export const handler = serveDoor({
  routes,
  errorShape: problemShape,
  handlers: {
    announceFiles: () => import('./announce-files.ts'),
    announceStagedFile: () => import('./announce-staged.ts'),
    confirmFiles: () => import('./confirm-files.ts'),
    getUpload: uploads,
    signParts: uploads,
    completeUpload: uploads,
    abortUpload: uploads,
  },
});
