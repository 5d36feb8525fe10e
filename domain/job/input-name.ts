const LONGEST = 100;

/**
 * The name under which a submitted file is kept, in a URL and in the job's directory: what the sender called it without
 * its path, everything but letters, digits, dots, hyphens and underscores replaced.
 */
export function inputName(given: string): string {
  const base = given.split(/[/\\]/).at(-1) ?? '';
  const safe = base.replaceAll(/[^A-Za-z0-9._-]+/g, '_').replace(/^[._-]+/, '');
  return safe.slice(-LONGEST).replace(/^[._-]+/, '') || 'input';
}

/** Files of a job submission have names that begin with its UUID: by that alone they are found. */
const FILE = /^([0-9a-f]{8}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{4}-[0-9a-f]{12})([._].+)$/;

export const submissionOfFile = (file: string): string | undefined => FILE.exec(file)?.[1];

/** In URLs, the submitted file is the submission's UUID, an underscore and its name, which begins with none. */
export const inputFile = (uuid: string, name: string): string => `${uuid}_${name}`;
