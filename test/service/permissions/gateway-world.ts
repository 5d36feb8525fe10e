import type { Caller } from '../client.ts';
import { ask, draft, PATH, post } from '../gateway/asking.ts';

/** What there is at the 1Data Gateway API: all of it is run by the group, but for one project of the site. */
export interface GatewayWorld {
  project: string;
  siteProject: string;
  specification: string;
  assignment: string;
  /** a draft of the owner's with its file, and another one that is to be started */
  draft: string;
  toStart: string;
}

export async function makeGatewayWorld(root: Caller, owner: Caller, group: string): Promise<GatewayWorld> {
  const [ours, site] = await Promise.all([ask(root, group, {}, group), ask(root, group)]);
  const drafts = await Promise.all([draft(owner, ours.assignmentKey), draft(owner, ours.assignmentKey)]);
  for (const { id } of drafts) await post(owner, id, 'id,area\n1,2\n', PATH);
  return {
    project: ours.projectKey,
    siteProject: site.projectKey,
    specification: ours.specificationKey,
    assignment: ours.assignmentKey,
    draft: drafts[0].id,
    toStart: drafts[1].id,
  };
}
