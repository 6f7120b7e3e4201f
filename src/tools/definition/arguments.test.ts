import { afterAll, afterEach, describe, expect, it } from 'vitest';
import { startToolHarness, type ToolHarness } from '#test/support/harness/tool-harness.ts';
import type { ErrorReport } from '#core/errors/errors.ts';

const bench: ToolHarness = await startToolHarness();
afterAll(() => bench.close());

const RULE = { security_group_id: 'sg-123456', ip_address: '203.0.113.7', port: 443 };
const TEMPLATE = {
  credentials: {
    access_key_id: 'AKIAIOSFODNN7EXAMPLE',
    secret_access_key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
    region: 'us-east-1',
    session_token: 'optional-for-temporary-credentials',
  },
  security_group_id: 'sg-123456',
  ip_address: '192.168.1.100',
  port: 443,
  protocol: 'tcp',
  description: 'Added via Claude Desktop',
};
const TOOLS = ['whitelist_add', 'whitelist_remove', 'whitelist_list', 'whitelist_check'];
const NAMING_A_RULE = ['whitelist_add', 'whitelist_remove', 'whitelist_check'];

describe('malformed input', () => {
  afterEach(() => expect(bench.sandbox.requests).toEqual([]));

  // The field, the value, what is expected and an example, whichever tool it is.
  const refusals: [
    tools: string[],
    args: object,
    field: string,
    value: string,
    expected: string,
    example: string,
  ][] = [
    [
      TOOLS,
      { security_group_id: 'web' },
      'security_group_id',
      '"web"',
      'hexadecimal digits',
      'sg-0123456789abcdef0',
    ],
    [
      TOOLS,
      { security_group_id: 'sg-' },
      'security_group_id',
      '"sg-"',
      'hexadecimal digits',
      'sg-0123456789abcdef0',
    ],
    [
      TOOLS,
      { security_group_id: 'sg-12345G' },
      'security_group_id',
      '"sg-12345G"',
      'hexadecimal digits',
      'sg-0123456789abcdef0',
    ],
    [
      TOOLS,
      { security_group_id: 'sg-1 ' },
      'security_group_id',
      '"sg-1 "',
      'hexadecimal digits',
      'sg-0123456789abcdef0',
    ],
    [TOOLS, { security_group_id: 7 }, 'security_group_id', '7', 'hexadecimal digits', 'sg-0123456789abcdef0'],
    [
      ['whitelist_remove'],
      { security_group_id: '' },
      'security_group_id',
      '""',
      'hexadecimal digits',
      'sg-0123456789abcdef0',
    ],
    [
      NAMING_A_RULE,
      { ip_address: '10.0.0.256' },
      'ip_address',
      '"10.0.0.256"',
      'an IPv4 or IPv6 address',
      '203.0.113.7',
    ],
    [
      NAMING_A_RULE,
      { ip_address: '10.0.0.0/33' },
      'ip_address',
      '"10.0.0.0/33"',
      'an IPv4 or IPv6 address',
      '203.0.113.7',
    ],
    [
      NAMING_A_RULE,
      { ip_address: '010.0.0.1' },
      'ip_address',
      '"010.0.0.1"',
      'an IPv4 or IPv6 address',
      '203.0.113.7',
    ],
    [
      NAMING_A_RULE,
      { ip_address: 'fe80::1%eth0' },
      'ip_address',
      '"fe80::1%eth0"',
      'an IPv4 or IPv6 address',
      '203.0.113.7',
    ],
    [
      NAMING_A_RULE,
      { ip_address: 'my office' },
      'ip_address',
      '"my office"',
      'an IPv4 or IPv6 address',
      '203.0.113.7',
    ],
    [
      NAMING_A_RULE,
      { ip_address: ['10.0.0.1'] },
      'ip_address',
      'a list',
      'an IPv4 or IPv6 address',
      '203.0.113.7',
    ],
    [NAMING_A_RULE, { port: 65536 }, 'port', '65536', 'a port from 0 to 65535', '443'],
    [NAMING_A_RULE, { port: -1 }, 'port', '-1', 'a port from 0 to 65535', '443'],
    [NAMING_A_RULE, { port: 22.5 }, 'port', '22.5', 'a port from 0 to 65535', '443'],
    [NAMING_A_RULE, { port: '8010-8000' }, 'port', '"8010-8000"', 'a range', '"8000-8010"'],
    [NAMING_A_RULE, { port: 'htps' }, 'port', '"htps"', 'a service name', '"https"'],
    [NAMING_A_RULE, { port: true }, 'port', 'true', 'a port number', '443'],
    [['whitelist_remove'], { port: '' }, 'port', '""', 'leave it out', '443'],
    [['whitelist_remove'], { port: [] }, 'port', 'a list', 'leave it out', '443'],
    [['whitelist_remove'], { protocol: '' }, 'protocol', '""', 'leave it out', 'tcp'],
    [['whitelist_remove'], { ip_addresses: [] }, 'ip_addresses', 'a list', 'leave it out', '203.0.113.7'],
    [['whitelist_remove'], { target: '' }, 'target', '""', 'leave it out', 'staging-db'],
    [['whitelist_remove'], { targets: [] }, 'targets', 'a list', 'leave it out', 'web-1'],
    [['whitelist_remove'], { rule_id: '' }, 'rule_id', '""', 'leave it out', 'sgr-'],
    [['whitelist_remove'], { holder: '' }, 'holder', '""', 'leave it out', 'jo'],
    [['whitelist_add', 'whitelist_remove'], { plan_token: '' }, 'plan_token', '""', 'leave it out', 'text'],
    [['whitelist_add'], { expires_in: '' }, 'expires_in', '""', 'leave it out', '2h'],
    [['whitelist_add'], { expires_at: '' }, 'expires_at', '""', 'leave it out', '2026'],
    [
      TOOLS,
      { profile: '${user_config.profile}' },
      'profile',
      '"${user_config.profile}"',
      'did not fill in',
      '"staging"',
    ],
    [NAMING_A_RULE, { port: '${env:PORT}' }, 'port', '"${env:PORT}"', 'did not fill in', '443'],
    [NAMING_A_RULE, { protocol: 'tpc' }, 'protocol', '"tpc"', 'tcp, udp, icmp, icmpv6, all (or -1)', 'tcp'],
    [NAMING_A_RULE, { protocol: '256' }, 'protocol', '"256"', 'tcp, udp, icmp, icmpv6, all (or -1)', 'tcp'],
    [NAMING_A_RULE, { protocol: 6 }, 'protocol', '6', 'tcp, udp, icmp, icmpv6, all (or -1)', '"tcp"'],
    [NAMING_A_RULE, { protocol: 'icmp', port: 300 }, 'port', '300', 'an ICMP type from 0 to 255', '8'],
    [
      NAMING_A_RULE,
      { protocol: 'icmpv6', port: undefined },
      'protocol',
      '"icmpv6"',
      'icmp with an IPv4 address',
      'icmpv6',
    ],
    [['whitelist_add'], { description: 5 }, 'description', '5', 'text', '"Jo, home office"'],
    [
      ['whitelist_remove'],
      { ip_address: undefined, port: undefined, rule_id: 'sgr-xyz' },
      'rule_id',
      '"sgr-xyz"',
      'hexadecimal digits',
      'sgr-0123456789abcdef0',
    ],
    [TOOLS, { profile: 3 }, 'profile', '3', "a profile's name", '"staging"'],
    [TOOLS, { credentials: 'AKIA' }, 'credentials', '"[not shown]"', 'an object', '{"access_key_id"'],
    [
      TOOLS,
      { credentials: { access_key_id: 5 } },
      'credentials.access_key_id',
      '"[not shown]"',
      'text',
      '{"access_key_id"',
    ],
  ];
  const cases = refusals.flatMap(([names, ...rest]) => names.map((tool) => [tool, ...rest] as const));

  it.each(cases)(
    '[input.before-aws] [input.refusal-words] %s refuses %j',
    async (tool, wrong, field, value, expected, example) => {
      const base = tool === 'whitelist_list' ? { security_group_id: 'sg-123456' } : RULE;
      const report = await bench.fail(tool, { ...base, ...wrong });
      expect(report).toMatchObject({ code: 'invalid_input', outcome: 'not_done', retryable: false });
      expect(report.message.startsWith(`Invalid ${field}: got ${value}, expected `)).toBe(true);
      const [, rest = ''] = report.message.split(', expected ');
      expect(rest).toContain(expected);
      expect(rest).toMatch(/ Example: .+\.$/);
      expect(rest.split(' Example: ')[1]).toContain(example);
    },
  );

  it.each(TOOLS)(
    '[input.before-aws] %s refuses arguments that it does not know, and no object',
    async (tool) => {
      const unknown = await bench.fail(tool, { security_group_id: 'sg-1', ip_adress: '203.0.113.7' });
      expect(unknown.message).toBe('Unknown argument "ip_adress".');
      for (const args of ['all', 7, [RULE]])
        expect((await bench.fail(tool, args)).message).toMatch(
          /^Invalid arguments: got .*, expected an object/,
        );
    },
  );

  it.each([
    'us-east',
    'US-EAST-1',
    'useast1',
    'us_east_1',
    'https://evil.example',
    'us-east-1a',
    'us-east-1.x',
  ])('[input.region-malformed] refuses the region %j', async (region) => {
    for (const args of [{ region }, { credentials: { ...TEMPLATE.credentials, region } }]) {
      const report = await bench.fail('whitelist_list', args);
      expect(report.code).toBe('invalid_input');
      expect(report.message).toMatch(
        /^Invalid (credentials\.)?region: got .*, expected a region's code. Example: us-east-1/,
      );
    }
  });

  it('[input.region-malformed] names the nearest region', async () => {
    const report = await bench.fail('whitelist_list', { region: 'us-east1' });
    expect(report.guidance).toEqual(['The nearest known region is us-east-1.']);
  });

  it('refuses two regions that differ', async () => {
    const report = await bench.fail('whitelist_list', {
      credentials: TEMPLATE.credentials,
      region: 'eu-west-1',
    });
    expect(report.message).toContain('the same region as credentials.region (us-east-1)');
  });

  const secret = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
  it.each<[string, object, (report: ErrorReport) => void]>([
    ['both', { access_key_id: secret, secret_access_key: 'AKIAIOSFODNN7EXAMPLE' }, () => {}],
    [
      'an id for a secret',
      { access_key_id: 'AKIAXXXXXXX', secret_access_key: 'ASIAIOSFODNN7EXAMPLE' },
      () => {},
    ],
    ['a secret for an id', { access_key_id: secret, secret_access_key: secret }, () => {}],
  ])('[input.key-swap] sees a swap: %s', async (_what, credentials) => {
    const report = await bench.fail('whitelist_add', { ...RULE, credentials });
    expect(report).toMatchObject({
      code: 'invalid_credentials',
      message: 'Invalid credentials: access_key_id and secret_access_key seem to be swapped.',
    });
    for (const part of [secret.slice(0, 8), 'bPxRfi', 'IOSFODNN', 'AKIAX'])
      expect(JSON.stringify(report)).not.toContain(part);
  });

  it('asks for the missing half of a key pair', async () => {
    const report = await bench.fail('whitelist_add', {
      ...RULE,
      credentials: { access_key_id: 'AKIAXXXXXXX' },
    });
    expect(report).toMatchObject({
      code: 'credentials_required',
      missing: ['credentials.secret_access_key'],
    });
  });
});
