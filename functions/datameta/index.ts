import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { serveDoor } from '../http/serve.ts';
import { accountsHandlers } from './accounts/handlers.ts';
import { datametaErrorShape } from './error-shape.ts';
import { filesHandlers } from './files/handlers.ts';
import { metadataHandlers } from './metadata/handlers.ts';
import { metadatasetsHandlers } from './metadatasets/handlers.ts';
import { registrationsHandlers } from './registrations/handlers.ts';
import { currentRoutes } from './routes.ts';
import { servicesHandlers } from './services/handlers.ts';
import { settingsHandlers } from './settings/handlers.ts';
import { submissionsHandlers } from './submissions/handlers.ts';
import { asCurrentVersion } from './versions.ts';

const door = serveDoor({
  routes: currentRoutes,
  errorShape: datametaErrorShape,
  handlers: {
    ...accountsHandlers,
    ...registrationsHandlers,
    ...settingsHandlers,
    ...servicesHandlers,
    ...metadataHandlers,
    ...metadatasetsHandlers,
    ...filesHandlers,
    ...submissionsHandlers,
  },
});

export const handler = (event: APIGatewayProxyEventV2, context: Context): Promise<APIGatewayProxyStructuredResultV2> =>
  door(asCurrentVersion(event), context);
