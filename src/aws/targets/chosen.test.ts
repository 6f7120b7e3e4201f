import { expect, it, onTestFinished } from 'vitest';
import { startToolHarness, type ToolHarnessOptions } from '#test/support/harness/tool-harness.ts';
import { chooseTarget } from '#core/targets/choose-target.ts';
import { parseRegion } from '#core/identifiers/regions.ts';
import { parseTarget } from '#core/targets/target.ts';

/** From what a person says to the group, as a tool goes about it: the config file's regions are looked through too. */
async function chosen(text: string, key: ToolHarnessOptions['key'] = ({ keys }) => keys.readOnly) {
  const bench = await startToolHarness({ key, config: { regions: ['us-east-1', 'eu-west-1', 'sa-east-1'] } });
  onTestFinished(() => bench.close());
  const context = bench.runtime.toolContext();
  const request = { credentials: null, profile: null, region: null };
  const aws = await context.openSession(request, { groups: [], changes: false });
  const name = parseTarget(text);
  return chooseTarget(name, await aws.targets.find(name), {
    region: aws.region,
    regions: ['us-east-1', 'eu-west-1', 'sa-east-1'].map((code) => parseRegion(code)),
    lookIn: (region) => aws.targets.find(name, region),
  });
}

it.each([
  ['staging-db', 1],
  ['orders', 1],
  ['shop', 0],
  ['web', 0],
])('%s is one group, with what is to be known', async (text, warnings) => {
  const choice = await chosen(text);
  expect(choice).toMatchObject({
    group: expect.stringMatching(/^sg-/) as unknown,
    region: 'us-east-1',
  });
  expect(choice.warnings).toHaveLength(warnings);
});

it('several are a list to choose from', async () => {
  await expect(chosen('ec2:bastion')).rejects.toMatchObject({
    code: 'ambiguous_target',
    details: {
      guidance: [
        expect.stringMatching(/^sg-[0-9a-f]{17}: of instance i-[0-9a-f]{17} \("bastion"\)$/),
        expect.stringMatching(/^sg-123456: of instance i-[0-9a-f]{17} \("bastion"\)$/),
        expect.stringContaining('Ask the person'),
        expect.stringMatching(/^If all of them are meant: targets \["sg-[0-9a-f]{17}","sg-123456"\]\.$/),
      ],
    },
  });
});

it('none tells where else it is, by name and by ARN', async () => {
  await expect(chosen('paris-db')).rejects.toMatchObject({
    code: 'target_not_found',
    message: '"paris-db" was not found in us-east-1.',
    details: { guidance: ['It exists in eu-west-1: repeat the call with that region.'] },
  });
  await expect(chosen('arn:aws:rds:eu-west-1:123456789012:db:paris-db')).rejects.toMatchObject({
    details: { guidance: ['Repeat the call with the region eu-west-1.'] },
  });
});

it('none tells what is near', async () => {
  await expect(chosen('stagin-db')).rejects.toMatchObject({
    code: 'target_not_found',
    details: { guidance: ['Names much like it: "staging-db".'] },
  });
});

it('what may not be looked up is told, where nothing was found and where something was', async () => {
  const minimal: ToolHarnessOptions['key'] = ({ keys }) => keys.minimal;
  expect(await chosen('web', minimal)).toMatchObject({ onlyGroups: true, warnings: [] });
  await expect(chosen('staging-db', minimal)).rejects.toMatchObject({
    code: 'target_not_found',
    message: '"staging-db" was not found in us-east-1, as far as these credentials may look.',
    details: {
      guidance: expect.arrayContaining([
        expect.stringMatching(
          /^Not looked up, .*: ec2:DescribeInstances, .*rds:DescribeDBInstances, rds:DescribeDBProxies\.$/,
        ),
        '`awswhitelist policy --for targets` prints the smallest policy that allows them.',
        expect.stringMatching(/^eu-west-1 was looked through without /),
      ]) as unknown,
    },
  });
});

it('a thing without a group is told as what it is', async () => {
  await expect(chosen('edge')).rejects.toMatchObject({
    code: 'target_not_found',
    message: 'load balancer edge was found in us-east-1, but AWS tells of no security group that it is in.',
  });
});

it('services that could not be asked are told by name, where nothing was found and where something was', async () => {
  const bench = await startToolHarness({ key: ({ keys }) => keys.readOnly });
  onTestFinished(() => bench.close());
  await bench.sandbox.setFaults(
    ['DescribeDBInstances', 'DescribeDBClusters', 'GetFunctionConfiguration'].map((action) => ({
      action,
      call: '*',
      fault: { kind: 'error', code: 'InternalFailure', message: 'not here', status: 501 },
    })),
  );
  const report = await bench.fail('whitelist_list', { target: 'nowhere' });
  expect(report).toMatchObject({
    code: 'target_not_found',
    message: '"nowhere" was not found in us-east-1, as far as could be looked.',
  });
  expect(report.guidance.join(' ')).toMatch(
    /Could not be asked: Lambda \(AWS answered .*\); RDS \(AWS answered [^;]*\)\./,
  );
  const { warnings } = await bench.call('whitelist_list', { target: 'web-1' });
  expect(warnings).toEqual([
    expect.stringMatching(
      /^Whether something else has this name too is not known\. Could not be asked: Lambda /,
    ),
  ]);
});
