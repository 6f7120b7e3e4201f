import type { Action } from '#sandbox/auth/call.ts';
import { describeBalancers } from './balancers.ts';
import { describeListeners } from './listeners.ts';

/** Every action of Elastic Load Balancing (version 2) that the sandbox answers, by AWS's name. */
export const ELB_ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['DescribeListeners', describeListeners],
  ['DescribeLoadBalancers', describeBalancers],
]);
