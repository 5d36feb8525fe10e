import type { paths } from '../../generated/api.ts';

export type Report = paths['/api/v1/manifest-checks']['post']['responses']['200']['content']['application/json'];

/** The rows of a manifest as the service read them, whatever file they came from. */
export type ShownTable = NonNullable<Report['table']>;
