import { readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';

/** One resource as it stands in the template, intrinsics unresolved. */
export interface TemplateResource {
  readonly Type: string;
  readonly Properties?: Readonly<Record<string, unknown>>;
  readonly Condition?: string;
}

export interface Template {
  readonly Resources: Readonly<Record<string, TemplateResource>>;
  readonly Parameters?: Readonly<Record<string, { readonly Default?: unknown }>>;
  readonly Conditions?: Readonly<Record<string, unknown>>;
  readonly Mappings?: Readonly<Record<string, Readonly<Record<string, Readonly<Record<string, unknown>>>>>>;
}

/** What `cdk synth` wrote for one stack. */
export interface Assembly {
  readonly stackName: string;
  readonly template: Template;
  /** size of the template file in bytes: CloudFormation refuses more than 1 MB */
  readonly templateBytes: number;
  /** the folder or file of an asset, by the object key that the template names (`<hash>.zip`) */
  assetPath(objectKey: string): string;
}

interface AssetManifest {
  readonly files: Readonly<
    Record<string, { source: { path: string }; destinations: Readonly<Record<string, { objectKey: string }>> }>
  >;
}

/** Reads the one stack in `directory` (a `cdk.out`). Throws when there is none, or more than one. */
export function readAssembly(directory: string): Assembly {
  const names = readdirSync(directory).filter((name) => name.endsWith('.template.json'));
  const [name, ...others] = names;
  if (name === undefined || others.length > 0) {
    throw new Error(`${directory} must hold exactly one stack template, found ${names.length}: ${names.join(', ')}`);
  }
  const stackName = name.slice(0, -'.template.json'.length);
  const text = readFileSync(join(directory, name), 'utf8');
  const assets = readAssets(directory, stackName);
  return {
    stackName,
    template: JSON.parse(text) as Template,
    templateBytes: Buffer.byteLength(text),
    assetPath: (objectKey) => {
      const path = assets.get(objectKey);
      if (path === undefined) throw new Error(`asset ${objectKey} is not listed in ${stackName}.assets.json`);
      return join(directory, path);
    },
  };
}

function readAssets(directory: string, stackName: string): Map<string, string> {
  const manifest = JSON.parse(readFileSync(join(directory, `${stackName}.assets.json`), 'utf8')) as AssetManifest;
  const assets = new Map<string, string>();
  for (const file of Object.values(manifest.files)) {
    for (const destination of Object.values(file.destinations)) assets.set(destination.objectKey, file.source.path);
  }
  return assets;
}
