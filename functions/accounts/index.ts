import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { readConfig } from '../config.ts';
import { problemShape } from '../http/problem.ts';
import { serveDoor } from '../http/serve.ts';
import { messageShape } from './message-shape.ts';
import { openAccountPorts } from './ports.ts';
import { accountRoutes, sessionRoutes } from './routes.ts';

const ports = openAccountPorts();
const { TOKEN_MAX_DAYS } = readConfig('TOKEN_MAX_DAYS');

const sessions = async () => (await import('./sessions.ts')).sessionHandlers(ports);
const users = async () => (await import('./users.ts')).userHandlers(ports);
const tokens = async () => (await import('./tokens.ts')).tokenHandlers(ports, TOKEN_MAX_DAYS);
const passwords = async () => (await import('./passwords.ts')).passwordHandlers(ports);
const preferences = async () => (await import('./preferences.ts')).preferenceHandlers(ports);

const sessionDoor = serveDoor({
  routes: sessionRoutes,
  errorShape: messageShape,
  handlers: { login: sessions, logout: sessions },
});
const accountDoor = serveDoor({
  routes: accountRoutes,
  errorShape: problemShape,
  handlers: {
    whoAmI: users,
    listUsers: users,
    createUser: users,
    changeAccount: users,
    listAudit: () => import('./audit.ts'),
    listGroups: users,
    createGroup: users,
    listTokens: tokens,
    createToken: tokens,
    changeToken: tokens,
    revokeToken: tokens,
    listTokensOf: tokens,
    createTokenFor: tokens,
    changeTokenOf: tokens,
    revokeTokenOf: tokens,
    changeOwnPassword: passwords,
    requestPasswordLink: passwords,
    setPassword: passwords,
    getPreferences: preferences,
    setPreferences: preferences,
    setWebhook: preferences,
    deleteWebhook: preferences,
  },
});

/** Two doors in one function: NeMO's sign-in and Waybill's own account routes tell errors in their own shapes. */
export const handler = (event: APIGatewayProxyEventV2, context: Context): Promise<APIGatewayProxyStructuredResultV2> =>
  event.rawPath.startsWith('/v1/') ? sessionDoor(event, context) : accountDoor(event, context);
