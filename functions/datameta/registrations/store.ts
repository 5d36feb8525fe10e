import { createRegistrationStore } from '../../../adapters/dynamodb/registration-store.ts';
import { table } from '../../table.ts';

export const registrations = createRegistrationStore(table);
