/** What an UpdateItem sets and removes; spread into its input. */
export interface Assignments {
  UpdateExpression: string;
  ExpressionAttributeNames: Record<string, string>;
  /** absent where nothing is set: DynamoDB refuses an empty one */
  ExpressionAttributeValues?: Record<string, unknown>;
}

/** `SET` for what has a value, `REMOVE` for what is undefined; at least one change. */
export function assignments(changes: Record<string, unknown>): Assignments {
  const set = Object.keys(changes).filter((name) => changes[name] !== undefined);
  const remove = Object.keys(changes).filter((name) => changes[name] === undefined);
  return {
    UpdateExpression: [
      set.length > 0 ? `SET ${set.map((name) => `#${name} = :${name}`).join(', ')}` : '',
      remove.length > 0 ? `REMOVE ${remove.map((name) => `#${name}`).join(', ')}` : '',
    ]
      .join(' ')
      .trim(),
    ExpressionAttributeNames: Object.fromEntries([...set, ...remove].map((name) => [`#${name}`, name])),
    ...(set.length > 0 && {
      ExpressionAttributeValues: Object.fromEntries(set.map((name) => [`:${name}`, changes[name]])),
    }),
  };
}
