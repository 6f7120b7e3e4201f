import type { Action } from '#sandbox/auth/call.ts';
import { getServiceQuota } from './service-quota.ts';

/** Every action of Service Quotas that the sandbox answers, by AWS's name. */
export const QUOTA_ACTIONS: ReadonlyMap<string, Action> = new Map([['GetServiceQuota', getServiceQuota]]);
