/** What the service and the process that runs its jobs tell each other. */
export interface RunContainer {
  readonly name: string;
  readonly command: readonly string[];
  readonly environment: Readonly<Record<string, string>>;
  readonly memoryMiB: number;
  /** starts only if the one before it has ended with 0 */
  readonly afterSuccess: boolean;
  /** where it sees the files that all containers of the job share */
  readonly mountedAt: string | undefined;
  readonly logFile: string;
}

export interface RunJob {
  readonly id: string;
  /** the job's own, which is made and removed again */
  readonly directory: string;
  /** one after another; what becomes of the last one becomes of the job */
  readonly containers: readonly RunContainer[];
  readonly milliseconds: number | undefined;
  /** of files and of what is printed, together */
  readonly diskBytes: number;
  /** PATH of commands */
  readonly path: string;
}

export type ToRunner = { readonly run: RunJob } | { readonly stop: string; readonly reason: string };

export interface ContainerExit {
  readonly name: string;
  readonly exitCode?: number;
  readonly reason?: string;
}

export type FromRunner =
  | { readonly job: string; readonly group: number }
  | { readonly job: string; readonly exit: ContainerExit }
  | { readonly job: string; readonly succeeded: boolean; readonly reason: string };
