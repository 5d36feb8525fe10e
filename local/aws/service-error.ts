/** An error that a service answers with: HTTP status, AWS error code, message. */
export class ServiceError extends Error {
  readonly status: number;
  readonly code: string;

  constructor(status: number, code: string, message: string) {
    super(message);
    this.name = code;
    this.status = status;
    this.code = code;
  }
}

/** The refusal that every service sends when a role lacks a permission. */
export function accessDenied(caller: string, action: string, resource: string): ServiceError {
  const message = `User: ${caller} is not authorized to perform: ${action} on resource: ${resource}`;
  return new ServiceError(403, 'AccessDeniedException', message);
}
