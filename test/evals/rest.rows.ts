import { asks, GUIDE, OFFICE, rule, type Request } from './request.ts';

/** Taking out, looking, asking, and what is no request for this program. */
export const REST: readonly Request[] = [
  asks(
    "take Maria's home address 198.51.100.24 out of sg-123456",
    ['remove', { ip_address: '198.51.100.24', security_group_id: GUIDE }],
    {
      removes: { 'guide-example': [rule(22, '198.51.100.24/32')] },
    },
  ),
  asks(
    'close 443 for the partner 192.0.2.0/24 on office-access',
    ['remove', { ip_address: '192.0.2.0/24', target: 'office-access', port: 443 }],
    {
      removes: { 'office-access': [rule(443, '192.0.2.0/24')] },
    },
  ),
  asks(
    'remove 192.0.2.7 from office-access',
    ['remove', { ip_address: '192.0.2.7', target: 'office-access' }],
    {
      answers: { status: 'not_found' },
      why: 'a rule of 192.0.2.0/24 is another rule',
    },
  ),
  asks(
    'drop rule {rule_id} in office-access',
    ['remove', { rule_id: '{rule_id}', target: 'office-access' }],
    {
      first: ['add', { ip_address: '198.51.100.9', target: 'office-access', port: 443 }],
      removes: { 'office-access': [rule(443, '198.51.100.9/32')] },
    },
  ),
  asks('delete everything in sg-123456', ['remove', { security_group_id: GUIDE }], {
    refused: 'invalid_input',
    why: 'a good assistant asks which rules; this call is refused',
  }),
  asks(
    'remove the udp rules of 198.51.100.0/24 from build-runners',
    ['remove', { ip_address: '198.51.100.0/24', target: 'build-runners', protocol: 'udp' }],
    {
      removes: { 'build-runners': [rule('60000-61000', '198.51.100.0/24', 'udp')] },
    },
  ),
  asks(
    'what would happen if you took 198.51.100.7 off staging-db?',
    ['remove', { ip_address: '198.51.100.7', target: 'staging-db', dry_run: true }],
    {
      answers: { status: 'planned' },
    },
  ),
  asks(
    'go ahead with that',
    ['remove', { ip_address: '198.51.100.7', target: 'staging-db', plan_token: '{plan_token}' }],
    {
      first: ['remove', { ip_address: '198.51.100.7', target: 'staging-db', dry_run: true }],
      removes: { 'staging-postgres': [rule(5432, '198.51.100.7/32')] },
    },
  ),
  asks(
    'my old ipv4 rule for 8443 on office-access can go',
    ['remove', { ip_address: 'current', families: '4', target: 'office-access', port: 8443 }],
    {
      first: ['add', { ip_address: 'current', target: 'office-access', port: 8443 }],
      removes: { 'office-access': [rule(8443, '203.0.113.7/32')] },
    },
  ),
  asks(
    'does sg-123456 let my v6 in on 22?',
    ['check', { ip_address: 'current', families: '6', security_group_id: GUIDE, port: 22 }],
    {
      answers: { allowed: false },
    },
  ),
  asks(
    'zet 198.51.100.7 van staging-db af',
    ['remove', { ip_address: '198.51.100.7', target: 'staging-db' }],
    {
      removes: { 'staging-postgres': [rule(5432, '198.51.100.7/32')] },
    },
  ),
  asks('who can get into reports-db?', ['list', { target: 'reports-db' }], {
    answers: { security_group: { name: 'guide-example' } },
  }),
  asks('show me the rules of sg-0123abcd', ['list', { security_group_id: OFFICE }], {
    answers: { security_group: { name: 'office-access' } },
  }),
  asks('which security groups are there?', ['list', {}], { answers: { region: 'us-east-1' } }),
  asks('and in Ireland?', ['list', { region: 'eu-west-1' }], { answers: { region: 'eu-west-1' } }),
  asks('is anything wide open on the shop?', ['list', { target: 'shop' }], {
    answers: { security_group: { name: 'web' } },
    why: 'the list marks what is open to the world',
  }),
  asks('which rules does the nightly-report lambda sit behind', ['list', { target: 'nightly-report' }], {
    answers: { security_group: { name: 'build-runners' } },
  }),
  asks(
    'is 198.51.100.7 still in staging postgres?',
    ['check', { ip_address: '198.51.100.7', target: 'staging-db' }],
    {
      answers: { allowed: true },
    },
  ),
  asks(
    'can 192.0.2.0/25 get https on office-access',
    ['check', { ip_address: '192.0.2.0/25', target: 'office-access', port: 443 }],
    {
      answers: { allowed: true },
    },
  ),
  asks(
    'would the whole 192.0.0.0/16 get in there?',
    ['check', { ip_address: '192.0.0.0/16', target: 'office-access', port: 443 }],
    {
      answers: { allowed: false },
    },
  ),
  asks(
    'does web answer to pings from 198.51.100.9',
    ['check', { ip_address: '198.51.100.9', target: 'web', port: 'ping' }],
    {
      answers: { allowed: false },
    },
  ),
  asks(
    'can 198.51.100.1 reach the wireguard in eu-west-1',
    [
      'check',
      {
        ip_address: '198.51.100.1',
        target: 'vpn-gateway',
        port: 51_820,
        protocol: 'udp',
        region: 'eu-west-1',
      },
    ],
    {
      answers: { allowed: true },
    },
  ),
  asks('whose keys are you using?', ['whoami', {}], { answers: { account: '123456789012' } }),
  asks('are you even allowed to change sg-123456?', ['whoami', { security_group_id: GUIDE }], {
    answers: { can_change: true },
  }),
  asks(
    '¿puedes añadir 198.51.100.9 a office-access en el puerto 8080?',
    ['add', { ip_address: '198.51.100.9', target: 'office-access', port: 8080 }],
    {
      adds: { 'office-access': [rule(8080, '198.51.100.9/32')] },
      why: 'a question in form, a request in fact',
    },
  ),
];
