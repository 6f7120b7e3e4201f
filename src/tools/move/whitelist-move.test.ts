import { describe, expect, it } from 'vitest';
import {
  createMoveHarness,
  NEW_ADDRESS,
  NEW_IPV6,
  OFFICE_GROUP,
  OLD_ADDRESS,
  OLD_IPV6,
  WEB_GROUP,
} from '#test/support/harness/move-harness.ts';

const DENIED = 'ec2:UpdateSecurityGroupRuleDescriptionsIngress';

describe('whitelist_move with the minimal policy', () => {
  it('moves every port in every group, and says how to take it back', async () => {
    const { grantAccess: given, move, readRules: rules, undo } = await createMoveHarness();
    await given('jo', OLD_ADDRESS, { description: 'Jo, home', reason: 'deploy', expires_in: '2h' });
    await given('jo', OLD_ADDRESS, { port: '8000-8010', protocol: 'udp', security_group_id: WEB_GROUP });
    const before = await rules();
    const result = await move();
    expect(result).toMatchObject({
      status: 'moved',
      holder: 'jo',
      security_group_ids: [WEB_GROUP, OFFICE_GROUP],
      warnings: [],
    });
    const moved = { cidr: `${NEW_ADDRESS}/32`, state: 'moved', moved_from: `${OLD_ADDRESS}/32` };
    expect(result['rules']).toEqual([
      expect.objectContaining({ ...moved, from_port: 8000, security_group_id: WEB_GROUP }),
      expect.objectContaining({ ...moved, from_port: 443, security_group_id: OFFICE_GROUP }),
    ]);
    expect(await rules()).toEqual(before.map((rule) => rule.replace(OLD_ADDRESS, NEW_ADDRESS)));
    await undo(result);
    expect(await rules()).toEqual(before);
  });

  it('adds, looks, and only then removes', async () => {
    const { grantAccess: given, move, sentActions: sent } = await createMoveHarness();
    await given('jo', OLD_ADDRESS);
    await move({ security_group_id: OFFICE_GROUP });
    expect(sent()).toEqual([
      'Describes',
      'Describes',
      'DescribeRules',
      'AuthorizeIngress',
      'Describes',
      'RevokeIngress',
    ]);
    expect(await move({ security_group_id: OFFICE_GROUP })).toMatchObject({ status: 'not_found' });
  });

  it('asks once per call whether rules may be changed in place', async () => {
    const { grantAccess: given, move, sentActions: sent } = await createMoveHarness();
    await given('jo', OLD_ADDRESS);
    await given('jo', OLD_ADDRESS, { port: 22 });
    await move();
    expect(sent().filter((action) => action === 'DescribeRules')).toHaveLength(1);
  });

  it('looks in the regions of the config file too, unless the call gives one', async () => {
    const { grantAccess: given, move, readRules: rules, euWestGroup: irish } = await createMoveHarness();
    await given('jo', OLD_ADDRESS);
    await given('jo', OLD_ADDRESS, { region: 'eu-west-1', security_group_id: irish });
    await move({ region: 'us-east-1' });
    expect(await rules()).toEqual([
      `${OFFICE_GROUP} tcp 443 ${NEW_ADDRESS}/32 "[awswhitelist:1 jo]"`,
      `${irish} tcp 443 ${OLD_ADDRESS}/32 "[awswhitelist:1 jo]"`,
    ]);
    expect(await move()).toMatchObject({ status: 'moved', region: 'eu-west-1', security_group_id: irish });
    expect((await rules()).join()).not.toContain(OLD_ADDRESS);
  });

  it('moves each family to its own, and what has no new address to the other one', async () => {
    const { grantAccess: given, move, readRules: rules } = await createMoveHarness();
    await given('jo', OLD_ADDRESS);
    await given('jo', OLD_IPV6, { port: 22 });
    await given('jo', OLD_IPV6, { protocol: 'icmpv6', port: 'ping' });
    await move({ ip_address: undefined, ip_addresses: [NEW_ADDRESS, NEW_IPV6] });
    const told = (await rules()).map((rule) => rule.split(' ').slice(1, 4).join(' '));
    expect(told).toEqual([
      `icmpv6 128--1 ${NEW_IPV6}/128`,
      `tcp 22 ${NEW_IPV6}/128`,
      `tcp 443 ${NEW_ADDRESS}/32`,
    ]);
    await move({ ip_address: '198.51.100.10' });
    expect(await rules()).toEqual([
      `${OFFICE_GROUP} icmp 8--1 198.51.100.10/32 "[awswhitelist:1 jo]"`,
      `${OFFICE_GROUP} tcp 22 198.51.100.10/32 "[awswhitelist:1 jo]"`,
      `${OFFICE_GROUP} tcp 443 198.51.100.10/32 "[awswhitelist:1 jo]"`,
    ]);
  });

  it('leaves what belongs to nobody, to others, and what has expired', async () => {
    const { grantAccess: given, move, readRules: rules, advanceMinutes: later } = await createMoveHarness();
    await given('ann', OLD_ADDRESS);
    await given('jo', OLD_ADDRESS, { port: 22, expires_in: '5m' });
    await given('jo', OLD_ADDRESS, { port: 80 });
    later(6);
    const before = await rules();
    await move();
    expect(await rules()).toEqual(
      before.map((rule) => (rule.includes('tcp 80 ') ? rule.replace(OLD_ADDRESS, NEW_ADDRESS) : rule)).sort(),
    );
  });

  it('adds the new rule and leaves the old one where others share it, naming what is not allowed', async () => {
    const { grantAccess: given, move, readRules: rules } = await createMoveHarness();
    await given('ann', OLD_ADDRESS);
    await given('jo', OLD_ADDRESS, { expires_in: '2h' });
    await given('jo', OLD_ADDRESS, { port: 22 });
    const result = await move();
    expect(result).toMatchObject({
      status: 'partial',
      failures: [{ code: 'access_denied', outcome: 'not_done', message: expect.stringContaining(DENIED) }],
      rules: [
        { cidr: `${OLD_ADDRESS}/32`, from_port: 443, state: 'not_done' },
        { cidr: `${NEW_ADDRESS}/32`, from_port: 443, state: 'added' },
        { cidr: `${NEW_ADDRESS}/32`, from_port: 22, state: 'moved', moved_from: `${OLD_ADDRESS}/32` },
      ],
    });
    expect(JSON.stringify(result['failures'])).toMatch(
      /tcp 443 from 203\.0\.113\.7\/32 stays open for jo until \S+Z too, beside ann/,
    );
    const all = await rules();
    expect(all).toHaveLength(3);
    expect(all.find((rule) => rule.includes(`443 ${OLD_ADDRESS}`))).toContain(
      '[awswhitelist:1 ann; jo until',
    );
    // Once more it is no failure: what can be done is done.
    expect(await move()).toMatchObject({
      status: 'partial',
      rules: [{ state: 'not_done' }, { cidr: `${NEW_ADDRESS}/32`, state: 'already_present' }],
      undo: [],
    });
    const gap = await move({ allow_gap: true });
    expect(gap).toMatchObject({ status: 'moved', rules: [{ state: 'moved' }] });
    expect((await rules()).find((rule) => rule.includes(OLD_ADDRESS))).toContain('"[awswhitelist:1 ann]"');
  });

  it('moves the others where one new rule is held by somebody else and may not be joined', async () => {
    const { grantAccess: given, move, readRules: rules } = await createMoveHarness();
    await given('ann', NEW_ADDRESS);
    await given('jo', OLD_ADDRESS);
    await given('jo', OLD_ADDRESS, { port: 22 });
    expect(await move()).toMatchObject({
      status: 'partial',
      failures: [{ code: 'access_denied', message: expect.stringContaining(DENIED) }],
      rules: [
        { cidr: `${OLD_ADDRESS}/32`, from_port: 443, state: 'not_done' },
        { cidr: `${NEW_ADDRESS}/32`, from_port: 22, state: 'moved' },
      ],
    });
    expect(await rules()).toEqual([
      `${OFFICE_GROUP} tcp 22 ${NEW_ADDRESS}/32 "[awswhitelist:1 jo]"`,
      `${OFFICE_GROUP} tcp 443 ${NEW_ADDRESS}/32 "[awswhitelist:1 ann]"`,
      `${OFFICE_GROUP} tcp 443 ${OLD_ADDRESS}/32 "[awswhitelist:1 jo]"`,
    ]);
    const report = await move().catch((error: unknown) => error);
    expect(report).toMatchObject({ code: 'access_denied' });
  });
});

