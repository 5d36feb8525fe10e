import type { APIGatewayProxyEventV2, APIGatewayProxyStructuredResultV2, Context } from 'aws-lambda';
import { readConfig } from '../config.ts';
import { problemShape } from '../http/problem.ts';
import { serveDoor } from '../http/serve.ts';
import { passwordHandlers } from './passwords.ts';
import { openAccountPorts } from './ports.ts';
import { preferenceHandlers } from './preferences.ts';
import { accountRoutes, sessionRoutes } from './routes.ts';
import { messageShape, sessionHandlers } from './sessions.ts';
import { tokenHandlers } from './tokens.ts';
import { userHandlers } from './users.ts';

const ports = openAccountPorts();
const { TOKEN_MAX_DAYS } = readConfig('TOKEN_MAX_DAYS');

const sessions = serveDoor({ routes: sessionRoutes, handlers: sessionHandlers(ports), errorShape: messageShape });
const accounts = serveDoor({
  routes: accountRoutes,
  handlers: {
    ...userHandlers(ports),
    ...tokenHandlers(ports, TOKEN_MAX_DAYS),
    ...passwordHandlers(ports),
    ...preferenceHandlers(ports),
  },
  errorShape: problemShape,
});

/** Two doors in one function: NeMO's sign-in and Waybill's own account routes tell errors in their own shapes. */
export const handler = (event: APIGatewayProxyEventV2, context: Context): Promise<APIGatewayProxyStructuredResultV2> =>
  event.rawPath.startsWith('/v1/') ? sessions(event, context) : accounts(event, context);
