import { add, added, type Eval, removed, refused, remove } from './eval.ts';

/** Several groups, or what is in them: one call wherever one can do it. */
export const GROUPS: readonly Eval[] = [
  {
    says: 'let the office (203.0.113.0/24) into all three: office-access, build-runners and guide-example. https only.',
    calls: [
      add({
        ip_address: '203.0.113.0/24',
        targets: ['office-access', 'build-runners', 'guide-example'],
        port: 'https',
      }),
    ],
    outcome: added(
      'build-runners tcp 443 203.0.113.0/24',
      'guide-example tcp 443 203.0.113.0/24',
      'office-access tcp 443 203.0.113.0/24',
    ),
  },
  {
    says: '203.0.113.73 benötigt beide Datenbanken, staging-db und reports-db.',
    calls: [add({ ip_address: '203.0.113.73', targets: ['staging-db', 'reports-db'] })],
    outcome: added('guide-example tcp 5433 203.0.113.73/32', 'staging-postgres tcp 5432 203.0.113.73/32'),
    why: 'Without a port each is opened at its own.',
    looksUp: true,
  },
  {
    says: 'on-call is 203.0.113.74: ssh into arn:aws:ec2:us-east-1:123456789012:security-group/sg-0123abcd and arn:aws:ec2:eu-west-1:123456789012:security-group/sg-091e9e6c06e22248c',
    calls: [
      add({
        ip_address: '203.0.113.74',
        targets: [
          'arn:aws:ec2:us-east-1:123456789012:security-group/sg-0123abcd',
          'arn:aws:ec2:eu-west-1:123456789012:security-group/sg-091e9e6c06e22248c',
        ],
        port: 'ssh',
      }),
    ],
    outcome: added('eu-west-1:vpn-gateway tcp 22 203.0.113.74/32', 'office-access tcp 22 203.0.113.74/32'),
    why: 'An ARN says its region, so one call reaches both.',
  },
  {
    says: 'open 8080 on office-access, build-runers and guide-example for 203.0.113.95',
    calls: [
      add({
        ip_address: '203.0.113.95',
        targets: ['office-access', 'build-runers', 'guide-example'],
        port: 8080,
      }),
    ],
    outcome: refused('target_not_found', 'Names much like it: "build-runners"'),
    why: 'A slip in a name is not mended by the assistant, which has not seen the names; nothing is half done.',
  },
  {
    says: 'web and web-1 and whatever has Name=web, port 7443, from 203.0.113.96',
    calls: [add({ ip_address: '203.0.113.96', targets: ['web', 'web-1', 'Name=web'], port: 7443 })],
    outcome: added('web tcp 7443 203.0.113.96/32'),
    looksUp: true,
  },
  {
    says: 'both contractors (198.51.100.8 and .9) need staging-db and reports-db',
    calls: [add({ ip_addresses: ['198.51.100.8', '198.51.100.9'], targets: ['staging-db', 'reports-db'] })],
    outcome: added(
      ...['198.51.100.8', '198.51.100.9'].flatMap((one) => [
        `staging-postgres tcp 5432 ${one}/32`,
        `guide-example tcp 5433 ${one}/32`,
      ]),
    ),
    looksUp: true,
  },
  {
    says: '8444 for 198.51.100.8 on web here, and on whatever arn:aws:rds:eu-west-1:123456789012:db:paris-db sits behind',
    calls: [
      add({
        ip_address: '198.51.100.8',
        targets: ['web', 'arn:aws:rds:eu-west-1:123456789012:db:paris-db'],
        port: 8444,
      }),
    ],
    outcome: refused('invalid_input', 'answers at port'),
    why: 'The database answers at another port: whoever means something else behind its group names the group.',
    looksUp: true,
  },
  {
    says: 'remove 198.51.100.8 from web and office-access',
    given: [add({ ip_address: '198.51.100.8', target: 'office-access', port: 443 })],
    calls: [remove({ ip_address: '198.51.100.8', targets: ['web', 'office-access'] })],
    outcome: removed('office-access tcp 443 198.51.100.8/32'),
    why: 'It is one rule in all, so that nobody has to approve it; which group has it, the assistant need not know.',
  },
];
