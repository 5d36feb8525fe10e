import { defineRoutes } from '../../http/route.ts';

export const metadataRoutes = defineRoutes({});
