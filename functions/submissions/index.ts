import { problemShape } from '../http/problem.ts';
import { serveDoor } from '../http/serve.ts';
import { cancel, redrive, setEmbargo } from './change.ts';
import { getDataset, listDatasets } from './datasets.ts';
import { listDeliveries, redeliver } from './deliveries.ts';
import { listSubmissions } from './list.ts';
import { getContent, getOutput, getSubmission, listFiles } from './read.ts';
import { routes } from './routes.ts';

export const handler = serveDoor({
  routes,
  errorShape: problemShape,
  handlers: {
    listSubmissions,
    getSubmission,
    listFiles,
    getContent,
    getOutput,
    listDeliveries,
    redeliver,
    redrive,
    cancel,
    setEmbargo,
    listDatasets,
    getDataset,
  },
});
