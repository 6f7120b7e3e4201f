import { asks, GUIDE, mine, OFFICE, rule, type Request } from './request.ts';

const TEMPORARY = {
  access_key_id: '{access_key_id}',
  secret_access_key: '{secret_access_key}',
  region: 'us-east-1',
};

/** The person's own address. */
export const MINE: readonly Request[] = [
  asks('let my IP into staging Postgres', ['add', { ip_address: 'current', target: 'staging-db' }], {
    adds: { 'staging-postgres': mine(5432) },
    why: 'a database fills in its own port',
  }),
  asks(
    'let me into staging Postgres for two hours',
    ['add', { ip_address: 'current', target: 'staging-db' }],
    { adds: { 'staging-postgres': mine(5432) }, why: 'no tool ends a rule yet: the person is told so' },
  ),
  asks(
    "i'm on a train. open ssh for me on web-1, just ipv4, the v6 here changes all the time",
    ['add', { ip_address: 'current', families: '4', target: 'web-1', port: 22 }],
    { adds: { web: [rule(22, '203.0.113.7/32')] } },
  ),
  asks(
    'my ip → sg-123456, https pls',
    ['add', { ip_address: 'current', security_group_id: GUIDE, port: 443 }],
    {
      adds: { 'guide-example': mine(443) },
    },
  ),
  asks(
    'Add my current IP to security group sg-123456 for SSH access',
    ['add', { ip_address: 'current', security_group_id: GUIDE, port: 22 }],
    {
      adds: { 'guide-example': mine(22) },
    },
  ),
  asks('am I in? reports db', ['check', { ip_address: 'current', target: 'reports-db' }], {
    answers: { allowed: false },
    why: 'a question is no wish: nothing is opened',
  }),
  asks(
    'kann ich gerade auf die Orders-Datenbank zugreifen?',
    ['check', { ip_address: 'current', target: 'orders' }],
    {
      answers: { allowed: false },
    },
  ),
  asks(
    'take me out of the office-access group again',
    ['remove', { ip_address: 'current', target: 'office-access' }],
    {
      first: ['add', { ip_address: 'current', families: '4', target: 'office-access', port: 443 }],
      removes: { 'office-access': [rule(443, '203.0.113.7/32')] },
    },
  ),
  asks(
    'I am done with staging-db, close it for me',
    ['remove', { ip_address: 'current', target: 'staging-db' }],
    {
      first: ['add', { ip_address: 'current', target: 'staging-db' }],
      refused: 'consent_required',
      why: 'both families are two rules: a person says yes first',
    },
  ),
  asks(
    'mach mir bitte Port 8443 auf office-access auf',
    ['add', { ip_address: 'current', target: 'office-access', port: 8443 }],
    {
      adds: { 'office-access': mine(8443) },
    },
  ),
  asks(
    "j'ai besoin de la base reports-db depuis chez moi",
    ['add', { ip_address: 'current', target: 'reports-db' }],
    {
      adds: { 'guide-example': mine(5433) },
    },
  ),
  asks(
    'show me what you would do if you let me into reports-db',
    ['add', { ip_address: 'current', target: 'reports-db', dry_run: true }],
    {
      answers: { status: 'planned' },
    },
  ),
  asks(
    'ok, do exactly that',
    ['add', { ip_address: 'current', target: 'reports-db', plan_token: '{plan_token}' }],
    {
      first: ['add', { ip_address: 'current', target: 'reports-db', dry_run: true }],
      adds: { 'guide-example': mine(5433) },
      why: 'the plan that was shown is the one that is made',
    },
  ),
  asks(
    'can u ping-enable web for me, v4 only',
    ['add', { ip_address: 'current', families: '4', target: 'web', port: 'ping' }],
    {
      adds: { web: [rule('8--1', '203.0.113.7/32', 'icmp')] },
    },
  ),
  asks(
    'wireguard in Ireland: let me in at the vpn gateway, udp 51821',
    [
      'add',
      { ip_address: 'current', target: 'vpn-gateway', region: 'eu-west-1', port: 51_821, protocol: 'udp' },
    ],
    {
      adds: { 'eu-west-1/vpn-gateway': mine(51_821, 'udp') },
    },
  ),
  asks('paris-db please', ['add', { ip_address: 'current', target: 'paris-db' }], {
    refused: 'target_not_found',
    why: 'it is in another region: the answer names it, and the person is asked',
  }),
  asks(
    'paris-db please, it is in eu-west-1',
    ['add', { ip_address: 'current', target: 'paris-db', region: 'eu-west-1' }],
    {
      adds: { 'eu-west-1/vpn-gateway': mine(3306) },
    },
  ),
  asks(
    'let me in on sg-123456 port 9000. Access Key: …, Secret Key: …, us-east-1',
    ['add', { ip_address: 'current', security_group_id: GUIDE, port: 9000, credentials: TEMPORARY }],
    {
      adds: { 'guide-example': mine(9000) },
    },
  ),
  asks(
    'i need everything between 8000 and 8010 on sg-0123abcd',
    ['add', { ip_address: 'current', security_group_id: OFFICE, port: '8000-8010' }],
    {
      adds: { 'office-access': mine('8000-8010') },
    },
  ),
];
