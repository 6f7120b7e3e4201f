import { afterEach, beforeEach, describe, expect, it } from 'vitest';
import { startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';
import { whitelistAdd } from '#tools/add/whitelist-add.ts';

let bench: ToolHarness;
const start = async (key: 'admin' | 'minimal', regions?: readonly string[]) => {
  bench = await startToolHarness({ key: ({ keys }) => keys[key], config: regions ? { regions } : {} });
};
beforeEach(() => start('admin'));
afterEach(() => bench.close());

const ME = '203.0.113.7';
const groupOf = async (target: string, more: object = {}) =>
  ((await bench.call('whitelist_list', { target, ...more }))['security_group'] as Record<string, unknown>)[
    'name'
  ];
const arnOf = (service: string, rest: string, region = 'us-east-1') =>
  `arn:aws:${service}:${region}:123456789012:${rest}`;

describe('a target', () => {
  it.each([
    ['the name of a group', 'web', 'web'],
    ['a tag Name', 'Name=web', 'web'],
    ['the name of an instance', 'web-1', 'web'],
    ['a database', 'staging-db', 'staging-postgres'],
    ['a database by ARN', arnOf('rds', 'db:staging-db'), 'staging-postgres'],
    ['a cluster', 'orders', 'office-access'],
    ['a cache whose members tell', 'sessions', 'build-runners'],
    ['a serverless cache', 'carts', 'web'],
    ['a load balancer', 'shop', 'web'],
    ['a function', 'nightly-report', 'build-runners'],
    ['a host name', 'staging-db.c9akciq32rgd.us-east-1.rds.amazonaws.com', 'staging-postgres'],
  ])('[target.found] is %s', async (_what, target, group) => {
    expect(await groupOf(target)).toBe(group);
  });

  it('of another region is found there, where its own name says so', async () => {
    expect(await groupOf(arnOf('rds', 'db:paris-db', 'eu-west-1'))).toBe('vpn-gateway');
    const report = await bench.fail('whitelist_list', {
      target: arnOf('rds', 'db:paris-db', 'eu-west-1'),
      region: 'us-east-1',
    });
    expect(report).toMatchObject({ code: 'target_not_found' });
    expect(report.guidance).toContain('Repeat the call with the region eu-west-1.');
  });

  it('[target.elsewhere] that is not here is looked for in the configured regions, and changes nothing', async () => {
    await start('admin', ['us-east-1', 'eu-west-1']);
    const report = await bench.fail('whitelist_add', { target: 'paris-db', ip_address: ME });
    expect(report).toMatchObject({ code: 'target_not_found', outcome: 'not_done' });
    expect(report.guidance).toContain('It exists in eu-west-1: repeat the call with that region.');
    expect(
      await bench.call('whitelist_add', { target: 'paris-db', ip_address: ME, region: 'eu-west-1' }),
    ).toMatchObject({ status: 'added', rules: [{ from_port: 3306 }] });
  });

  it('[target.near] that nobody has is told with the nearest names', async () => {
    const report = await bench.fail('whitelist_add', { target: 'stagin-db', ip_address: ME, port: 5432 });
    expect(report).toMatchObject({ code: 'target_not_found' });
    expect(report.guidance.join(' ')).toContain('Names much like it: "staging-db"');
  });

  it('[target.no-guess] in several groups is a choice for the person', async () => {
    for (const target of ['ec2:bastion', 'default']) {
      const report = await bench.fail('whitelist_add', { target, ip_address: ME, port: 22 });
      expect(report).toMatchObject({ code: 'ambiguous_target', outcome: 'not_done' });
      const groups = report.guidance.filter((line) => line.startsWith('sg-'));
      expect(groups).toHaveLength(2);
      // Two groups of one name are told apart.
      if (target === 'default')
        expect(new Set(groups.map((line) => line.replace(/^sg-[0-9a-f]+/, ''))).size).toBe(2);
    }
    expect(bench.sandbox.requests.filter(({ action }) => /^Authorize/.test(action))).toEqual([]);
  });

  it('[target.action-named] that may not be looked up names the actions that it needs', async () => {
    await start('minimal');
    const report = await bench.fail('whitelist_add', { target: 'staging-db', ip_address: ME });
    expect(report).toMatchObject({ code: 'target_not_found', outcome: 'not_done' });
    expect(report.guidance.join(' ')).toContain('rds:DescribeDBInstances');
    const web = await bench.call('whitelist_add', { target: 'web', ip_address: ME, port: 8443 });
    expect(web).toMatchObject({ status: 'added' });
    expect(web).toMatchObject({ warnings: [], targets: [{ target: 'web', only_groups: true }] });
  });

  it('that a group is named needs EC2 alone, and no permission beyond the minimal policy', async () => {
    await start('minimal');
    for (const target of ['web', 'sg:web']) expect(await groupOf(target)).toBe('web');
    const sent = bench.sandbox.requests.filter(({ service }) => service !== 'sts');
    expect(new Set(sent.map(({ service }) => service))).toEqual(new Set(['ec2']));
    expect(
      sent.filter(({ errorCode }) => errorCode === 'UnauthorizedOperation').map(({ action }) => action),
    ).toEqual(
      // Its ids, which a list leaves out where it may not read them.
      ['DescribeSecurityGroupRules', 'DescribeSecurityGroupRules'],
    );
  });

  it('that was taken for a group says so in the first line of a change', async () => {
    const add = async (target: string) =>
      (
        await whitelistAdd.call(
          { target, ip_address: ME, port: 8443, dry_run: true },
          bench.runtime.toolContext(),
        )
      ).view.headline;
    expect(await add('web')).toMatch(
      /^Planned, .* "web" is the security group of that name; other kinds were not looked for \("rds:web" names one\)\.$/,
    );
    for (const named of ['sg:web', 'ec2:web-1', 'web-1', 'Name=web'])
      expect(await add(named)).not.toContain('other kinds');
  });

  it.each([
    ['rds:staging-db', 'staging-postgres'],
    ['RDS:Staging-DB', 'staging-postgres'],
    ['ec2:web-1', 'web'],
    ['elasticache:sessions', 'build-runners'],
    ['elb:shop', 'web'],
    ['lambda:nightly-report', 'build-runners'],
  ])('names its kind: %s', async (target, group) => {
    expect(await groupOf(target)).toBe(group);
  });

  it.each(['rds:web', 'sg:staging-db', 'lambda:web'])('of another kind is not found: %s', async (target) => {
    expect(await bench.fail('whitelist_list', { target })).toMatchObject({ code: 'target_not_found' });
  });

  it('that is named twice is one, and so is a group with what is in it', async () => {
    const result = await bench.call('whitelist_add', {
      targets: ['web', 'web-1', 'Name=web'],
      ip_address: ME,
      port: 8443,
    });
    expect(result['security_group_id']).toMatch(/^sg-/);
    expect(result['rules']).toHaveLength(1);
  });

  it('has the port of each place filled in, and a check asks at it too', async () => {
    const result = await bench.call('whitelist_add', {
      targets: ['staging-db', 'reports-db'],
      ip_address: ME,
    });
    expect((result['rules'] as { from_port: number }[]).map((rule) => rule.from_port)).toEqual([5432, 5433]);
    expect(await bench.call('whitelist_check', { target: 'reports-db', ip_address: ME })).toMatchObject({
      allowed: true,
      asked: 'tcp 5433 from 203.0.113.7/32',
    });
  });

  it('[target.other-port] is not opened at a port at which it does not answer', async () => {
    const call = { target: 'reports-db', ip_address: ME };
    for (const port of ['postgres', 22, [5433, 22], '5434-6000']) {
      const report = await bench.fail('whitelist_add', { ...call, port });
      expect(report).toMatchObject({ code: 'invalid_input', outcome: 'not_done' });
      expect(report.message).toContain('database reports-db answers at port 5433, and tcp ');
      expect(report.guidance).toEqual([
        'Say port 5433, or leave the port out.',
        expect.stringMatching(/^If something else in its security group is meant, name the group: sg-\w+\.$/),
      ]);
    }
    for (const port of [5433, '5430-5440'])
      expect((await bench.call('whitelist_add', { ...call, port }))['status']).toMatch(
        /^(added|already_present)$/,
      );
    // Asking, and taking away, is another matter.
    expect(await bench.call('whitelist_check', { ...call, port: 22 })).toMatchObject({ allowed: false });
    expect(await bench.call('whitelist_remove', { ...call, port: 22 })).toMatchObject({
      status: 'not_found',
    });
  });

  it('is a database at whatever port it answers', async () => {
    const report = await bench.fail('whitelist_add', { target: 'reports-db', ip_address: '203.0.112.0/22' });
    expect(report).toMatchObject({ code: 'refused_by_settings' });
    expect(report.message).toContain('on database reports-db, public IPv4 sources may be no wider than /24');
  });

  it('whose name was given for an id is told where names go', async () => {
    const report = await bench.fail('whitelist_list', { security_group_id: 'office-access' });
    expect(report.guidance).toContain('Names, tags and what is in a group go into target.');
  });

  it('without a port of its own still wants one', async () => {
    const report = await bench.fail('whitelist_add', { target: 'web-1', ip_address: ME });
    expect(report).toMatchObject({ code: 'invalid_input', outcome: 'not_done' });
    expect(report.guidance.join(' ')).toContain('Say which port; none is assumed.');
  });
});
