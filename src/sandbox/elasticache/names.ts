import { type Call, resourceArn } from '#sandbox/auth/call.ts';

/** What AWS puts into the names of an account's caches in a region. */
const ACCOUNT_PART = 'x3kq9a';

/** `us-east-1` is `use1` in the names of caches, `ap-southeast-2` is `apse2`. */
function shortRegion(region: string): string {
  const [area = '', direction = '', number = ''] = region.split('-');
  const short = direction.replace(/^(north|south)?(.*)$/, (_, first = '', second = '') =>
    [first, second].map((word: string) => word.charAt(0)).join(''),
  );
  return `${area}${short}${number}`;
}

/** A host name of a cache. @param parts - What stands between the part of the account and the region. */
export function cacheHost(call: Call, name: string, ...parts: string[]): string {
  return [name, ACCOUNT_PART, ...parts, shortRegion(call.regionName), 'cache.amazonaws.com'].join('.');
}

export function serverlessHost({ regionName }: Call, name: string): string {
  return `${name}-${ACCOUNT_PART}.serverless.${shortRegion(regionName)}.cache.amazonaws.com`;
}

export function cacheArn(
  call: Call,
  type: 'cluster' | 'replicationgroup' | 'serverlesscache',
  name: string,
): string {
  return resourceArn(call, 'elasticache', `${type}:${name}`);
}
