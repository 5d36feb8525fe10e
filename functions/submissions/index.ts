import { problemShape } from '../http/problem.ts';
import { serveDoor } from '../http/serve.ts';
import { routes } from './routes.ts';

const read = () => import('./read.ts');
const deliveries = () => import('./deliveries.ts');
const change = () => import('./change.ts');
const datasets = () => import('./datasets.ts');

export const handler = serveDoor({
  routes,
  errorShape: problemShape,
  handlers: {
    listSubmissions: () => import('./list.ts'),
    getSubmission: read,
    listFiles: read,
    getContent: read,
    getOutput: read,
    listDeliveries: deliveries,
    redeliver: deliveries,
    redrive: change,
    cancel: change,
    setEmbargo: change,
    listDatasets: datasets,
    getDataset: datasets,
  },
});
