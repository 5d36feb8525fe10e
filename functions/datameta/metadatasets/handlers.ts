import type { Loaders } from '../../http/route.ts';
import type { metadatasetsRoutes } from '../routes/metadatasets.ts';

const list = () => import('./list.ts');
const remove = () => import('./delete.ts');

export const metadatasetsHandlers: Loaders<typeof metadatasetsRoutes> = {
  createMetadataset: () => import('./stage.ts'),
  listMetadatasets: list,
  pendingMetadatasets: list,
  getMetadataset: () => import('./read.ts'),
  deleteMetadataset: remove,
  deleteMetadatasets: remove,
  executeService: () => import('./execute.ts'),
  searchMetadatasets: () => import('./search.ts'),
  correctMetadataset: () => import('./correct.ts'),
  listVersions: () => import('./versions.ts'),
  convertSampleSheet: () => import('./sample-sheet.ts'),
};
