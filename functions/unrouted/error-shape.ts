import { datametaErrorShape } from '../datameta/error-shape.ts';
import { routes as datameta } from '../datameta/routes.ts';
import { type ErrorShape, problemShape } from '../http/problem.ts';
import type { Route } from '../http/route.ts';
import { nemoErrorShape } from '../nemo/error-shape.ts';

/** Paths of NeMO's API, whose clients read `{"message"}`. */
const NEMO = /^\/(api\/submission|v1)(\/|$)/;
/** Nobody but DataMeta has this version; below the other one it has neighbours. */
const DATAMETA_ALONE = '/api/v0/';
const SHARED = ['', 'api', 'v1'].length;

const DATAMETA: readonly Route[] = Object.values(datameta);
const PATHS = new Set(DATAMETA.map(({ path }) => path));

/** How the door tells it whose paths are the nearest to one that no route takes. */
export function errorShapeFor(path: string, routes: readonly Route[]): ErrorShape {
  if (NEMO.test(path)) return nemoErrorShape;
  if (path.startsWith(DATAMETA_ALONE)) return datametaErrorShape;
  const nearest = nearness(path, DATAMETA);
  const others = routes.filter((route) => !PATHS.has(route.path));
  return nearest > SHARED && nearest >= nearness(path, others) ? datametaErrorShape : problemShape;
}

/** How many segments from the left the nearest of these routes has in common with a path; one more for the whole. */
const nearness = (path: string, routes: readonly Route[]): number =>
  Math.max(...routes.map((route) => inCommon(route.path.split('/'), path.split('/'))));

function inCommon(wanted: readonly string[], given: readonly string[]): number {
  const differs = wanted.findIndex((part, i) => !fits(part, given[i]));
  if (differs !== -1) return differs;
  return wanted.length + (wanted.length === given.length ? 1 : 0);
}

/** Does one segment of a route's path take this one? */
export const fits = (wanted: string, given: string | undefined): boolean =>
  wanted.startsWith('{') ? given !== undefined && given !== '' : wanted === given;
