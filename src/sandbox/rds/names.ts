import { type Call, resourceArn } from '#sandbox/auth/call.ts';
import { fixedHex } from '#sandbox/seed/ids.ts';

/** What AWS puts into the names of an account's databases in a region. */
const ACCOUNT_PART = 'c9akciq32rgd';

/** The ARN of an instance (`db`) or a cluster. */
export function dbArn(call: Call, type: 'db' | 'cluster', name: string): string {
  return resourceArn(call, 'rds', `${type}:${name}`);
}

/** @param kind - Of a cluster: `cluster` for its writer, `cluster-ro` for its readers. */
export function endpoint(call: Call, name: string, kind?: 'cluster' | 'cluster-ro'): string {
  const part = kind === undefined ? ACCOUNT_PART : `${kind}-${ACCOUNT_PART}`;
  return `${name}.${part}.${call.regionName}.rds.amazonaws.com`;
}

/** The id that stays when the name changes. */
export function resourceId(type: 'db' | 'cluster', name: string): string {
  return `${type}-${fixedHex(`${type}/${name}`).toUpperCase().padEnd(26, 'A')}`;
}
