import { describe, expect, it } from 'vitest';
import {
  add,
  decideChange,
  findRefusals,
  remove,
  createRule,
  findRefusingSettings,
  tcp,
} from '#test/support/arbitraries/policies.ts';
import { parseCidr } from '#core/network/cidr.ts';
import { parseSecurityGroupId } from '#core/identifiers/ids.ts';
import type { ProposedDiff, Policy } from './policy.ts';
import { SENSITIVE_PORTS, type SensitivePort } from './ports.ts';

const cidr = (text: string) => parseCidr(text).cidr;
const WORLD = createRule('0.0.0.0/0', tcp(443));
const WEB = createRule('203.0.113.7', tcp(443));

describe('settings', () => {
  it.each<[string, Partial<Policy>, Partial<ProposedDiff>, unknown]>([
    ['read_only', { readOnly: true }, remove(WEB), [{ allows: 'false' }]],
    ['allow_world_open', { allowWorldOpen: true }, add(WORLD), []],
    [
      'allow_world_open with SSH',
      { allowWorldOpen: true },
      add(createRule('0.0.0.0/0', tcp(22))),
      [{ setting: 'sensitive_ports', allows: '{ "port": 22, "min_prefix_length": { "ipv4": 0 } }' }],
    ],
    [
      'allow_world_open and half of it',
      { allowWorldOpen: true },
      add(createRule('0.0.0.0/1', tcp(443))),
      [{ setting: 'min_prefix_length.ipv4' }],
    ],
    [
      'min_prefix_length 0 and the world',
      { minPrefix: { ipv4: 0, ipv6: 0 } },
      add(WORLD),
      [{ setting: 'allow_world_open' }],
    ],
    [
      'min_prefix_length 7 for private ones too',
      { minPrefix: { ipv4: 16, ipv6: 7 } },
      add(createRule('fc00::/7', tcp(443))),
      [],
    ],
    [
      'allowed_ip_ranges',
      { allowedIpRanges: [cidr('203.0.113.0/25'), cidr('203.0.113.128/25')] },
      add(createRule('203.0.113.0/24', tcp(443))),
      [],
    ],
    [
      'allowed_ip_ranges, outside',
      { allowedIpRanges: [cidr('203.0.113.0/25'), cidr('2001:db8::/32')] },
      add(createRule('203.0.113.0/24', tcp(443)), createRule('2001:db9::1', tcp(443))),
      [
        {
          setting: 'allowed_ip_ranges',
          reason: '203.0.113.0/24 is not inside 203.0.113.0/25, 2001:db8::/32.',
          allows: '"203.0.113.0/24"',
        },
        { allows: '"2001:db9::1/128"' },
      ],
    ],
    [
      'allowed_ports',
      {
        allowedPorts: [
          { protocol: 'tcp', from: 400, to: 442 },
          { protocol: null, from: 443, to: 443 },
        ],
      },
      add(createRule('203.0.113.7', tcp(440, 443))),
      [],
    ],
    [
      'allowed_ports, others',
      { allowedPorts: [{ protocol: 'udp', from: 443, to: 443 }] },
      add(WEB),
      [
        {
          setting: 'allowed_ports',
          reason: 'tcp 443 from 203.0.113.7/32 is more than the ports that may be opened: 443/udp.',
          allows: '"443/tcp"',
        },
      ],
    ],
    [
      'allowed_security_groups',
      { allowedGroups: [{ kind: 'id', id: parseSecurityGroupId('sg-0123abcd') }] },
      remove(WEB),
      [],
    ],
    [
      'allowed_security_groups, another',
      { allowedGroups: [{ kind: 'name', pattern: 'web-*' }] },
      remove(WEB),
      [
        {
          setting: 'allowed_security_groups',
          reason: 'sg-0123abcd is not among the groups that may be changed: web-*.',
          allows: '"sg-0123abcd"',
        },
      ],
    ],
    [
      'allowed_security_groups, by name',
      { allowedGroups: [{ kind: 'name', pattern: 'web-*' }] },
      { ...add(WEB), group: { name: 'web-1', tags: new Map() } },
      [],
    ],
    ['max_rule_duration_hours', { maxHours: 8 }, { ...add(WEB), longest: 8 }, []],
    ['max_rule_duration_hours, where nothing is given', { maxHours: 8 }, remove(WEB), []],
    [
      'max_rule_duration_hours, longer',
      { maxHours: 8 },
      { ...add(WEB), longest: 24.001 },
      [
        {
          setting: 'max_rule_duration_hours',
          reason: 'It lets somebody in for 24.01 h; a rule may do so for 8 h at most.',
          allows: '24.01',
        },
      ],
    ],
    [
      'max_rule_duration_hours, extended without an end',
      { maxHours: 0.5 },
      { longest: null },
      [
        {
          setting: 'max_rule_duration_hours',
          reason: 'It lets somebody in without an end; a rule may do so for 0.5 h at most.',
          allows: null,
        },
      ],
    ],
    [
      'max_rule_duration_hours, narrowed',
      { maxHours: 8 },
      { authorize: [WEB], revoke: [createRule('203.0.113.0/24', tcp(443))], longest: 9 },
      [{ setting: 'max_rule_duration_hours', allows: '9' }],
    ],
  ])('%s', (_, policy, change, expected) => {
    expect(findRefusals(change, policy)).toMatchObject(expected as object[]);
  });

  it('every refusal is told, not the first alone', () => {
    const policy = { readOnly: true, allowedPorts: [], allowedIpRanges: [] };
    expect(findRefusingSettings(add(createRule('0.0.0.0/0', tcp(22))), policy)).toEqual([
      'read_only',
      'allowed_ip_ranges',
      'allowed_ports',
      'allow_world_open',
      'sensitive_ports',
    ]);
  });

  it('what would allow it names ports and protocol as the file has them', () => {
    const port = { every: false, name: 'admin', minPrefix: { ipv4: 32, ipv6: 128 }, confirm: false };
    const sensitivePorts: SensitivePort[] = [
      { ...port, protocol: 'tcp', from: 8000, to: 8010 },
      { ...port, protocol: null, from: 0, to: 65_535, every: true },
    ];
    expect(
      findRefusals(add(createRule('203.0.113.0/24', tcp(0, 65_535))), { sensitivePorts })[0]?.allows,
    ).toBe(
      '{ "port": "8000-8010", "protocol": "tcp", "min_prefix_length": { "ipv4": 24 } }, { "port": "all", "min_prefix_length": { "ipv4": 24 } }',
    );
  });
});

