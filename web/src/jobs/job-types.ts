import type { paths } from '../../generated/api.ts';

export type JobForm =
  paths['/api/v1/job-forms']['get']['responses']['200']['content']['application/json']['jobs'][number];
export type Field = JobForm['parameters'][number];
export type Batch =
  paths['/analytics_automated/submission/{uuid}']['get']['responses']['200']['content']['application/json'];
export type JobRun = Batch['submissions'][number];
