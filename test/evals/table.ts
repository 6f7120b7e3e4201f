import { ASKING } from './asking.rows.ts';
import type { Eval } from './eval.ts';
import { GROUPS } from './groups.rows.ts';
import { GRANTING } from './granting.rows.ts';
import { HOLDING } from './grants.rows.ts';
import { LETTING_IN } from './letting-in.rows.ts';
import { LISTING } from './listing.rows.ts';
import { MOVING } from './moving.rows.ts';
import { NO_CALL } from './no-call.rows.ts';
import { OWN_ADDRESS } from './own-address.rows.ts';
import { PLACES } from './places.rows.ts';
import { PLANS } from './plans.rows.ts';
import { PROTOCOLS } from './protocols.rows.ts';
import { REFUSED } from './refused.rows.ts';
import { SEVERAL } from './several.rows.ts';
import { TAKING_OUT } from './taking-out.rows.ts';
import { TARGETS } from './targets.rows.ts';

/** The whole set, by theme. */
export const EVALS: readonly Eval[] = [
  ...LETTING_IN,
  ...TARGETS,
  ...PROTOCOLS,
  ...SEVERAL,
  ...GROUPS,
  ...OWN_ADDRESS,
  ...TAKING_OUT,
  ...ASKING,
  ...GRANTING,
  ...HOLDING,
  ...LISTING,
  ...MOVING,
  ...REFUSED,
  ...PLACES,
  ...PLANS,
  ...NO_CALL,
];
