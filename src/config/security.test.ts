import { describe, expect, it } from 'vitest';
import { formatCidr } from '#core/network/cidr.ts';
import { DEFAULT_POLICY } from '#core/policy/decide.ts';
import { SENSITIVE_PORTS } from '#core/policy/ports.ts';
import { SETTINGS } from '#core/policy/settings.ts';
import { loadConfig } from './load.ts';
import { securitySettingsSchema } from './security-schema.ts';
import { CONFIG_PLACE } from '#test/support/harness/config-place.ts';

const load = (settings: object, more: object = {}) =>
  loadConfig({
    flags: { config: 'me.json' },
    env: {},
    readFile: () => JSON.stringify({ security_settings: settings, ...more }),
    place: CONFIG_PLACE,
  });
const policyOf = (settings: object, more: object = {}) => {
  const { problem, policy } = load(settings, more);
  expect(problem).toBeNull();
  return policy;
};
const sensitive = (...entries: object[]) => policyOf({ sensitive_ports: entries }).sensitivePorts;

describe('the table of settings and the schema', () => {
  it('know the same keys, in the same order', () => {
    expect(Object.keys(securitySettingsSchema.shape)).toEqual(SETTINGS.map(({ key }) => key));
  });

  it('a file without settings has the defaults', () => {
    expect(policyOf({})).toEqual(DEFAULT_POLICY);
    expect(loadConfig({ flags: {}, env: {}, readFile: () => null, place: CONFIG_PLACE }).policy).toEqual(
      DEFAULT_POLICY,
    );
    expect(load({}).security).toEqual({
      requireMfa: false,
      allowRoot: true,
      allowYes: false,
      ratePerMinute: null,
    });
  });

  it.each(
    SETTINGS.filter(({ unless }) => /^(?:true|false|"|\{)/.test(unless)).map(({ key, unless }) => [
      key,
      unless,
    ]),
  )('%s: %s changes nothing', (key, unless) => {
    const config = load({ [key]: JSON.parse(unless) as unknown });
    const { policy, security } = load({});
    expect(config).toMatchObject({ policy, security, problem: null, unenforceable: null, warnings: [] });
  });
});

describe('security_settings', () => {
  it('become one policy', () => {
    const policy = policyOf(
      {
        read_only: true,
        allow_world_open: true,
        min_prefix_length: { ipv4: 20 },
        allowed_ip_ranges: ['203.0.113.0/24', '2001:db8::/48', '::ffff:10.0.0.0/104'],
        allowed_ports: [
          443,
          '8443',
          '8000-8010/udp',
          'HTTPS/tcp',
          'grafana',
          'icmp',
          'icmpv6',
          'all',
          'all/tcp',
        ],
        allowed_security_groups: ['sg-0123abcd', 'web-*', 'tag:env=sta*', 'tag:a=b=c'],
        confirm: 'always',
        max_rule_duration_hours: 0.5,
      },
      { port_mappings: [{ name: 'Grafana', port: 3000 }] },
    );
    expect(policy).toMatchObject({
      readOnly: true,
      allowWorldOpen: true,
      minPrefix: { ipv4: 20, ipv6: 48 },
      allowedPorts: [
        { protocol: null, from: 443, to: 443 },
        { protocol: null, from: 8443, to: 8443 },
        { protocol: 'udp', from: 8000, to: 8010 },
        { protocol: 'tcp', from: 443, to: 443 },
        { protocol: null, from: 3000, to: 3000 },
        { protocol: 'icmp', from: 0, to: 65_535 },
        { protocol: 'icmpv6', from: 0, to: 65_535 },
        { protocol: 'all', from: 0, to: 65_535 },
        { protocol: 'tcp', from: 0, to: 65_535 },
      ],
      allowedGroups: [
        { kind: 'id', id: 'sg-0123abcd' },
        { kind: 'name', pattern: 'web-*' },
        { kind: 'tag', key: 'env', pattern: 'sta*' },
        { kind: 'tag', key: 'a', pattern: 'b=c' },
      ],
      confirm: 'always',
      maxHours: 0.5,
    });
    expect(policy.allowedIpRanges?.map(formatCidr)).toEqual([
      '203.0.113.0/24',
      '2001:db8::/48',
      '10.0.0.0/8',
    ]);
    expect(
      load({ allow_yes: true, rate_limit_per_minute: 10, require_mfa: true, allow_root: false }).security,
    ).toEqual({
      requireMfa: true,
      allowRoot: false,
      allowYes: true,
      ratePerMinute: 10,
    });
  });

  it('a key that is misspelt stops changes, in any depth, and the nearest is told', () => {
    const guidance = (settings: object) => load(settings).unenforceable?.report().guidance[0];
    expect(guidance({ alowed_ports: [443] })).toBe(
      'security_settings.alowed_ports is not a key known here; did you mean "allowed_ports"?',
    );
    expect(guidance({ sensitive_ports: [{ port: 22, comfirm: true }] })).toContain(
      'security_settings.sensitive_ports[0].comfirm is not a key known here; did you mean "confirm"?',
    );
    expect(guidance({ min_prefix_length: { ip_v4: 24 } })).toContain('did you mean "ipv4"?');
  });
});

describe('sensitive_ports', () => {
  const builtIn = SENSITIVE_PORTS.length;

  it('an entry takes the place of the built-in one for its port', () => {
    const ports = sensitive({ port: 22, min_prefix_length: { ipv4: 16 } });
    expect(ports).toHaveLength(builtIn);
    expect(ports.filter(({ from, every }) => from === 22 && !every)).toEqual([
      {
        every: false,
        name: 'SSH',
        protocol: null,
        from: 22,
        to: 22,
        minPrefix: { ipv4: 16, ipv6: 56 },
        confirm: false,
      },
    ]);
    expect(sensitive({ port: 'ssh', confirm: true, name: 'our SSH' }).at(-1)).toMatchObject({
      name: 'our SSH',
      confirm: true,
    });
    expect(sensitive({ port: 'all', min_prefix_length: { ipv4: 32, ipv6: 128 } })).toHaveLength(builtIn);
  });

  it('one for TCP alone leaves UDP its limits', () => {
    const ssh = (...entries: object[]) =>
      sensitive(...entries)
        .filter(({ from, every }) => from === 22 && !every)
        .map(({ protocol, minPrefix }) => `${protocol} ${minPrefix.ipv4}`);
    const tcp = { port: 22, protocol: 'tcp', min_prefix_length: { ipv4: 8 } };
    expect(ssh(tcp)).toEqual(['udp 24', 'tcp 8']);
    expect(ssh(tcp, { ...tcp, protocol: 'udp' })).toEqual(['tcp 8', 'udp 8']);
  });

  it('others are added', () => {
    const ports = sensitive(
      { port: '8000-8010' },
      { port: '0-65535', protocol: 'udp' },
      { port: 8006, name: 'hypervisor' },
    );
    expect(ports).toHaveLength(builtIn + 3);
    expect(ports.slice(-3)).toMatchObject([
      { name: 'port 8000-8010', from: 8000, to: 8010, minPrefix: { ipv4: 24, ipv6: 56 } },
      { name: 'port 0-65535/udp', every: false },
      { name: 'hypervisor' },
    ]);
  });

  it('names of port_mappings come first', () => {
    const policy = policyOf(
      { sensitive_ports: [{ port: 'ssh' }] },
      { port_mappings: [{ name: 'ssh', port: 2222 }] },
    );
    expect(policy.sensitivePorts.at(-1)).toMatchObject({ from: 2222, to: 2222 });
  });
});
