import { routes as accounts } from '../functions/accounts/routes.ts';
import { routes as datameta } from '../functions/datameta/routes.ts';
import { routes as documentation } from '../functions/documentation/routes.ts';
import { routes as gateway } from '../functions/gateway/routes.ts';
import type { RouteTable } from '../functions/http/route.ts';
import { routes as jobDefinitions } from '../functions/job-definitions/routes.ts';
import { gatewayRoutes as jobs } from '../functions/jobs/routes.ts';
import { routes as manifests } from '../functions/manifests/routes.ts';
import { routes as nemo } from '../functions/nemo/routes.ts';
import { routes as submissions } from '../functions/submissions/routes.ts';
import { routes as uploads } from '../functions/uploads/routes.ts';
import type { DoorName } from './functions.ts';

/** The route table of every door, by the door's name in the catalogue. */
export const ROUTES: Readonly<Record<DoorName, RouteTable>> = {
  Nemo: nemo,
  Accounts: accounts,
  Uploads: uploads,
  Submissions: submissions,
  Manifests: manifests,
  Datameta: datameta,
  Jobs: jobs,
  JobDefinitions: jobDefinitions,
  Gateway: gateway,
  Documentation: documentation,
};
