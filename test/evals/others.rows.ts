import { asks, GUIDE, OFFICE, rule, type Request } from './request.ts';

/** Addresses of others, one at a time. */
export const OTHERS: readonly Request[] = [
  asks(
    'let 198.51.100.4 into sg-123456 on 443',
    ['add', { ip_address: '198.51.100.4', security_group_id: GUIDE, port: 443 }],
    {
      adds: { 'guide-example': [rule(443, '198.51.100.4/32')] },
    },
  ),
  asks(
    'the office is 203.0.113.0/24, it needs https on office-access. call it "Utrecht office"',
    [
      'add',
      { ip_address: '203.0.113.0/24', target: 'office-access', port: 443, description: 'Utrecht office' },
    ],
    {
      adds: { 'office-access': [rule(443, '203.0.113.0/24')] },
    },
  ),
  asks(
    'whitelist 203.0.113.77/24 for https on office-access',
    ['add', { ip_address: '203.0.113.77/24', target: 'office-access', port: 443 }],
    {
      adds: { 'office-access': [rule(443, '203.0.113.0/24')] },
      why: 'a CIDR is passed on as it was said',
    },
  ),
  asks(
    "Anna's new v6 is 2001:db8:77::1, she does ssh on office-access",
    ['add', { ip_address: '2001:db8:77::1', target: 'office-access', port: 'ssh' }],
    {
      adds: { 'office-access': [rule(22, '2001:db8:77::1/128')] },
    },
  ),
  asks(
    'allow 10.20.0.0/16 to the shop load balancer on https',
    ['add', { ip_address: '10.20.0.0/16', target: 'shop', port: 443 }],
    {
      adds: { web: [rule(443, '10.20.0.0/16')] },
    },
  ),
  asks(
    'open postgres to 198.51.100.9 on sg-123456',
    ['add', { ip_address: '198.51.100.9', security_group_id: GUIDE, port: 'postgres' }],
    {
      adds: { 'guide-example': [rule(5432, '198.51.100.9/32')] },
    },
  ),
  asks(
    'syslog over udp from 198.51.100.9 to build-runners',
    ['add', { ip_address: '198.51.100.9', target: 'build-runners', port: 'syslog', protocol: 'udp' }],
    {
      adds: { 'build-runners': [rule(514, '198.51.100.9/32', 'udp')] },
      why: 'IANA has the name for UDP',
    },
  ),
  asks(
    'let 198.51.100.9 do DNS against build-runners, udp',
    ['add', { ip_address: '198.51.100.9', target: 'build-runners', port: 53, protocol: 'udp' }],
    {
      adds: { 'build-runners': [rule(53, '198.51.100.9/32', 'udp')] },
    },
  ),
  asks(
    'ping from 2001:db8:77::1 to web-2',
    ['add', { ip_address: '2001:db8:77::1', target: 'web-2', port: 'ping' }],
    {
      adds: { web: [rule('128--1', '2001:db8:77::1/128', 'icmpv6')] },
    },
  ),
  asks(
    'all of icmp from 198.51.100.9 on office-access',
    ['add', { ip_address: '198.51.100.9', target: 'office-access', protocol: 'icmp' }],
    {
      adds: { 'office-access': [rule('-1--1', '198.51.100.9/32', 'icmp')] },
    },
  ),
  asks(
    'passive FTP: the ephemeral ports of office-access for 198.51.100.9',
    ['add', { ip_address: '198.51.100.9', target: 'office-access', port: 'ephemeral' }],
    {
      adds: { 'office-access': [rule('1024-65535', '198.51.100.9/32')] },
    },
  ),
  asks(
    'redis for 198.51.100.9 (the sessions cache)',
    ['add', { ip_address: '198.51.100.9', target: 'sessions' }],
    {
      adds: { 'build-runners': [rule(6379, '198.51.100.9/32')] },
    },
  ),
  asks('198.51.100.9 should reach carts', ['add', { ip_address: '198.51.100.9', target: 'carts' }], {
    adds: { web: [rule(6379, '198.51.100.9/32')] },
  }),
  asks('open https for everyone on shop', ['add', { ip_address: '0.0.0.0/0', target: 'shop', port: 443 }], {
    refused: 'refused_by_settings',
    why: 'what the person wants is asked for; the settings refuse it',
  }),
  asks(
    'open ssh to the whole 198.51.0.0/16 on bastion-ish sg-123456',
    ['add', { ip_address: '198.51.0.0/16', security_group_id: GUIDE, port: 22 }],
    {
      refused: 'refused_by_settings',
    },
  ),
  asks(
    'just open all ports for 198.51.100.9 on sg-0123abcd',
    ['add', { ip_address: '198.51.100.9', security_group_id: OFFICE, port: 'all' }],
    {
      adds: { 'office-access': [rule('0-65535', '198.51.100.9/32')] },
    },
  ),
  asks(
    'add 198.51.100.9 to the bastion, ssh',
    ['add', { ip_address: '198.51.100.9', target: 'bastion', port: 22 }],
    {
      refused: 'ambiguous_target',
      why: 'two groups: the person chooses',
    },
  ),
  asks('198.51.100.9 → stagin-db', ['add', { ip_address: '198.51.100.9', target: 'stagin-db' }], {
    refused: 'target_not_found',
    why: 'the nearest name comes back, and the person is asked',
  }),
  asks(
    'the one tagged Team=platform, https for 198.51.100.9',
    ['add', { ip_address: '198.51.100.9', target: 'tag:Team=platform', port: 443 }],
    {
      adds: { 'build-runners': [rule(443, '198.51.100.9/32')] },
    },
  ),
  asks(
    'Name=web, port 8080, 198.51.100.9',
    ['add', { ip_address: '198.51.100.9', target: 'Name=web', port: 8080 }],
    {
      adds: { web: [rule(8080, '198.51.100.9/32')] },
    },
  ),
  asks(
    'arn:aws:rds:us-east-1:123456789012:db:staging-db should accept 198.51.100.9',
    ['add', { ip_address: '198.51.100.9', target: 'arn:aws:rds:us-east-1:123456789012:db:staging-db' }],
    {
      adds: { 'staging-postgres': [rule(5432, '198.51.100.9/32')] },
    },
  ),
  asks(
    'psql -h staging-db.c9akciq32rgd.us-east-1.rds.amazonaws.com times out from 198.51.100.9, fix it',
    ['add', { ip_address: '198.51.100.9', target: 'staging-db.c9akciq32rgd.us-east-1.rds.amazonaws.com' }],
    {
      adds: { 'staging-postgres': [rule(5432, '198.51.100.9/32')] },
    },
  ),
  asks(
    'let 999.1.1.1 into sg-123456 on 443',
    ['add', { ip_address: '999.1.1.1', security_group_id: GUIDE, port: 443 }],
    {
      refused: 'invalid_input',
    },
  ),
];
