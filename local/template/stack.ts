import { ACCOUNT_ID, PARTITION, REGION } from '../aws/account.ts';
import type { Assembly } from './assembly.ts';
import { checkCoverage } from './coverage.ts';
import { type Identity, identify } from './identities.ts';
import { createResolver, holds, NO_VALUE, type Resolve } from './intrinsics.ts';

/** A resource with every intrinsic resolved to local names and ARNs. */
export interface Resource {
  readonly logicalId: string;
  readonly type: string;
  /** what `Ref` gives: a name, id or ARN, by type */
  readonly ref: string;
  readonly attributes: Readonly<Record<string, string>>;
  readonly properties: Readonly<Record<string, unknown>>;
}

/** The synthesized stack as the local services read it. */
export interface Stack {
  readonly name: string;
  readonly resources: readonly Resource[];
  /** the resources of the given types, in template order */
  ofType(...types: readonly string[]): readonly Resource[];
  /** Throws when no resource has this logical id. */
  find(logicalId: string): Resource;
  /** folder or file of an asset by its object key */
  assetPath(objectKey: string): string;
}

/** Resolves a whole template. Throws on unknown types, properties, functions and references. */
export function readStack(assembly: Assembly): Stack {
  checkCoverage(assembly);
  const resolve = createStackResolver(assembly);
  const resources = Object.entries(assembly.template.Resources)
    .filter(([, { Condition }]) => Condition === undefined || holds(assembly.template, Condition, resolve.value))
    .map(([logicalId, { Type: type, Properties = {} }]): Resource => {
      const properties = resolve.value(Properties) as Readonly<Record<string, unknown>>;
      return { logicalId, type, properties, ...resolve.identity(logicalId) };
    });
  return {
    name: assembly.stackName,
    resources,
    ofType: (...types) => resources.filter(({ type }) => types.includes(type)),
    find: (logicalId) => {
      const resource = resources.find((candidate) => candidate.logicalId === logicalId);
      if (resource === undefined) throw new Error(`there is no resource ${logicalId} in stack ${assembly.stackName}`);
      return resource;
    },
    assetPath: (objectKey) => assembly.assetPath(objectKey),
  };
}

function createStackResolver({ stackName, template }: Assembly): {
  value: Resolve;
  identity(logicalId: string): Identity;
} {
  const identities = new Map<string, Identity>();
  const identity = (logicalId: string): Identity => {
    const known = identities.get(logicalId);
    if (known !== undefined) return known;
    const resource = template.Resources[logicalId];
    if (resource === undefined) throw new Error(`the template refers to ${logicalId}, which it does not declare`);
    const property = (name: string): string | undefined => {
      const given = resource.Properties?.[name];
      return given === undefined ? undefined : String(value(given));
    };
    const made = identify(resource.Type, { stackName, logicalId, property });
    identities.set(logicalId, made);
    return made;
  };
  const pseudo = pseudoParameters(stackName);
  const value = createResolver(template, {
    ref: (name) => {
      if (name in pseudo) return pseudo[name];
      const parameter = template.Parameters?.[name];
      if (parameter === undefined) return identity(name).ref;
      if (parameter.Default === undefined) throw new Error(`template parameter ${name} has no default value`);
      return parameter.Default;
    },
    getAtt: (logicalId, attribute) => {
      const found = identity(logicalId).attributes[attribute];
      if (found !== undefined) return found;
      throw new Error(`the template reads ${logicalId}.${attribute}, which the local run does not know`);
    },
  });
  return { value, identity };
}

function pseudoParameters(stackName: string): Readonly<Record<string, unknown>> {
  return {
    'AWS::AccountId': ACCOUNT_ID,
    'AWS::Region': REGION,
    'AWS::Partition': PARTITION,
    'AWS::URLSuffix': 'amazonaws.com',
    'AWS::StackName': stackName,
    'AWS::StackId': `arn:${PARTITION}:cloudformation:${REGION}:${ACCOUNT_ID}:stack/${stackName}/local`,
    'AWS::NotificationARNs': [],
    'AWS::NoValue': NO_VALUE,
  };
}
