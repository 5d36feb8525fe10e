import { accountRoutes } from '../../functions/accounts/routes.ts';
import { routes as datameta } from '../../functions/datameta/routes.ts';
import { routes as gateway } from '../../functions/gateway/routes.ts';
import type { RouteTable } from '../../functions/http/route.ts';
import { routes as jobDefinitions } from '../../functions/job-definitions/routes.ts';
import { routes as jobs } from '../../functions/jobs/routes.ts';
import { routes as manifests } from '../../functions/manifests/routes.ts';
import { routes as nemo } from '../../functions/nemo/routes.ts';
import { routes as submissions } from '../../functions/submissions/routes.ts';
import type { DoorName } from '../../infra/functions.ts';
import type { Line, Sent } from '../functions/door-event.ts';

export interface FirstRequest {
  routes: RouteTable;
  request: Line;
  sent?: () => Sent;
}

const manifest = () => {
  const form = new FormData();
  form.append('manifest', new Blob(['file_name\tchecksum\na.txt\t0\n']), 'manifest.tsv');
  return { form };
};

/** What a door is often asked first, and answers on an empty site. */
export const FIRST_REQUESTS: Partial<Record<DoorName, FirstRequest>> = {
  Nemo: { routes: nemo, request: 'POST /api/submission', sent: manifest },
  Accounts: { routes: accountRoutes, request: 'GET /api/v1/account' },
  Submissions: { routes: submissions, request: 'GET /api/v1/submissions' },
  Manifests: { routes: manifests, request: 'GET /api/v1/manifest-profiles' },
  Datameta: { routes: datameta, request: 'GET /api/v1/metadata' },
  Jobs: { routes: jobs, request: 'GET /analytics_automated/job/' },
  JobDefinitions: { routes: jobDefinitions, request: 'GET /api/v1/job-forms' },
  Gateway: { routes: gateway, request: 'GET /api/v1/assignments' },
};
