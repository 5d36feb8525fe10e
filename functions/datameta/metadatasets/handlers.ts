import type { Handlers } from '../../http/route.ts';
import type { metadatasetsRoutes } from '../routes/metadatasets.ts';

export const metadatasetsHandlers: Handlers<typeof metadatasetsRoutes> = {};