describe('what is not moved', () => {
  it('is anything, where the old address would have to be guessed', async () => {
    const { grantAccess: given, move, fail, readRules: rules, sentActions: sent } = await createMoveHarness();
    await given('jo', OLD_ADDRESS);
    await given('jo', OLD_IPV6);
    await given('jo', '192.0.2.1', { security_group_id: WEB_GROUP });
    const before = await rules();
    const report = await fail('whitelist_move', { holder: 'jo', ip_address: NEW_ADDRESS });
    expect(report).toMatchObject({
      code: 'invalid_input',
      missing: ['from_ip_address'],
      outcome: 'not_done',
    });
    expect(report.message).toContain(
      `192.0.2.1/32 in ${WEB_GROUP}; ${OLD_ADDRESS}/32 in ${OFFICE_GROUP}; ${OLD_IPV6}/128 in ${OFFICE_GROUP}.`,
    );
    expect(sent().filter((action) => !action.startsWith('Describe'))).toEqual([]);
    const result = await move({ from_ip_address: '192.0.2.1' });
    expect(result).toMatchObject({ status: 'moved', security_group_id: WEB_GROUP });
    expect(result['warnings']).toEqual([
      expect.stringContaining(`${OLD_ADDRESS}/32, ${OLD_IPV6}/128, which was left`),
    ]);
    expect(await rules()).toEqual(before.map((rule) => rule.replace('192.0.2.1', NEW_ADDRESS)).sort());
  });

  it('is a network, unless it is named', async () => {
    const { grantAccess: given, move, readRules: rules } = await createMoveHarness();
    await given('jo', '192.0.2.64/26');
    const none = await move();
    expect(none).toMatchObject({ status: 'not_found', rules: [], undo: [] });
    expect(none['warnings']).toEqual([
      expect.stringMatching(
        /^jo has no access from another single address .* groups of us-east-1, eu-west-1\./,
      ),
      expect.stringContaining('192.0.2.64/26, which was left'),
    ]);
    await move({ from_ip_address: '192.0.2.64/26', ip_address: '198.51.100.0/24' });
    expect(await rules()).toEqual([`${OFFICE_GROUP} tcp 443 198.51.100.0/24 "[awswhitelist:1 jo]"`]);
  });

  it('is what is there already', async () => {
    const { grantAccess: given, move } = await createMoveHarness();
    await given('jo', NEW_ADDRESS);
    const { status, warnings } = await move({ security_group_id: OFFICE_GROUP });
    expect(status).toBe('not_found');
    expect(warnings).toEqual([
      `jo has no access from another single address that could be moved, in ${OFFICE_GROUP}. What is from ${NEW_ADDRESS}/32 is there already. Access given under another name is found with holder.`,
    ]);
  });

  it.each([
    [{ ip_address: OLD_ADDRESS, from_ip_address: OLD_ADDRESS }, 'from_ip_address'],
    [{ from_ip_address: 'home' }, 'from_ip_address'],
    [{ ip_address: NEW_ADDRESS, families: 4 }, 'families'],
    [{ targets: [] }, 'targets'],
    [{ holder: 'j o' }, 'holder'],
  ])('is what %j says', async (args, field) => {
    const { fail, sentActions: sent } = await createMoveHarness();
    const report = await fail('whitelist_move', { ip_address: NEW_ADDRESS, ...args });
    expect(report).toMatchObject({ code: 'invalid_input' });
    expect(report.message).toContain(`Invalid ${field}`);
    expect(sent()).toEqual([]);
  });
});
