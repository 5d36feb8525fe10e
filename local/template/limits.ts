import type { Assembly } from './assembly.ts';
import { isLocalFunction } from './coverage.ts';
import type { Stack } from './stack.ts';

/** Quotas that only a deployment would meet otherwise; the numbers are AWS's, in bytes or pieces. */
const LIMITS = {
  templateBytes: 1_000_000,
  resources: 500,
  environmentBytes: 4096,
  /** all permissions of one function together */
  functionPolicyBytes: 20_480,
  /** all inline policies of one role together, without white space */
  rolePolicyCharacters: 10_240,
  routes: 300,
} as const;

/** Throws one error that lists every quota that the stack exceeds, so that it fails here and not while deploying. */
export function checkLimits(assembly: Assembly, stack: Stack): void {
  const count = Object.keys(assembly.template.Resources).length;
  const problems = [
    exceeds('the template, in bytes', assembly.templateBytes, LIMITS.templateBytes),
    exceeds('resources in the stack', count, LIMITS.resources),
    exceeds('routes of the HTTP API', stack.ofType('AWS::ApiGatewayV2::Route').length, LIMITS.routes),
    ...stack
      .ofType('AWS::Lambda::Function')
      .filter(isLocalFunction)
      .flatMap(({ logicalId, attributes, properties }) => [
        exceeds(`environment of ${logicalId}, in bytes`, environmentBytes(properties), LIMITS.environmentBytes),
        exceeds(
          `resource policy of ${logicalId}, in bytes`,
          policyBytes(stack, attributes['Arn']),
          LIMITS.functionPolicyBytes,
        ),
      ]),
    ...stack.ofType('AWS::IAM::Role').map(({ logicalId, ref, properties }) => {
      return exceeds(
        `inline policies of ${logicalId}, in characters`,
        inlineCharacters(stack, ref, properties),
        LIMITS.rolePolicyCharacters,
      );
    }),
  ].filter((problem) => problem !== undefined);
  if (problems.length > 0) throw new Error(`AWS would refuse stack ${stack.name}:\n  ${problems.join('\n  ')}`);
}

function exceeds(what: string, value: number, limit: number): string | undefined {
  return value > limit ? `${what}: ${value}, at most ${limit} are allowed` : undefined;
}

function environmentBytes(properties: Readonly<Record<string, unknown>>): number {
  const { Variables = {} } = (properties['Environment'] ?? {}) as { Variables?: Record<string, string> };
  return Object.entries(Variables).reduce((sum, [name, value]) => sum + Buffer.byteLength(`${name}${value}`), 0);
}

/** The statement that Lambda keeps for each permission; its id is the stack, logical id and 12 random characters. */
function policyBytes(stack: Stack, arn: string | undefined): number {
  const statements = stack
    .ofType('AWS::Lambda::Permission')
    .filter(({ properties }) => properties['FunctionName'] === arn)
    .map(({ logicalId, properties }) => ({
      Sid: `${stack.name}-${logicalId}-000000000000`,
      Effect: 'Allow',
      Principal: { Service: properties['Principal'] },
      Action: properties['Action'],
      Resource: arn,
      Condition: { ArnLike: { 'AWS:SourceArn': properties['SourceArn'] } },
    }));
  return Buffer.byteLength(JSON.stringify({ Version: '2012-10-17', Id: 'default', Statement: statements }));
}

function inlineCharacters(stack: Stack, role: string, properties: Readonly<Record<string, unknown>>): number {
  const own = (properties['Policies'] ?? []) as readonly { PolicyDocument: unknown }[];
  const attached = stack
    .ofType('AWS::IAM::Policy')
    .filter((policy) => ((policy.properties['Roles'] ?? []) as readonly string[]).includes(role));
  const documents = [
    ...own.map(({ PolicyDocument }) => PolicyDocument),
    ...attached.map(({ properties: { PolicyDocument } }) => PolicyDocument),
  ];
  return documents.reduce((sum: number, document) => sum + JSON.stringify(document).replaceAll(/\s/g, '').length, 0);
}
