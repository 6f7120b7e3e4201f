import type { Action } from '#sandbox/auth/call.ts';
import { describeCacheClusters } from './clusters.ts';
import { describeReplicationGroups } from './replication-groups.ts';
import { describeServerlessCaches } from './serverless-caches.ts';

/** Every ElastiCache action that the sandbox answers, by AWS's name. */
export const ELASTICACHE_ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['DescribeCacheClusters', describeCacheClusters],
  ['DescribeReplicationGroups', describeReplicationGroups],
  ['DescribeServerlessCaches', describeServerlessCaches],
]);
