import { openAccountPorts } from '../../accounts/ports.ts';
import { readConfig } from '../../config.ts';

export const ports = openAccountPorts();
export const { TOKEN_MAX_DAYS } = readConfig('TOKEN_MAX_DAYS');
