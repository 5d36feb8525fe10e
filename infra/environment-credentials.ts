import type { Plugin } from 'esbuild';

/** Settings that are not in the environment are looked for in `~/.aws`, which Lambda has not: every client reads it. */
const NO_FILES = `
  export { CONFIG_PREFIX_SEPARATOR } from './constants';
  export const loadSharedConfigFiles = async () => ({ configFile: {}, credentialsFile: {} });`;

/**
 * Lambda hands a function its credentials in the environment. The SDK's default chain asks there first, then files,
 * SSO, web identities and instance metadata, with a client for each: 110 kB that no function ever runs, and a fifth of
 * the time that it takes to start.
 */
export const environmentCredentials: Plugin = {
  name: 'environment-credentials',
  setup: (build) => {
    build.onResolve({ filter: /^@aws-sdk\/credential-provider-node$/ }, ({ path, resolveDir }) => ({
      path,
      namespace: 'environment-credentials',
      pluginData: resolveDir,
    }));
    build.onLoad({ filter: /./, namespace: 'environment-credentials' }, ({ pluginData }) => ({
      contents: `export { fromEnv as defaultProvider } from '@aws-sdk/credential-provider-env';`,
      resolveDir: pluginData as string,
    }));
    build.onLoad({ filter: /@smithy\/core\/dist-es\/.*\/loadSharedConfigFiles\.js$/ }, () => ({ contents: NO_FILES }));
  },
};
