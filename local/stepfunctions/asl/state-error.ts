/** What a wildcard in `ErrorEquals` may do with an error. */
export type Reach = 'any' | 'by-name' | 'none';

/**
 * An error that a state reports. `name` is the Error Name that Retry and Catch match; `detail` becomes `Cause`
 * (absent where Step Functions gives none, such as a timeout).
 */
export class StateError extends Error {
  override readonly name: string;
  readonly detail: string | undefined;
  /** `none`: always fails the execution (States.Runtime); `by-name`: States.ALL does not match it. */
  readonly reach: Reach;
  /** A heartbeat that did not come is reported as States.Timeout, but States.HeartbeatTimeout matches it too. */
  readonly heartbeat: boolean;

  constructor(name: string, detail?: string, options: { reach?: Reach; heartbeat?: boolean } = {}) {
    super(detail === undefined ? name : `${name}: ${detail}`);
    this.name = name;
    this.detail = detail;
    this.reach = options.reach ?? 'any';
    this.heartbeat = options.heartbeat ?? false;
  }
}

/** The definition met data it cannot work on: never retried, never caught, the execution fails. */
export function runtimeError(detail: string): StateError {
  return new StateError('States.Runtime', detail, { reach: 'none' });
}

/** Does one `ErrorEquals` list match? */
export function errorMatches(names: readonly string[], error: StateError): boolean {
  if (error.reach === 'none') return false;
  return names.some((name) => {
    if (name === error.name) return true;
    if (name === 'States.HeartbeatTimeout') return error.heartbeat;
    if (error.reach === 'by-name') return false;
    if (name === 'States.ALL') return true;
    return name === 'States.TaskFailed' && error.name !== 'States.Timeout';
  });
}
