import { DomainError, type Issue, invalid } from '../../domain/errors.ts';

/**
 * DataMeta answers 400, not 409, where a name is taken; and it has names of its own for some fields.
 * @param names what a field is called here, by what the domain calls it
 */
export async function asDatameta<T>(work: Promise<T>, names: Readonly<Record<string, string>> = {}): Promise<T> {
  try {
    return await work;
  } catch (error) {
    if (!(error instanceof DomainError) || error.issues.length === 0) throw error;
    const issues = error.issues.map((issue) => renamed(issue, names));
    throw error.kind === 'conflict'
      ? invalid(error.message, { issues, cause: error })
      : new DomainError(error.kind, error.message, { issues, cause: error });
  }
}

function renamed(issue: Issue, names: Readonly<Record<string, string>>): Issue {
  const name = names[issue.field ?? ''];
  return name === undefined ? issue : { ...issue, field: name };
}

/** 400, located. */
export const wrongField = (field: string, message: string): DomainError =>
  invalid(message, { issues: [{ field, message }] });
