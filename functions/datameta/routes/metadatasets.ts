import { defineRoutes } from '../../http/route.ts';

export const metadatasetsRoutes = defineRoutes({});
