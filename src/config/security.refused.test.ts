import { describe, expect, it } from 'vitest';
import { DEFAULT_POLICY } from '#core/policy/decide.ts';
import { loadConfig } from './load.ts';
import { CONFIG_PLACE, withoutPlace } from '#test/support/harness/config-place.ts';

const load = (settings: object) =>
  loadConfig({
    flags: { config: 'me.json' },
    env: {},
    readFile: () => JSON.stringify({ security_settings: settings }),
    place: CONFIG_PLACE,
  });

describe('what is wrong is told with path, value, what is expected and a hint', () => {
  const LIST = 'expected at least one entry such as';
  const OUT = 'leave the key out for no limit';
  it.each<[object, string, string, string?]>([
    [{ read_only: 1 }, 'read_only is wrong: got 1', 'expected true or false'],
    [{ allow_world_open: 'no' }, 'allow_world_open is wrong: got "no"', 'expected true or false'],
    [{ allow_yes: null }, 'allow_yes is wrong: got null', 'expected true or false'],
    [
      { confirm: 'sometimes' },
      'confirm is wrong: got a text of 9 characters',
      'expected "never", "risky" or "always"',
    ],
    [{ confirm: false }, 'confirm is wrong: got false', 'expected "never", "risky" or "always"'],
    [
      { rate_limit_per_minute: 0 },
      'rate_limit_per_minute is wrong: got 0',
      `expected a whole number from 1 such as 10; ${OUT}`,
    ],
    [
      { rate_limit_per_minute: 1.5 },
      'rate_limit_per_minute is wrong: got 1.5',
      'expected a whole number from 1',
    ],
    [
      { rate_limit_per_minute: '10' },
      'rate_limit_per_minute is wrong: got "10"',
      'expected a whole number from 1',
    ],
    [
      { max_rule_duration_hours: 0 },
      'max_rule_duration_hours is wrong: got 0',
      'expected a number above 0 such as 24',
    ],
    [
      { max_rule_duration_hours: 'day' },
      'max_rule_duration_hours is wrong: got a text of 3 characters',
      'expected a number above 0',
    ],
    [{ min_prefix_length: 24 }, 'min_prefix_length is wrong: got 24', 'expected an object'],
    [
      { min_prefix_length: { ipv4: 33 } },
      'min_prefix_length.ipv4 is wrong: got 33',
      'expected a whole number from 0 to 32 such as 24',
    ],
    [
      { min_prefix_length: { ipv6: '/64' } },
      'min_prefix_length.ipv6 is wrong: got a text of 3 characters',
      'expected a whole number from 0 to 128 such as 56',
    ],
    [
      { min_prefix_length: { ipv6: -1 } },
      'min_prefix_length.ipv6 is wrong: got -1',
      'expected a whole number from 0 to 128',
    ],
    [{ allowed_ip_ranges: [] }, 'allowed_ip_ranges is wrong: got a list', `${LIST} "203.0.113.0/24"; ${OUT}`],
    [
      { allowed_ip_ranges: '10.0.0.0/8' },
      'allowed_ip_ranges is wrong: got a text of 10 characters',
      'expected a list',
    ],
    [
      { allowed_ip_ranges: ['10.0.0.0/8', '10.1.2.3/8'] },
      'allowed_ip_ranges[1] is wrong: got a text of 10 characters',
      'expected a CIDR block such as',
      'It names one address of a network; the network is 10.0.0.0/8.',
    ],
    [
      { allowed_ip_ranges: ['office'] },
      'allowed_ip_ranges[0] is wrong: got a text of 6 characters',
      'expected a CIDR block such as "203.0.113.0/24"',
    ],
    [
      { allowed_ip_ranges: [''] },
      'allowed_ip_ranges[0] is wrong: got an empty text',
      'expected a CIDR block',
      'An empty address is never',
    ],
    [{ allowed_ports: [] }, 'allowed_ports is wrong: got a list', `${LIST} 443; ${OUT}`],
    [{ allowed_ports: [null] }, 'allowed_ports[0] is wrong: got null', 'expected a port such as 443'],
    [
      { allowed_ports: [443, 65_536] },
      'allowed_ports[1] is wrong: got 65536',
      'expected a port such as 443, "8000-8010" or "https"',
    ],
    [
      { allowed_ports: ['htps'] },
      'allowed_ports[0] is wrong: got a text of 4 characters',
      'expected a port',
      'Known names: ',
    ],
    [
      { allowed_ports: ['443/icmp'] },
      'allowed_ports[0] is wrong: got a text of 8 characters',
      'expected a port',
    ],
    [
      { allowed_ports: ['9-8'] },
      'allowed_ports[0] is wrong: got a text of 3 characters',
      'expected a port',
      'A range starts with its lower port.',
    ],
    [
      { allowed_security_groups: [] },
      'allowed_security_groups is wrong: got a list',
      `${LIST} "sg-0123abcd"; ${OUT}`,
    ],
    [
      { allowed_security_groups: ['sg-*'] },
      'allowed_security_groups[0] is wrong: got a text of 4 characters',
      'expected a group such as "sg-0123abcd", "web-*" or "tag:env=staging"',
    ],
    [
      { allowed_security_groups: [' '] },
      'allowed_security_groups[0] is wrong: got a text of 1 character',
      'expected a group',
      'An empty entry names no group.',
    ],
    [
      { allowed_security_groups: ['tag:env'] },
      'allowed_security_groups[0] is wrong: got a text of 7 characters',
      'expected a group',
      'A tag is written "tag:KEY=PATTERN"',
    ],
    [
      { allowed_security_groups: ['tag:=x'] },
      'allowed_security_groups[0] is wrong: got a text of 6 characters',
      'expected a group',
      'A tag is written',
    ],
    [
      { allowed_security_groups: ['tag:env='] },
      'allowed_security_groups[0] is wrong: got a text of 8 characters',
      'expected a group',
      'A tag is written',
    ],
    [{ allowed_security_groups: [7] }, 'allowed_security_groups[0] is wrong: got a number', 'expected text'],
    [
      { sensitive_ports: [] },
      'sensitive_ports is wrong: got a list',
      `${LIST} { "port": 22, "confirm": true }; ${OUT}`,
    ],
    [{ sensitive_ports: [22] }, 'sensitive_ports[0] is wrong: got 22', 'expected an object'],
    [
      { sensitive_ports: [{}] },
      'sensitive_ports[0].port is wrong: got nothing',
      'expected a port such as 22, "8000-8010", "ssh" or "all"',
    ],
    [
      { sensitive_ports: [{ port: 'shh' }, { port: 22 }] },
      'sensitive_ports[0].port is wrong: got a text of 3 characters',
      'expected a port',
      'Known names: ',
    ],
    [
      { sensitive_ports: [{ port: 22, protocol: 'icmp' }] },
      'sensitive_ports[0].protocol is wrong: got a text of 4 characters',
      'expected "tcp" or "udp"',
    ],
    [
      { sensitive_ports: [{ port: 'all', protocol: 'udp' }] },
      'sensitive_ports[0].port is wrong: got a text of 3 characters',
      'expected a port',
      'write "0-65535"',
    ],
    [
      { sensitive_ports: [{ port: 22, name: '' }] },
      'sensitive_ports[0].name is wrong: got an empty text',
      'expected a name such as "admin page"',
    ],
    [
      { sensitive_ports: [{ port: 22, min_prefix_length: { ipv4: 40 } }] },
      'sensitive_ports[0].min_prefix_length.ipv4 is wrong: got 40',
      'expected a whole number from 0 to 32',
    ],
    [
      { sensitive_ports: [{ port: 22 }, { port: 'SSH', confirm: true }] },
      'sensitive_ports[1].port is wrong: got a text of 3 characters',
      'expected ports of its own; sensitive_ports[0] has these',
      'Make one entry of the two.',
    ],
    [
      { confirm: 'never', sensitive_ports: [{ port: 22, confirm: true }] },
      'sensitive_ports[0].confirm is wrong: got true',
      'expected no true beside "confirm": "never"',
      'Nobody would be asked.',
    ],
  ])('%j', (settings, where, expected, hint) => {
    const config = load(settings);
    const report = config.problem?.report();
    expect(withoutPlace(report?.message)).toContain(
      `Config file /home/jo/me.json: security_settings.${where}, `,
    );
    expect(withoutPlace(report?.message)).toContain(expected);
    if (hint === undefined) expect(report?.guidance).toHaveLength(1);
    else expect(report?.guidance[0]).toContain(hint);
    // Nothing of a wrong file is in force by halves.
    expect(config.policy).toEqual(DEFAULT_POLICY);
  });
});
