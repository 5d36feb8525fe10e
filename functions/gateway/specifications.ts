import {
  listSpecifications as readSpecifications,
  changeSpecification as storeChange,
  createSpecification as storeNew,
} from '../../adapters/dynamodb/gateway/specification-store.ts';
import { compilePattern } from '../../adapters/tables/safe-pattern.ts';
import { invalid } from '../../domain/errors.ts';
import {
  type NewSpecification,
  type Specification,
  specificationFaults,
  TIMEOUT_DAYS,
} from '../../domain/gateway/specification.ts';
import { timestamp } from '../../domain/submission/submission.ts';
import { type Call, created, ok, type Reply } from '../http/route.ts';
import { table } from '../table.ts';
import { projectFor, specificationFor } from './access.ts';
import type { administrationRoutes } from './routes/administration.ts';
import { config } from './store.ts';
import { listedSpecificationView, specificationView } from './views.ts';

type Routes = typeof administrationRoutes;

const DAY_SECONDS = 86_400;
const LONGEST_DAYS = config.UPLOAD_DEADLINE_SECONDS / DAY_SECONDS;

function check(specification: NewSpecification): void {
  const issues = specificationFaults(specification, LONGEST_DAYS, compilePattern);
  if (issues.length > 0) throw invalid(`The specification is not valid. ${issues[0]?.message ?? ''}`, { issues });
}

export async function createSpecification({
  principal,
  params,
  body,
}: Call<Routes['createSpecification']>): Promise<Reply> {
  const project = await projectFor(principal, params);
  const { timeoutDays = Math.min(TIMEOUT_DAYS, LONGEST_DAYS) } = body;
  const given = { ...body, timeoutDays };
  check(given);
  const now = timestamp(new Date());
  const made = { ...given, projectKey: project.key, createdAt: now, updatedAt: now, version: 1 };
  return created(specificationView(await storeNew(table, made)));
}

export async function listSpecifications({
  principal,
  params,
  query,
}: Call<Routes['listSpecifications']>): Promise<Reply> {
  const project = await projectFor(principal, params);
  const { items, next } = await readSpecifications(table, project.key, query);
  return ok({ specifications: items.map(listedSpecificationView), next });
}

export async function getSpecification({ principal, params }: Call<Routes['getSpecification']>): Promise<Reply> {
  return ok(specificationView((await specificationFor(principal, params)).specification));
}

export async function changeSpecification({
  principal,
  params,
  body,
}: Call<Routes['changeSpecification']>): Promise<Reply> {
  const { specification: before } = await specificationFor(principal, params);
  const { licence: licenceBefore = null, ...kept } = before;
  const { licence = licenceBefore, ...changes } = body;
  const given = Object.fromEntries(Object.entries(changes).filter(([, value]) => value !== undefined));
  const specification: Specification = {
    ...kept,
    ...given,
    ...(licence !== null && { licence }),
    updatedAt: timestamp(new Date()),
    version: before.version + 1,
  };
  check(specification);
  await storeChange(table, specification);
  return ok(specificationView(specification));
}
