import type { Sandbox } from '#sandbox/index.ts';

const BENCH_GROUP = 'sg-123456';

/** What is asked of a server at the limits of what it takes. */
export interface BenchCase {
  readonly name: string;
  /** The rules of the group: protocol, ports, source and description of each. */
  readonly rules: readonly (readonly [from: number, to: number, cidr: string, description: string])[];
  readonly method: string;
  readonly params: object;
}

const group = { security_group_id: BENCH_GROUP };
const listOf = <T>(count: number, at: (i: number) => T): T[] =>
  Array.from({ length: count }, (_, i) => at(i));

const STAGGERED = listOf(800, (i) => [i, 65_535 - i, '10.0.0.0/8', ''] as const);
const GRID = listOf(900, (i) => {
  const from = Math.floor(i / 30) * 100;
  return [from, from + 150, `10.0.${i % 30}.0/24`, ''] as const;
});
const SHARES = listOf(1_000, (i) => [i + 1, i + 1, '203.0.113.7/32', '[awswhitelist:1 jo]'] as const);
const RANGES = listOf(1_000, (i) => `${i}-${60_000 + i}`);

export const BENCH_CASES: readonly BenchCase[] = [
  { name: 'list 800 ranges inside one another', rules: STAGGERED, method: 'whitelist/list', params: group },
  { name: 'list a grid of 900 rules', rules: GRID, method: 'whitelist/list', params: group },
  {
    name: 'check 1,000 ports against 800 rules',
    rules: STAGGERED,
    method: 'whitelist/check',
    params: { ...group, ip_address: '10.0.0.1', port: listOf(1_000, (i) => i) },
  },
  {
    name: 'add 1,000 ranges that overlap (dry run)',
    rules: [],
    method: 'whitelist/add',
    params: { ...group, ip_address: '203.0.113.7', port: RANGES, dry_run: true },
  },
  {
    name: 'move 1,000 shares (dry run)',
    rules: SHARES,
    method: 'whitelist/move',
    params: { ...group, ip_address: '203.0.113.8', holder: 'jo', dry_run: true },
  },
  {
    name: 'remove 1,000 rules of one address (dry run)',
    rules: SHARES,
    method: 'whitelist/remove',
    params: { ...group, ip_address: '203.0.113.7', holder: 'jo', dry_run: true },
  },
  {
    name: 'refuse a list of 65,000 ports',
    rules: [],
    method: 'whitelist/check',
    params: { ...group, ip_address: '203.0.113.7', port: listOf(65_000, (i) => i) },
  },
  {
    name: 'refuse 60,000 ports in one text',
    rules: [],
    method: 'whitelist/check',
    params: { ...group, ip_address: '203.0.113.7', port: listOf(60_000, () => '1').join() },
  },
];

export const prepare = (sandbox: Sandbox, { rules }: BenchCase): Promise<void> =>
  sandbox.changeState(({ regions }) => {
    const found = regions[sandbox.region]?.groups.find(({ id }) => id === BENCH_GROUP);
    if (!found) throw new Error('the seed has no such group');
    found.rules = rules.map(([fromPort, toPort, cidr, description], i) => ({
      ...{ id: `sgr-0${i.toString(16).padStart(16, '0')}`, egress: false, tags: [] },
      ...{ protocol: 'tcp', fromPort, toPort },
      source: { kind: 'ipv4' as const, cidr },
      ...(description !== '' && { description }),
    }));
  });
