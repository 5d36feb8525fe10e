import type { Handlers } from '../../http/route.ts';
import type { metadatasetsRoutes } from '../routes/metadatasets.ts';
import { correctMetadataset } from './correct.ts';
import { deleteMetadataset, deleteMetadatasets } from './delete.ts';
import { executeService } from './execute.ts';
import { listMetadatasets, pendingMetadatasets } from './list.ts';
import { getMetadataset } from './read.ts';
import { convertSampleSheet } from './sample-sheet.ts';
import { searchMetadatasets } from './search.ts';
import { createMetadataset } from './stage.ts';
import { listVersions } from './versions.ts';

export const metadatasetsHandlers: Handlers<typeof metadatasetsRoutes> = {
  createMetadataset,
  listMetadatasets,
  getMetadataset,
  deleteMetadataset,
  deleteMetadatasets,
  executeService,
  pendingMetadatasets,
  searchMetadatasets,
  correctMetadataset,
  listVersions,
  convertSampleSheet,
};
