import { routes as accounts } from '../../functions/accounts/routes.ts';
import { currentRoutes as datameta } from '../../functions/datameta/routes.ts';
import { routes as documentation } from '../../functions/documentation/routes.ts';
import { routes as gateway } from '../../functions/gateway/routes.ts';
import type { Route } from '../../functions/http/route.ts';
import { routes as jobDefinitions } from '../../functions/job-definitions/routes.ts';
import { routes as jobs } from '../../functions/jobs/routes.ts';
import { routes as manifests } from '../../functions/manifests/routes.ts';
import { routes as nemo } from '../../functions/nemo/routes.ts';
import { routes as submissions } from '../../functions/submissions/routes.ts';
import { routes as uploads } from '../../functions/uploads/routes.ts';

/** Every route of the service, by door; without aliases. */
export const TABLES: Readonly<Record<string, Readonly<Record<string, Route>>>> = {
  nemo,
  accounts,
  manifests,
  uploads,
  submissions,
  datameta,
  jobs,
  'job-definitions': jobDefinitions,
  gateway,
  documentation,
};

export const ALL_ROUTES: readonly (Route & { door: string; name: string })[] = Object.entries(TABLES).flatMap(
  ([door, table]) =>
    Object.entries(table)
      .filter(([, { aliasOf }]) => aliasOf === undefined)
      .map(([name, route]) => ({ ...route, door, name })),
);
