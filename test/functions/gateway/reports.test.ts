import { afterAll, beforeAll, describe, expect, it } from 'vitest';
import { recordConformance } from '../../../adapters/dynamodb/conformance-store.ts';
import { type GatewaySite, startGatewaySite } from './site.ts';

let site: GatewaySite;
let specificationKey: string;
let assignmentKey: string;
let ids: string[];
beforeAll(async () => {
  site = await startGatewaySite();
  ({ specificationKey, key: assignmentKey } = await site.assignment());
  ids = [];
  for (let i = 0; i < 3; i++) ids.push((await site.draft(assignmentKey)).id);
  for (const [index, submissionId] of ids.entries()) {
    await recordConformance(site.functions.local.table, {
      submissionId,
      specificationKey,
      assignmentKey,
      createdAt: `2026-0${index + 1}-15T10:00:00Z`,
      rules: [
        { check: 'Table', rule: 'unique(id)', severity: 'error', checked: 10, failed: index },
        { check: 'Table', rule: '=cmd()', severity: 'warning', checked: 10, failed: 0 },
      ],
    });
  }
});
afterAll(() => site.functions.close());

const report = <T = Record<string, unknown>>(name: string, query: Record<string, string> = {}, status = 200) =>
  site.ask<T>(`GET /api/v1/reports/specification/${specificationKey}/${name}`, { token: site.admin, query, status });

describe('the report', () => {
  it('of rules sums what the checks of all submissions came to', async () => {
    expect(await report('rule_conformance')).toMatchObject({
      submissions: 3,
      rules: [
        {
          check: 'Table',
          rule: 'unique(id)',
          submissions: 3,
          failedSubmissions: 2,
          checked: 30,
          failed: 3,
          conformance: 90,
        },
        { rule: '=cmd()', checked: 30, failed: 0, conformance: 100 },
      ],
    });
  });

  it('of tasks sums the rules of each check', async () => {
    expect(await report('task_conformance')).toMatchObject({
      tasks: [{ task: 'Table', submissions: 3, failedSubmissions: 2, checked: 60, failed: 3, conformance: 95 }],
    });
  });

  it('is of a period, whose last day is part of it', async () => {
    const of = async (from: string, to: string) => (await report('rule_conformance', { from, to }))['submissions'];
    expect(await of('2026-01-15', '2026-01-15')).toBe(1);
    expect(await of('2026-02-01', '2026-12-31')).toBe(2);
    expect(await of('2027-01-01', '2027-01-02')).toBe(0);
    await report('rule_conformance', { from: '2026-02-01', to: '2026-01-01' }, 400);
    await report('rule_conformance', { from: 'yesterday' }, 400);
  });

  it('of submissions tells where each stands, page by page', async () => {
    const page = await report<{ submissions: { id: string; state: string }[]; next?: string }>('submissions', {
      limit: '2',
    });
    const rest = await report<{ submissions: { id: string }[]; next?: string }>('submissions', {
      limit: '2',
      after: page.next ?? '',
    });
    expect(rest.next).toBeUndefined();
    const seen = [...page.submissions, ...rest.submissions].map(({ id }) => id);
    expect(new Set(seen)).toEqual(new Set(ids));
    expect(page.submissions[0]).toMatchObject({ state: 'draft', assignmentKey, submitter: 'member', endedAt: null });
  });

  it('comes as CSV where that is asked for, harmless in a spreadsheet', async () => {
    const path = `GET /api/v1/reports/specification/${specificationKey}` as const;
    const rules = await site.send(`${path}/rule_conformance`, { token: site.admin, query: { format: 'csv' } });
    expect(rules.headers?.['content-type']).toBe('text/csv; charset=utf-8');
    expect(rules.body?.split('\r\n')).toEqual([
      'check,rule,severity,submissions,failedSubmissions,checked,failed,conformance',
      'Table,unique(id),error,3,2,30,3,90',
      "Table,'=cmd(),warning,3,0,30,0,100",
      '',
    ]);
    const headers = { accept: 'text/csv' };
    const page = await site.send(`${path}/submissions`, { token: site.admin, query: { limit: '2' }, headers });
    expect(page.body?.split('\r\n')).toHaveLength(4);
    const next = new URL(/<(.+)>; rel="next"/.exec(String(page.headers?.['link']))?.[1] ?? '');
    const query = Object.fromEntries(next.searchParams);
    const rest = await site.send(`GET ${next.pathname}` as `GET /${string}`, { token: site.admin, query });
    expect(rest.body?.split('\r\n')).toHaveLength(3);
    expect(rest.headers?.['link']).toBeUndefined();
  });

  it('is for nobody but those who run the project', async () => {
    const leader = await site.person('leader', { groupAdmin: true });
    const path = `GET /api/v1/reports/specification/${specificationKey}/submissions` as const;
    await site.ask(path, { token: leader, status: 404 });
    await site.ask(path, { token: site.member, status: 403 });
  });
});
