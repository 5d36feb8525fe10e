import { serveDoor } from '../http/serve.ts';
import { nemoErrorShape } from './error-shape.ts';
import { routes } from './routes.ts';

const fileStatus = () => import('./file-status.ts');

export const handler = serveDoor({
  routes,
  errorShape: nemoErrorShape,
  handlers: {
    createSubmission: () => import('./create-submission.ts'),
    listSubmissions: () => import('./history.ts'),
    searchSubmissions: () => import('./search.ts'),
    getSubmission: () => import('./get-submission.ts'),
    getFileStatus: fileStatus,
    getNamedFileStatus: fileStatus,
  },
});
