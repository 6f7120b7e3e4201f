import { addresses } from './addresses.rows.ts';
import { others } from './arguments.rows.ts';
import type { Attack } from './attack.ts';
import { disguised } from './disguised.rows.ts';
import { ports } from './ports.rows.ts';

/** Every attack that is one call. */
export const ATTACKS: readonly Attack[] = [...addresses, ...ports, ...others, ...disguised];
