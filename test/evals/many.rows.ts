import { asks, GUIDE, ME, mine, OFFICE, rule, type Request } from './request.ts';

const FIVE = ['198.51.100.1', '198.51.100.2', '198.51.100.3', '198.51.100.4', '198.51.100.5'];
const PAIR = ['198.51.100.8', '198.51.100.9'];
const hosts = (addresses: readonly string[], ...ports: readonly number[]) =>
  addresses.flatMap((address) => ports.map((port) => rule(port, `${address}/32`)));

const BOTH_AT_BOTH = [`${ME[4]}/32`, `${ME[6]}/128`]
  .flatMap((cidr) => [80, 443].map((port) => `tcp ${port} from ${cidr}`))
  .join(', ');

/** Several addresses, ports or groups in one call. */
export const MANY: readonly Request[] = [
  asks(
    `these five need 443 and 8443 on ${OFFICE}: ${FIVE.join(', ')}`,
    ['add', { ip_addresses: FIVE, security_group_id: OFFICE, port: [443, 8443] }],
    {
      adds: { 'office-access': hosts(FIVE, 443, 8443) },
    },
  ),
  asks(
    'let the office 203.0.113.0/24 into web, office-access and sg-123456 on 8443',
    ['add', { ip_address: '203.0.113.0/24', targets: ['web', 'office-access', GUIDE], port: 8443 }],
    {
      adds: Object.fromEntries(
        ['web', 'office-access', 'guide-example'].map((name) => [name, [rule(8443, '203.0.113.0/24')]]),
      ),
    },
  ),
  asks(
    'both contractors (198.51.100.8 and .9) need staging-db and reports-db',
    ['add', { ip_addresses: PAIR, targets: ['staging-db', 'reports-db'] }],
    {
      adds: { 'staging-postgres': hosts(PAIR, 5432), 'guide-example': hosts(PAIR, 5433) },
      why: 'each database has a port of its own',
    },
  ),
  asks(
    'me and 198.51.100.8 → web-1, port 3000',
    ['add', { ip_addresses: ['current', '198.51.100.8'], target: 'web-1', port: 3000 }],
    {
      adds: { web: [...mine(3000), rule(3000, '198.51.100.8/32')] },
    },
  ),
  asks(
    'http and https for 198.51.100.8 on office-access',
    ['add', { ip_address: '198.51.100.8', target: 'office-access', port: ['http', 'https'] }],
    {
      adds: { 'office-access': hosts(['198.51.100.8'], 80, 443) },
    },
  ),
  asks(
    '22, 80 and 8000 to 8010 for 198.51.100.8, office-access',
    ['add', { ip_address: '198.51.100.8', target: 'office-access', port: [22, 80, '8000-8010'] }],
    {
      adds: { 'office-access': [...hosts(['198.51.100.8'], 22, 80), rule('8000-8010', '198.51.100.8/32')] },
    },
  ),
  asks(
    'add 198.51.100.8 and 2001:db8:9::/64 to office-access for https',
    ['add', { ip_addresses: ['198.51.100.8', '2001:db8:9::/64'], target: 'office-access', port: 443 }],
    {
      adds: { 'office-access': [rule(443, '198.51.100.8/32'), rule(443, '2001:db8:9::/64')] },
    },
  ),
  asks(
    'ssh and ping for 198.51.100.8 on web',
    ['add', { ip_address: '198.51.100.8', target: 'web', port: [22, 'ping'] }],
    {
      adds: { web: [rule(22, '198.51.100.8/32'), rule('8--1', '198.51.100.8/32', 'icmp')] },
    },
  ),
  asks(
    'first show me: 198.51.100.8 and .9 into web and office-access, https',
    ['add', { ip_addresses: PAIR, targets: ['web', 'office-access'], port: 443, dry_run: true }],
    {
      answers: { status: 'planned' },
    },
  ),
  asks(
    'https for 198.51.100.8 on web here and on the vpn gateway in Ireland (arn:aws:rds:eu-west-1:123456789012:db:paris-db sits behind it)',
    [
      'add',
      {
        ip_address: '198.51.100.8',
        targets: ['web', 'arn:aws:rds:eu-west-1:123456789012:db:paris-db'],
        port: 443,
      },
    ],
    {
      adds: { web: hosts(['198.51.100.8'], 443), 'eu-west-1/vpn-gateway': hosts(['198.51.100.8'], 443) },
    },
  ),
  asks(
    'whole internet in two halves on web 8443: 0.0.0.0/1 and 128.0.0.0/1',
    ['add', { ip_addresses: ['0.0.0.0/1', '128.0.0.0/1'], target: 'web', port: 8443 }],
    {
      refused: 'refused_by_settings',
    },
  ),
  asks(
    '198.51.100.8 into web and also nosuchthing, port 443',
    ['add', { ip_address: '198.51.100.8', targets: ['web', 'nosuchthing'], port: 443 }],
    {
      refused: 'target_not_found',
      why: 'all or nothing: web is not changed either',
    },
  ),
  asks(
    'take .8 and .9 (198.51.100.x) off office-access 443 again',
    ['remove', { ip_addresses: PAIR, target: 'office-access', port: 443 }],
    {
      first: ['add', { ip_addresses: PAIR, target: 'office-access', port: 443 }],
      refused: 'consent_required',
    },
  ),
  asks(
    'remove 198.51.100.8 from web and office-access',
    ['remove', { ip_address: '198.51.100.8', targets: ['web', 'office-access'] }],
    {
      first: ['add', { ip_address: '198.51.100.8', target: 'office-access', port: 443 }],
      removes: { 'office-access': [rule(443, '198.51.100.8/32')] },
      why: 'one rule in all, so that nobody has to be asked',
    },
  ),
  asks(
    'is 198.51.100.8 allowed on https and ssh at the shop?',
    ['check', { ip_address: '198.51.100.8', target: 'shop', port: [443, 22] }],
    {
      answers: { allowed: false, parts: [{ allowed: true }, { allowed: false }] },
    },
  ),
  asks(
    'was lässt du mich auf web: 80 und 443?',
    ['check', { ip_address: 'current', target: 'web', port: [80, 443] }],
    {
      answers: { allowed: true, asked: BOTH_AT_BOTH },
    },
  ),
];
