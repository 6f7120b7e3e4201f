import { describe, expect, it } from 'vitest';
import { authorize, openAwsFixture, tcpPermission } from '#test/contract/aws-fixture.ts';
import {
  createMoveHarness,
  NEW_ADDRESS,
  OFFICE_GROUP,
  OLD_ADDRESS,
  WEB_GROUP,
} from '#test/support/harness/move-harness.ts';

const JO = '[awswhitelist:1 jo]';

/** A bench under these settings, with rules that were there before them. */
async function under(security_settings: object, ports = [443]) {
  const bench = await createMoveHarness('minimal', { config: { security_settings } });
  const { endpoint, region, keys } = bench.sandbox;
  const stage = await openAwsFixture({ endpoint, region, keys: keys.admin });
  for (const port of ports)
    await authorize(stage, OFFICE_GROUP, tcpPermission(port, `${OLD_ADDRESS}/32`, JO));
  return { ...bench, stage, before: await bench.readRules() };
}

describe('a move and the settings', () => {
  it.each([
    [{ allowed_ip_ranges: ['203.0.113.0/24'] }, 'allowed_ip_ranges', {}],
    [{ allowed_ports: [22] }, 'allowed_ports', {}],
    [{ max_rule_duration_hours: 24 }, 'max_rule_duration_hours', {}],
    [{}, 'min_prefix_length', { ip_address: '198.0.0.0/8' }],
    [{ allowed_security_groups: ['web-*'] }, 'allowed_security_groups', { security_group_id: OFFICE_GROUP }],
  ])('is judged as an addition by %j', async (settings, setting, args) => {
    const { fail, readRules: rules, before, sentActions: sent } = await under(settings);
    const report = await fail('whitelist_move', { holder: 'jo', ip_address: NEW_ADDRESS, ...args });
    expect(report).toMatchObject({ code: 'refused_by_settings', outcome: 'not_done' });
    expect(report.guidance.join()).toContain(`security_settings.${setting}`);
    expect(sent()).not.toContain('RevokeIngress');
    expect(await rules()).toEqual(before);
  });

  it('passes over groups that may not be changed, where none is named', async () => {
    const { move, readRules: rules, stage } = await under({ allowed_security_groups: ['office-*'] });
    await authorize(stage, WEB_GROUP, tcpPermission(443, `${OLD_ADDRESS}/32`, JO));
    const result = await move();
    expect(result).toMatchObject({ status: 'moved', security_group_id: OFFICE_GROUP });
    expect(result['warnings']).toEqual([expect.stringContaining(`${WEB_GROUP} (us-east-1) was passed over`)]);
    expect(await rules()).toEqual([
      `${OFFICE_GROUP} tcp 443 ${NEW_ADDRESS}/32 "${JO}"`,
      `${WEB_GROUP} tcp 443 ${OLD_ADDRESS}/32 "${JO}"`,
    ]);
    expect(await move()).toMatchObject({ status: 'not_found' });
  });

  it('asks nobody where several rules of the caller’s own move, unless every change is to be confirmed', async () => {
    const { move, readRules: rules } = await under({}, [22, 443]);
    expect(await move()).toMatchObject({ status: 'moved' });
    expect(await rules()).toEqual([
      `${OFFICE_GROUP} tcp 22 ${NEW_ADDRESS}/32 "${JO}"`,
      `${OFFICE_GROUP} tcp 443 ${NEW_ADDRESS}/32 "${JO}"`,
    ]);
    const always = await under({ confirm: 'always' }, [22, 443]);
    const report = await always.fail('whitelist_move', { ip_address: NEW_ADDRESS });
    expect(report).toMatchObject({ code: 'consent_required' });
    expect(await always.readRules()).toEqual(always.before);
  });

  it('asks a person before several rules of somebody go whom the call names', async () => {
    const { fail, readRules: rules, stage } = await under({}, []);
    for (const port of [22, 443]) {
      const permission = tcpPermission(port, `${OLD_ADDRESS}/32`, '[awswhitelist:1 ann]');
      await authorize(stage, OFFICE_GROUP, permission);
    }
    const before = await rules();
    const report = await fail('whitelist_move', { holder: 'ann', ip_address: NEW_ADDRESS });
    expect(report).toMatchObject({ code: 'consent_required' });
    expect(await rules()).toEqual(before);
  });

  it('asks where a port that it opens is to be confirmed', async () => {
    const { fail } = await under({ sensitive_ports: [{ port: 443, confirm: true }] });
    const report = await fail('whitelist_move', { ip_address: NEW_ADDRESS });
    expect(report).toMatchObject({ code: 'consent_required' });
  });

  it('is shown by a dry run, and made by the token of it', async () => {
    const { move, readRules: rules, before } = await under({});
    const plan = await move({ dry_run: true });
    expect(plan).toMatchObject({
      status: 'planned',
      rules: [{ cidr: `${NEW_ADDRESS}/32`, holders: [{ holder: 'jo' }] }],
      would_remove: [{ cidr: `${OLD_ADDRESS}/32` }],
    });
    expect(await rules()).toEqual(before);
    expect(await move({ plan_token: plan['plan_token'] })).toMatchObject({ status: 'moved' });
    expect(await rules()).toEqual([`${OFFICE_GROUP} tcp 443 ${NEW_ADDRESS}/32 "${JO}"`]);
  });

  it('warns of a rule at the new address that is not this program’s', async () => {
    const { move, readRules: rules, stage } = await under({});
    await authorize(stage, OFFICE_GROUP, tcpPermission(443, `${NEW_ADDRESS}/32`, 'by hand'));
    const result = await move();
    expect(result).toMatchObject({ status: 'moved', rules: [{ description: 'by hand', state: 'moved' }] });
    expect(result['warnings']).toEqual([expect.stringContaining('there already; not ours, has no end')]);
    expect(await rules()).toEqual([`${OFFICE_GROUP} tcp 443 ${NEW_ADDRESS}/32 "by hand"`]);
  });
});
