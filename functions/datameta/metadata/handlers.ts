import type { Loaders } from '../../http/route.ts';
import type { metadataRoutes } from '../routes/metadata.ts';

const definitions = () => import('./definitions.ts');

export const metadataHandlers: Loaders<typeof metadataRoutes> = {
  listMetadata: definitions,
  createMetadatum: definitions,
  updateMetadatum: definitions,
};