describe('consent', () => {
  const asking = SENSITIVE_PORTS.map((port) => ({ ...port, confirm: true }));
  it.each<[string, Partial<Policy>, Partial<ProposedDiff>, string[]]>([
    ['two removals at once', {}, remove(WEB, WORLD), ['It removes 2 rules at once.']],
    ['one removal', {}, remove(WEB), []],
    ['one removal, which others feel', {}, { ...remove(WEB), risks: ['Ann goes too.'] }, ['Ann goes too.']],
    ['two that have expired', {}, { ...remove(WEB, WORLD), onlyExpired: true }, []],
    [
      'two that have expired, where each change is asked for',
      { confirm: 'always' },
      { ...remove(WEB, WORLD), onlyExpired: true },
      ['Every change is to be confirmed.'],
    ],
    ['nothing at all', { confirm: 'always' }, {}, []],
    ['each change', { confirm: 'always' }, add(WEB), ['Every change is to be confirmed.']],
    ['none', { confirm: 'never', sensitivePorts: asking }, remove(WEB, WORLD), []],
    [
      'a port that says so',
      { sensitivePorts: asking },
      add(createRule('10.0.0.1', tcp(22))),
      ['It opens SSH, which is to be confirmed.'],
    ],
    ['its removal', { sensitivePorts: asking }, remove(createRule('10.0.0.1', tcp(22))), []],
    ['another port', { sensitivePorts: asking }, add(WEB), []],
    [
      'each change, for a reason of its own',
      { confirm: 'always' },
      remove(WEB, WORLD),
      ['It removes 2 rules at once.'],
    ],
  ])('%s', (_, policy, change, reasons) => {
    expect(decideChange(change, policy)).toEqual(
      reasons.length === 0 ? { kind: 'allow' } : { kind: 'confirm', reasons },
    );
  });

  it('all ports in two rules are all ports', () => {
    const sensitivePorts = asking.filter(({ every }) => every);
    const call = add(
      createRule('203.0.113.7', tcp(0, 40_000)),
      createRule('203.0.113.7', tcp(40_001, 65_535)),
    );
    expect(decideChange(call, { sensitivePorts })).toMatchObject({ kind: 'confirm' });
  });
});
