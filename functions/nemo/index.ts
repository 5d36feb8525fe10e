import { serveDoor } from '../http/serve.ts';
import { createSubmission } from './create-submission.ts';
import { nemoErrorShape } from './error-shape.ts';
import { getFileStatus, getNamedFileStatus } from './file-status.ts';
import { getSubmission } from './get-submission.ts';
import { listSubmissions } from './history.ts';
import { routes } from './routes.ts';
import { searchSubmissions } from './search.ts';

export const handler = serveDoor({
  routes,
  errorShape: nemoErrorShape,
  handlers: {
    createSubmission,
    listSubmissions,
    searchSubmissions,
    getSubmission,
    getFileStatus,
    getNamedFileStatus,
  },
});
