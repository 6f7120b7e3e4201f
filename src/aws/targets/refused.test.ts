import { describe, expect, it, onTestFinished } from 'vitest';
import { startToolHarness, type ToolHarnessOptions } from '#test/support/harness/tool-harness.ts';
import { ACTIONS } from '#core/iam/iam-policy-actions.ts';
import { parseTarget } from '#core/targets/target.ts';

async function started(options: ToolHarnessOptions = {}) {
  const bench = await startToolHarness(options);
  onTestFinished(() => bench.close());
  const signals = new AbortController();
  const context = bench.runtime.toolContext({ signal: signals.signal });
  const request = { credentials: null, profile: null, region: null };
  const aws = await context.openSession(request, { groups: [], changes: false });
  return { ...bench, signals, find: (text: string) => aws.targets.find(parseTarget(text)) };
}

const LOOK_UPS = ACTIONS.filter(({ feature }) => feature === 'targets').map(({ action }) => action);

describe('what these credentials may not look up', () => {
  it('is named by its action, and costs nothing of the rest', async () => {
    const { find } = await started();
    expect(await find('web')).toMatchObject({
      found: [{ kind: 'security_group', name: 'web' }],
      refused: [],
    });
    const { found, refused } = await find('web-1');
    expect(found).toEqual([]);
    // Interfaces have no names, and are not asked for by one.
    const wanted = LOOK_UPS.filter((action) => action !== 'ec2:DescribeNetworkInterfaces');
    expect(refused.map(({ action }) => action)).toEqual(wanted.sort());
    for (const { action, message } of refused) {
      expect(message).toContain('Access Denied');
      expect(message).toContain(action);
    }
  });

  it.each([
    ['i-0123456789abcdef0', 'ec2:DescribeInstances'],
    ['eni-0123456789abcdef0', 'ec2:DescribeNetworkInterfaces'],
    ['arn:aws:lambda:us-east-1:123456789012:function:hello', 'lambda:GetFunctionConfiguration'],
    ['arn:aws:rds:us-east-1:123456789012:db:staging-db', 'rds:DescribeDBInstances'],
    ['arn:aws:elasticache:us-east-1:123456789012:cluster:pages', 'elasticache:DescribeCacheClusters'],
    [
      'arn:aws:elasticache:us-east-1:123456789012:serverlesscache:carts',
      'elasticache:DescribeServerlessCaches',
    ],
    ['carts-x3kq9a.serverless.use1.cache.amazonaws.com', 'elasticache:DescribeServerlessCaches'],
    ['shop-1.us-east-1.elb.amazonaws.com', 'elasticloadbalancing:DescribeLoadBalancers'],
  ])('of %s alone is %s', async (text, action) => {
    const { find } = await started();
    const { found, refused } = await find(text);
    expect(found).toEqual([]);
    expect(refused.map((one) => one.action)).toEqual([action]);
  });

  it('may be every group there is', async () => {
    const { find } = await started({ key: ({ keys }) => keys.nobody });
    const { found, refused } = await find('Name=web');
    expect(found).toEqual([]);
    expect(refused.map(({ action }) => action)).toEqual([
      'ec2:DescribeInstances',
      'ec2:DescribeSecurityGroups',
    ]);
  });
});

describe('a look-up that fails', () => {
  const fault = { kind: 'error', code: 'InternalFailure', message: 'x' };

  it.each([
    ['DescribeInstances', 'nobody'],
    ['DescribeDBInstances', 'rds:nobody'],
    ['DescribeDBInstances', 'arn:aws:rds:us-east-1:123456789012:db:nobody'],
    ['DescribeLoadBalancers', 'shop-1.us-east-1.elb.amazonaws.com'],
  ])('of EC2, or of the one service that is meant, fails the search: %s of %s', async (action, text) => {
    const { find, sandbox } = await started({ key: ({ keys }) => keys.admin });
    await sandbox.setFaults([{ action, fault }]);
    await expect(find(text)).rejects.toMatchObject({
      code: 'aws_error',
      details: { aws: { code: 'InternalFailure' } },
    });
    await sandbox.setFaults([]);
    expect(await find(text)).toMatchObject({ found: [], refused: [], failed: [] });
  });

  it.each([
    ['DescribeDBInstances', 'rds'],
    ['DescribeServerlessCaches', 'elasticache'],
    ['DescribeLoadBalancers', 'elasticloadbalancing'],
    ['GetFunctionConfiguration', 'lambda'],
  ])('of one service among several spoils nothing, and is named: %s', async (action, service) => {
    const { find, sandbox } = await started({ key: ({ keys }) => keys.admin });
    for (const failing of [
      fault,
      { ...fault, code: 'UnknownOperationException' },
      { kind: 'reset', when: 'before' },
    ]) {
      await sandbox.setFaults([{ action, call: '*', fault: failing }]);
      const failed = [{ action: `${service}:${action}`, message: expect.any(String) as string }];
      expect(await find('web-1')).toMatchObject({ found: [{ kind: 'instance' }], refused: [], failed });
      expect(await find('nobody')).toMatchObject({ found: [], refused: [], failed });
    }
  });

  it('warns of nothing on standard error, however many there are', async () => {
    const { find } = await started({ key: ({ keys }) => keys.admin });
    const warnings: Error[] = [];
    const onWarning = (warning: Error) => void warnings.push(warning);
    process.on('warning', onWarning);
    onTestFinished(() => void process.off('warning', onWarning));
    await Promise.all([find('web'), find('shop'), find('nobody')]);
    await new Promise((resolve) => setImmediate(resolve));
    expect(warnings).toEqual([]);
  });

  it('ends with its call', async () => {
    const { find, signals } = await started({ key: ({ keys }) => keys.admin });
    signals.abort();
    await expect(find('web')).rejects.toMatchObject({ code: 'cancelled' });
  });
});
