import type { Route, RouteTable } from '../http/route.ts';

const CURRENT = '/api/v1';
/** The version that the examples of DataMeta's own documents use. It is the same API under another name. */
const ALIAS = '/api/v0';

/** The same routes under `/api/v0`; the names of these lines begin with `v0:`. */
export type Aliases = Readonly<Record<`v0:${string}`, Route>>;

/**
 * Every route of a table at `/api/v1` and, as an alias, at `/api/v0`. Handlers are written for the first only: see
 * `asCurrentVersion`.
 */
export function bothVersions<T extends RouteTable>(table: T): T & Aliases {
  const aliases = Object.entries(table).flatMap(([name, route]) =>
    route.path.startsWith(`${CURRENT}/`)
      ? [
          [
            `v0:${name}`,
            { ...route, path: `${ALIAS}${route.path.slice(CURRENT.length)}` as const, aliasOf: route.path },
          ],
        ]
      : [],
  );
  return { ...table, ...(Object.fromEntries(aliases) as Aliases) };
}

/** The same request as if it had been sent to `/api/v1`. */
export function asCurrentVersion<E extends { routeKey: string; rawPath: string }>(event: E): E {
  const [method, path = ''] = event.routeKey.split(' ');
  if (!path.startsWith(`${ALIAS}/`)) return event;
  return {
    ...event,
    routeKey: `${method} ${CURRENT}${path.slice(ALIAS.length)}`,
    rawPath: CURRENT + event.rawPath.slice(ALIAS.length),
  };
}
