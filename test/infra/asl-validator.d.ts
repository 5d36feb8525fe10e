/** The package ships no types. */
declare module 'asl-validator' {
  interface Result {
    isValid: boolean;
    errorsText(separator?: string): string;
  }
  function validate(definition: unknown, options?: { checkPaths?: boolean; checkArn?: boolean }): Result;
  export = validate;
}
