import { describe, expect, it } from 'vitest';
import { startToolHarness } from '#test/support/harness/tool-harness.ts';
import { toWhitelistError } from '#core/errors/errors.ts';
import { parseTarget } from '#core/targets/target.ts';

/** Each look-up, and what it alone finds. */
const LOOK_UPS = [
  ['DescribeSecurityGroups', 'Name=web'],
  ['DescribeInstances', 'ip-10-20-9-31.ec2.internal'],
  ['DescribeDBInstances', 'arn:aws:rds:us-east-1:123456789012:db:staging-db'],
  ['DescribeDBClusters', 'arn:aws:rds:us-east-1:123456789012:cluster:orders'],
  ['DescribeDBProxies', 'rds:orders-proxy'],
  ['DescribeCacheClusters', 'arn:aws:elasticache:us-east-1:123456789012:cluster:pages'],
  ['DescribeReplicationGroups', 'arn:aws:elasticache:us-east-1:123456789012:replicationgroup:sessions'],
  ['DescribeServerlessCaches', 'arn:aws:elasticache:us-east-1:123456789012:serverlesscache:carts'],
  ['DescribeLoadBalancers', 'elb:shop'],
  ['GetFunctionConfiguration', 'arn:aws:lambda:us-east-1:123456789012:function:nightly-report'],
] as const;

const FAULTS = [
  { kind: 'throttled' },
  { kind: 'server_error', status: 500, when: 'before' },
  { kind: 'error', code: 'InvalidAction', message: 'x' },
  { kind: 'html', when: 'before' },
  { kind: 'truncated', status: 200 },
  { kind: 'empty', when: 'before' },
  { kind: 'reset', when: 'before' },
  { kind: 'stall', when: 'before' },
  { kind: 'refused' },
  { kind: 'expired' },
] as const;

/** A test's own way to be told of its end: these run side by side, being mostly a wait. */
type OnEnd = (close: () => Promise<void>) => void;

async function started(onEnd: OnEnd, callLimit = 900) {
  const bench = await startToolHarness({ key: ({ keys }) => keys.admin, callLimit });
  onEnd(() => bench.close());
  const search = async (text: string) => {
    const request = { credentials: null, profile: null, region: null };
    const aws = await bench.runtime.toolContext().openSession(request, { groups: [], changes: false });
    return aws.targets.find(parseTarget(text));
  };
  return { ...bench, search };
}

describe.each(LOOK_UPS)('%s of %s', (action, text) => {
  it.concurrent.for(FAULTS)(
    'with the fault $kind on every call fails, and never finds nothing',
    async (fault, { onTestFinished }) => {
      const { search, sandbox } = await started(onTestFinished);
      await sandbox.setFaults([{ action, call: '*', fault }]);
      const failure = toWhitelistError(await search(text).catch((error: unknown) => error));
      expect(failure.code).not.toBe('internal_error');
      expect(failure.report()).toMatchObject({ outcome: 'not_done' });
    },
  );

  it.concurrent.for(FAULTS.slice(0, 2))(
    'with the fault $kind once is asked again',
    async (fault, { onTestFinished }) => {
      const { search, sandbox } = await started(onTestFinished, 10_000);
      const { found } = await search(text);
      expect(found).toHaveLength(1);
      await sandbox.setFaults([{ action, call: 1, fault }]);
      expect((await search(text)).found).toEqual(found);
    },
  );
});

it('an interface is held to the same', async ({ onTestFinished }) => {
  const { search, sandbox } = await started(onTestFinished);
  const { interfaces } = await sandbox.resources();
  const id = interfaces[0]?.id ?? '';
  expect((await search(id)).found).toHaveLength(1);
  for (const fault of FAULTS.filter(({ kind }) => kind !== 'refused' && kind !== 'expired')) {
    await sandbox.setFaults([{ action: 'DescribeNetworkInterfaces', call: '*', fault }]);
    await expect(search(id), fault.kind).rejects.toMatchObject({ name: 'WhitelistError' });
  }
});
