import type { Handlers } from '../../http/route.ts';
import type { metadataRoutes } from '../routes/metadata.ts';

export const metadataHandlers: Handlers<typeof metadataRoutes> = {};
