/** A file that the manifest names and that has not arrived yet, or has. */
export interface Expected {
  name: string;
  state: string;
  checksum: { algorithm: 'md5' | 'sha256'; value: string } | null;
}

export interface Dropped {
  name: string;
  size: number;
  /** within the folder that was dropped */
  path?: string;
}

export interface Match<T> {
  /** what is to be sent */
  send: { file: T; expected: Expected }[];
  /** names of files that have arrived already */
  arrived: string[];
  /** names that the manifest does not have */
  unknown: string[];
  /** names that were dropped more than once: the first one counts */
  repeated: string[];
}

const OPEN = new Set(['expected', 'announced']);

/** Finds the row of each dropped file: by its name, or by its path within a dropped folder. */
export function matchFiles<T extends Dropped>(files: readonly T[], expected: readonly Expected[]): Match<T> {
  const byName = new Map(expected.map((row) => [row.name, row]));
  const match: Match<T> = { send: [], arrived: [], unknown: [], repeated: [] };
  const seen = new Set<string>();
  for (const file of files) {
    const row = rowOf(file, byName);
    if (row === undefined) match.unknown.push(file.name);
    else if (seen.has(row.name)) match.repeated.push(row.name);
    else if (!OPEN.has(row.state)) match.arrived.push(row.name);
    else match.send.push({ file, expected: row });
    if (row) seen.add(row.name);
  }
  return match;
}

function rowOf({ name, path = name }: Dropped, rows: ReadonlyMap<string, Expected>): Expected | undefined {
  const parts = path.replace(/^[./\\]+/, '').split(/[/\\]/);
  // The folder itself may have any name: a/b/c.gz is looked for as a/b/c.gz, b/c.gz and c.gz.
  return (
    parts.map((_, index) => rows.get(parts.slice(index).join('/'))).find((row) => row !== undefined) ?? rows.get(name)
  );
}
