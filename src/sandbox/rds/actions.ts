import type { Action } from '#sandbox/auth/call.ts';
import { describeDbClusters } from './clusters.ts';
import { describeDbInstances } from './instances.ts';
import { describeDbProxies } from './proxies.ts';

/** Every RDS action that the sandbox answers, by AWS's name. */
export const RDS_ACTIONS: ReadonlyMap<string, Action> = new Map([
  ['DescribeDBClusters', describeDbClusters],
  ['DescribeDBInstances', describeDbInstances],
  ['DescribeDBProxies', describeDbProxies],
]);
