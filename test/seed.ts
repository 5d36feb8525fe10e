/**
 * Where random tests begin. Short runs begin at the same for everybody, so that a change is judged by what it changes;
 * long ones go where none has been.
 * @param variable of the environment that names another seed
 */
export const seedFrom = (variable: string, isLong: boolean): number =>
  Number(process.env[variable] ?? (isLong ? Date.now() % 2 ** 31 : 1));
