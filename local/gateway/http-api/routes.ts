/** A route of the API with the function that answers it. */
export interface Route {
  /** `GET /v1/items/{id}`, `ANY /files/{proxy+}` or `$default` */
  readonly routeKey: string;
  readonly functionArn: string;
  /** milliseconds that API Gateway waits for the function */
  readonly timeoutMs: number;
}

export interface MatchedRoute extends Route {
  readonly pathParameters: Readonly<Record<string, string>>;
}

/** Finds the route for a method and a decoded path. */
export type MatchRoute = (method: string, path: string) => MatchedRoute | undefined;

interface CompiledRoute {
  readonly route: Route;
  readonly method: string;
  readonly segments: readonly string[];
  readonly greedy: string | undefined;
}

/**
 * The most specific path wins: literal segments before variables before a greedy variable, read from the left; for
 * one path the named method wins over ANY. `$default` takes what nothing else matches. A trailing slash counts.
 */
export function compileRoutes(routes: readonly Route[]): MatchRoute {
  const fallback = routes.find(({ routeKey }) => routeKey === '$default');
  const compiled = routes.filter((route) => route !== fallback).map(compile);
  compiled.sort(bySpecificity);
  return (method, path) => {
    const segments = path.split('/').slice(1);
    for (const candidate of compiled) {
      if (candidate.method !== 'ANY' && candidate.method !== method) continue;
      const pathParameters = matchSegments(candidate, segments);
      if (pathParameters !== undefined) return { ...candidate.route, pathParameters };
    }
    return fallback === undefined ? undefined : { ...fallback, pathParameters: {} };
  };
}

function compile(route: Route): CompiledRoute {
  const [method = '', path = ''] = route.routeKey.split(' ');
  const segments = path.split('/').slice(1);
  const [, greedy] = /^\{(.+)\+\}$/.exec(segments.at(-1) ?? '') ?? [];
  if (segments.slice(0, -1).some((segment) => segment.endsWith('+}'))) {
    throw new Error(`route ${route.routeKey}: a greedy variable must be the last segment`);
  }
  return { route, method, segments: greedy === undefined ? segments : segments.slice(0, -1), greedy };
}

function matchSegments(
  { segments, greedy }: CompiledRoute,
  path: readonly string[],
): Record<string, string> | undefined {
  if (greedy === undefined ? path.length !== segments.length : path.length <= segments.length) return undefined;
  const parameters: Record<string, string> = {};
  for (const [index, segment] of segments.entries()) {
    const actual = path[index] ?? '';
    const [, variable] = /^\{(.+)\}$/.exec(segment) ?? [];
    if (variable === undefined ? segment !== actual : actual === '') return undefined;
    if (variable !== undefined) parameters[variable] = actual;
  }
  if (greedy === undefined) return parameters;
  const rest = path.slice(segments.length).join('/');
  return rest === '' ? undefined : { ...parameters, [greedy]: rest };
}

/** Smaller sorts first: 0 for a literal segment, 1 for a variable, 2 for a greedy one. */
function bySpecificity(left: CompiledRoute, right: CompiledRoute): number {
  const ranks = ({ segments, greedy, method }: CompiledRoute): string =>
    [...segments.map((segment) => (segment.startsWith('{') ? 1 : 0)), greedy === undefined ? '' : 2].join('') +
    (method === 'ANY' ? 'z' : 'a');
  return ranks(left) < ranks(right) ? -1 : 1;
}
