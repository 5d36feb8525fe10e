import * as z from 'zod/mini';
import english from 'zod/v4/locales/en.js';

// Faults are told in words, as in every function: functions/config.ts does the same.
z.config(english());
