import { REGION } from '../aws/account.ts';
import { type Condition, compileCondition, normaliseContext, type RequestContext } from './conditions.ts';
import { compilePattern } from './pattern.ts';

/** One compiled statement. */
export interface Statement {
  readonly effect: 'Allow' | 'Deny';
  readonly action: (name: string) => boolean;
  readonly resource: (arn: string) => boolean;
  readonly condition: Condition;
  /** only in resource policies: whom the statement is about */
  readonly principal: (principal: Principal) => boolean;
}

/** An IAM role (by ARN) or an AWS service (by its `….amazonaws.com` name). */
export type Principal = { readonly role: string } | { readonly service: string };

export type Decision = 'allowed' | 'denied' | 'not allowed';

interface PolicyStatement {
  readonly Effect?: unknown;
  readonly Action?: unknown;
  readonly NotAction?: unknown;
  readonly Resource?: unknown;
  readonly NotResource?: unknown;
  readonly Principal?: unknown;
  readonly Condition?: unknown;
}

const STATEMENT_KEYS = new Set([
  'Action',
  'Condition',
  'Effect',
  'NotAction',
  'NotResource',
  'Principal',
  'Resource',
  'Sid',
]);

/** Compiles a policy document. Throws on anything that could not be evaluated; `where` names the policy. */
export function compilePolicy(document: unknown, where: string): readonly Statement[] {
  const { Statement } = document as { Statement: unknown };
  return items(Statement).map((statement) => compileStatement(statement as PolicyStatement, where));
}

function compileStatement(statement: PolicyStatement, where: string): Statement {
  const unknown = Object.keys(statement).find((key) => !STATEMENT_KEYS.has(key));
  if (unknown !== undefined) throw new Error(`${where}: IAM statement key ${unknown} is not known to the local run`);
  const { Effect } = statement;
  if (Effect !== 'Allow' && Effect !== 'Deny') throw new Error(`${where}: IAM Effect must be Allow or Deny`);
  return {
    effect: Effect,
    action: compileEither(statement.Action, statement.NotAction, 'i'),
    resource: compileEither(statement.Resource ?? [], statement.NotResource),
    condition: compileCondition(statement.Condition, where),
    principal: compilePrincipal(statement.Principal, Effect, where),
  };
}

function compileEither(wanted: unknown, unwanted: unknown, flags = ''): (text: string) => boolean {
  const patterns = items(unwanted ?? wanted).map((pattern) => compilePattern(String(pattern), flags));
  const matches = (text: string): boolean => patterns.some((test) => test(text));
  return unwanted === undefined ? matches : (text) => !matches(text);
}

function compilePrincipal(given: unknown, effect: string, where: string): (principal: Principal) => boolean {
  if (given === undefined || given === '*') return () => true;
  const { AWS, Service, ...others } = given as Record<string, unknown>;
  const [unknown] = Object.keys(others);
  if (unknown !== undefined) throw new Error(`${where}: IAM principal type ${unknown} is not known to the local run`);
  const roles = AWS === undefined ? [] : items(AWS).map(String);
  const services = Service === undefined ? [] : items(Service).map(String);
  // Naming the account denies to everybody in it, but allows nobody: it only lets identity policies allow.
  const everybody = effect === 'Deny' ? /^(\*|\d{12}|arn:aws:iam::\d{12}:root)$/ : /^\*$/;
  return (principal) =>
    'service' in principal
      ? services.includes(principal.service)
      : roles.some((role) => role === principal.role || everybody.test(role));
}

/** A request as policies see it. */
export interface AccessRequest {
  readonly principal: Principal;
  readonly action: string;
  readonly resource: string;
  readonly context?: RequestContext;
}

/** An explicit Deny wins over any Allow; without an Allow nothing is permitted. */
export function decide(statements: readonly Statement[], request: AccessRequest): Decision {
  const context = normaliseContext({ ...REQUEST_DEFAULTS, ...request.context });
  const applying = statements.filter(
    (statement) =>
      statement.action(request.action) &&
      statement.resource(request.resource) &&
      statement.principal(request.principal) &&
      statement.condition(context),
  );
  if (applying.some(({ effect }) => effect === 'Deny')) return 'denied';
  return applying.length > 0 ? 'allowed' : 'not allowed';
}

/** Loopback stands in for TLS: a policy that asks for a secure transport must not refuse the local run. */
const REQUEST_DEFAULTS: RequestContext = { 'aws:SecureTransport': 'true', 'aws:RequestedRegion': REGION };

function items(value: unknown): readonly unknown[] {
  return Array.isArray(value) ? value : [value];
}
