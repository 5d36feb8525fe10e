import { createRegistrationStore } from '../../../adapters/dynamodb/registration-store.ts';
import { table } from '../store.ts';

export const registrations = createRegistrationStore(table);
