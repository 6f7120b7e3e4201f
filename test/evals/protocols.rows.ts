import { add, added, BUILD_RUNNERS, refused, type Eval } from './eval.ts';

/** Other than TCP, and ports by their names. */
export const PROTOCOLS: readonly Eval[] = [
  {
    says: 'allow ping from 198.51.100.4 to web-1',
    calls: [add({ ip_address: '198.51.100.4', target: 'web-1', port: 'ping' })],
    or: [[add({ ip_address: '198.51.100.4', target: 'web-1', port: 8, protocol: 'icmp' })]],
    outcome: added('web icmp 8 198.51.100.4/32'),
    looksUp: true,
  },
  {
    says: '2001:db8::9 should be able to ping build-runners',
    calls: [add({ ip_address: '2001:db8::9', target: 'build-runners', port: 'ping' })],
    outcome: added('build-runners icmpv6 128 2001:db8::9/128'),
    why: 'The name means the type that the address’s family has.',
  },
  {
    says: 'all of ICMPv6 from 2001:db8:77::/48 to build-runners, we are debugging neighbour discovery',
    calls: [add({ ip_address: '2001:db8:77::/48', target: 'build-runners', protocol: 'icmpv6' })],
    or: [[add({ ip_address: '2001:db8:77::/48', target: 'build-runners', protocol: 'icmpv6', port: 'all' })]],
    outcome: added('build-runners icmpv6 2001:db8:77::/48'),
  },
  {
    says: 'path MTU is broken: let the fragmentation-needed messages of 203.0.113.80 into office-access',
    calls: [add({ ip_address: '203.0.113.80', target: 'office-access', port: 'fragmentation-needed' })],
    or: [[add({ ip_address: '203.0.113.80', target: 'office-access', port: '3/4', protocol: 'icmp' })]],
    outcome: added('office-access icmp 3/4 203.0.113.80/32'),
  },
  {
    says: 'wireguard from 203.0.113.81 on office-access',
    calls: [add({ ip_address: '203.0.113.81', target: 'office-access', port: 'wireguard', protocol: 'udp' })],
    or: [[add({ ip_address: '203.0.113.81', target: 'office-access', port: 51820, protocol: 'udp' })]],
    outcome: added('office-access udp 51820 203.0.113.81/32'),
    why: 'The protocol is TCP unless it is given, and WireGuard goes over UDP.',
  },
  {
    says: 'mosh, so udp 60000 to 61000, for 203.0.113.82 into build-runners',
    calls: [
      add({ ip_address: '203.0.113.82', target: 'build-runners', port: '60000-61000', protocol: 'udp' }),
    ],
    outcome: added('build-runners udp 60000-61000 203.0.113.82/32'),
  },
  {
    says: 'our firewall 203.0.113.84 wants to send its syslog to office-access',
    calls: [add({ ip_address: '203.0.113.84', target: 'office-access', port: 'syslog', protocol: 'udp' })],
    or: [
      [
        add({ ip_address: '203.0.113.84', target: 'office-access', port: 'syslog' }),
        add({ ip_address: '203.0.113.84', target: 'office-access', port: 'syslog', protocol: 'udp' }),
      ],
    ],
    outcome: added('office-access udp 514 203.0.113.84/32'),
    why: 'Without the protocol it is refused, with the words that mend it.',
  },
  {
    says: 'rsync from 203.0.113.83 at build-runners pls',
    calls: [add({ ip_address: '203.0.113.83', target: 'build-runners', port: 'rsync' })],
    or: [[add({ ip_address: '203.0.113.83', target: 'build-runners', port: 873 })]],
    outcome: added('build-runners tcp 873 203.0.113.83/32'),
  },
  {
    says: 'zabbix-agent должен быть доступен с 203.0.113.91, группа build-runners',
    calls: [add({ ip_address: '203.0.113.91', target: 'build-runners', port: 'zabbix-agent' })],
    or: [[add({ ip_address: '203.0.113.91', target: 'build-runners', port: 10050 })]],
    outcome: added('build-runners tcp 10050 203.0.113.91/32'),
  },
  {
    says: `return traffic: the ephemeral ports from 10.20.0.0/16 to ${BUILD_RUNNERS}`,
    calls: [add({ ip_address: '10.20.0.0/16', security_group_id: BUILD_RUNNERS, port: 'ephemeral' })],
    or: [[add({ ip_address: '10.20.0.0/16', security_group_id: BUILD_RUNNERS, port: '1024-65535' })]],
    outcome: added('build-runners tcp 1024-65535 10.20.0.0/16'),
  },
  {
    says: 'The tunnel needs GRE, IP protocol 47, from 203.0.113.85 into sg-0123abcd.',
    calls: [add({ ip_address: '203.0.113.85', security_group_id: 'sg-0123abcd', protocol: '47' })],
    outcome: added('office-access 47 203.0.113.85/32'),
  },
  {
    says: 'IPsec from 203.0.113.87: ike and nat-t, i.e. udp 500 and 4500, on sg-0123abcd',
    calls: [
      add({
        ip_address: '203.0.113.87',
        security_group_id: 'sg-0123abcd',
        port: [500, 4500],
        protocol: 'udp',
      }),
    ],
    or: [
      [
        add({
          ip_address: '203.0.113.87',
          security_group_id: 'sg-0123abcd',
          port: ['ike', 'ipsec-nat-t'],
          protocol: 'udp',
        }),
      ],
    ],
    outcome: added('office-access udp 500 203.0.113.87/32', 'office-access udp 4500 203.0.113.87/32'),
  },
  {
    says: 'DNS for 203.0.113.86 on sg-0123abcd, udp AND tcp',
    calls: [
      add({ ip_address: '203.0.113.86', security_group_id: 'sg-0123abcd', port: 'dns', protocol: 'udp' }),
      add({ ip_address: '203.0.113.86', security_group_id: 'sg-0123abcd', port: 'dns', protocol: 'tcp' }),
    ],
    or: [
      [
        add({ ip_address: '203.0.113.86', security_group_id: 'sg-0123abcd', port: 53 }),
        add({ ip_address: '203.0.113.86', security_group_id: 'sg-0123abcd', port: 53, protocol: 'udp' }),
      ],
    ],
    outcome: added('office-access tcp 53 203.0.113.86/32', 'office-access udp 53 203.0.113.86/32'),
    why: 'A call has one protocol, so two protocols are two calls.',
  },
  {
    says: 'open the flurbl port on sg-0123abcd for 203.0.113.88',
    calls: [add({ ip_address: '203.0.113.88', security_group_id: 'sg-0123abcd', port: 'flurbl' })],
    outcome: refused('invalid_input', 'flurbl', 'Known names: '),
    why: 'The tool knows more names than its description can list; it is asked, not guessed for.',
  },
  {
    says: 'ssh and ping for 198.51.100.8 on web',
    calls: [add({ ip_address: '198.51.100.8', target: 'web', port: ['ssh', 'ping'] })],
    or: [[add({ ip_address: '198.51.100.8', target: 'web', port: [22, 'ping'] })]],
    outcome: added('web icmp 8 198.51.100.8/32', 'web tcp 22 198.51.100.8/32'),
    why: 'The name ping brings its own protocol, so one list holds both.',
  },
  {
    says: 'all of icmp from 198.51.100.9 on office-access',
    calls: [add({ ip_address: '198.51.100.9', target: 'office-access', protocol: 'icmp' })],
    or: [[add({ ip_address: '198.51.100.9', target: 'office-access', protocol: 'icmp', port: 'all' })]],
    outcome: added('office-access icmp 198.51.100.9/32'),
  },
];
