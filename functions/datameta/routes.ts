import { defineRoutes } from '../http/route.ts';
import { accountsRoutes } from './routes/accounts.ts';
import { filesRoutes } from './routes/files.ts';
import { metadataRoutes } from './routes/metadata.ts';
import { metadatasetsRoutes } from './routes/metadatasets.ts';
import { registrationsRoutes } from './routes/registrations.ts';
import { servicesRoutes } from './routes/services.ts';
import { settingsRoutes } from './routes/settings.ts';
import { submissionsRoutes } from './routes/submissions.ts';
import { bothVersions } from './versions.ts';

/** The DataMeta API, version 1.4.0, as documented. */
export const currentRoutes = defineRoutes({
  ...accountsRoutes,
  ...registrationsRoutes,
  ...settingsRoutes,
  ...servicesRoutes,
  ...metadataRoutes,
  ...metadatasetsRoutes,
  ...filesRoutes,
  ...submissionsRoutes,
});

/** The same with the aliases that API Gateway routes as well. */
export const routes = bothVersions(currentRoutes);
