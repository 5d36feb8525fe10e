import { type Call, ok, type Reply } from '../../http/route.ts';
import type { metadatasetsRoutes } from '../routes/metadatasets.ts';
import { readVisible } from './context.ts';
import { metadatasetView } from './view.ts';

export async function getMetadataset(call: Call<(typeof metadatasetsRoutes)['getMetadataset']>): Promise<Reply> {
  const { set, context } = await readVisible(call.principal, call.params['id'] ?? '');
  return ok(metadatasetView(set, context));
}
