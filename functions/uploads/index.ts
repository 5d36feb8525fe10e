import { problemShape } from '../http/problem.ts';
import { serveDoor } from '../http/serve.ts';
import { announce } from './announce-files.ts';
import { announceStaged } from './announce-staged.ts';
import { confirm } from './confirm-files.ts';
import { routes } from './routes.ts';
import { abort, complete, getPartUrls, getUpload } from './uploads.ts';

export const handler = serveDoor({
  routes,
  errorShape: problemShape,
  handlers: {
    announceFiles: announce,
    announceStagedFile: announceStaged,
    confirmFiles: confirm,
    getUpload,
    signParts: getPartUrls,
    completeUpload: complete,
    abortUpload: abort,
  },
});
