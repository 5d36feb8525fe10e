/** What step 3 does for a submission to an assignment. */
export { finishChecks } from './finish-checks.ts';
export { workOnInput } from './input-work.ts';
