/** Somebody who signs requests: one Lambda function (with its role's permissions) or the operator of this machine. */
export interface Caller {
  readonly accessKeyId: string;
  readonly secretAccessKey: string;
  /** Who it is, for messages: the function's logical id, or `operator`. */
  readonly name: string;
  /** The IAM decision for one action on one resource ARN; `context` holds condition keys. */
  allows(action: string, resource: string, context?: Readonly<Record<string, string | readonly string[]>>): boolean;
}

export interface Callers {
  find(accessKeyId: string): Caller | undefined;
}
