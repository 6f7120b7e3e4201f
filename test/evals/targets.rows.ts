import { add, added, refused, type Eval } from './eval.ts';

const STAGING_DB = 'staging-db.c9akciq32rgd.us-east-1.rds.amazonaws.com';

/** What is meant is not a group but something in one: by its name, id, ARN, host name or tag. */
export const TARGETS: readonly Eval[] = [
  {
    says: '198.51.100.31 needs the staging-db database',
    calls: [add({ ip_address: '198.51.100.31', target: 'staging-db' })],
    outcome: added('staging-postgres tcp 5432 198.51.100.31/32'),
    why: 'A database has a port of its own: none is given.',
    looksUp: true,
  },
  {
    says: 'reports-db (it is some postgres) should be open to 203.0.113.61, thx',
    calls: [add({ ip_address: '203.0.113.61', target: 'reports-db' })],
    outcome: added('guide-example tcp 5433 203.0.113.61/32'),
    why: 'It answers at 5433: "postgres" as the port would open the wrong one.',
    looksUp: true,
  },
  {
    says: 'arn:aws:rds:us-east-1:123456789012:db:staging-db should accept 203.0.113.62',
    calls: [add({ ip_address: '203.0.113.62', target: 'arn:aws:rds:us-east-1:123456789012:db:staging-db' })],
    outcome: added('staging-postgres tcp 5432 203.0.113.62/32'),
    looksUp: true,
  },
  {
    says: `psql on 203.0.113.63 cannot reach ${STAGING_DB}:5432. Let it in.`,
    calls: [add({ ip_address: '203.0.113.63', target: STAGING_DB, port: 5432 })],
    or: [[add({ ip_address: '203.0.113.63', target: `${STAGING_DB}:5432` })]],
    outcome: added('staging-postgres tcp 5432 203.0.113.63/32'),
    looksUp: true,
  },
  {
    says: `postgres://app@${STAGING_DB}/app times out from 203.0.113.68, fix pls`,
    calls: [add({ ip_address: '203.0.113.68', target: STAGING_DB })],
    or: [[add({ ip_address: '203.0.113.68', target: STAGING_DB, port: 'postgres' })]],
    outcome: added('staging-postgres tcp 5432 203.0.113.68/32'),
    why: 'Of a URL the host name alone: before it may stand a password.',
    looksUp: true,
  },
  {
    says: 'web-1 soll 8443 von 198.51.100.4 annehmen',
    calls: [add({ ip_address: '198.51.100.4', target: 'web-1', port: 8443 })],
    outcome: added('web tcp 8443 198.51.100.4/32'),
    looksUp: true,
  },
  {
    says: 'i-0551a2ae98165fad6 port 8000 from 203.0.113.64',
    calls: [add({ ip_address: '203.0.113.64', target: 'i-0551a2ae98165fad6', port: 8000 })],
    outcome: added('build-runners tcp 8000 203.0.113.64/32'),
    looksUp: true,
  },
  {
    says: 'Hi! Our tester works from 203.0.113.65 and wants to try the load balancer "shop" on 8443. Could you?',
    calls: [add({ ip_address: '203.0.113.65', target: 'shop', port: 8443 })],
    outcome: added('web tcp 8443 203.0.113.65/32'),
    looksUp: true,
  },
  {
    says: '10.20.7.7 has to talk to whatever the nightly-report lambda is in, on 8443',
    calls: [add({ ip_address: '10.20.7.7', target: 'nightly-report', port: 8443 })],
    outcome: added('build-runners tcp 8443 10.20.7.7/32'),
    looksUp: true,
  },
  {
    says: 'sessions-Cache für 10.20.30.40 öffnen',
    calls: [add({ ip_address: '10.20.30.40', target: 'sessions' })],
    outcome: added('build-runners tcp 6379 10.20.30.40/32'),
    why: 'A cache answers at a port of its own, as a database does.',
    looksUp: true,
  },
  {
    says: 'orders aurora cluster <- 10.20.4.4',
    calls: [add({ ip_address: '10.20.4.4', target: 'orders' })],
    outcome: added('office-access tcp 3306 10.20.4.4/32'),
    looksUp: true,
  },
  {
    says: 'everything tagged Team=platform takes 8005 from 203.0.113.66',
    calls: [add({ ip_address: '203.0.113.66', target: 'tag:Team=platform', port: 8005 })],
    outcome: added('build-runners tcp 8005 203.0.113.66/32'),
  },
  {
    says: 'ip-10-20-9-31.ec2.internal must answer to 10.20.0.9 on 8006',
    calls: [add({ ip_address: '10.20.0.9', target: 'ip-10-20-9-31.ec2.internal', port: 8006 })],
    outcome: added('build-runners tcp 8006 10.20.0.9/32'),
    looksUp: true,
  },
  {
    says: 'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/intranet/088282c5a834543d on https for 10.20.5.0/24',
    calls: [
      add({
        ip_address: '10.20.5.0/24',
        target:
          'arn:aws:elasticloadbalancing:us-east-1:123456789012:loadbalancer/app/intranet/088282c5a834543d',
        port: 'https',
      }),
    ],
    outcome: added('office-access tcp 443 10.20.5.0/24'),
    looksUp: true,
  },
  {
    says: 'the interface eni-07c4f6e92eedc0b33 should take 9443 from 203.0.113.69',
    calls: [add({ ip_address: '203.0.113.69', target: 'eni-07c4f6e92eedc0b33', port: 9443 })],
    outcome: added('web tcp 9443 203.0.113.69/32'),
    looksUp: true,
  },
  {
    says: 'open 1883 on the load balancer edge for 203.0.113.70',
    calls: [add({ ip_address: '203.0.113.70', target: 'edge', port: 1883 })],
    outcome: refused('target_not_found', 'load balancer edge was found', 'Name the security group itself.'),
    why: 'Only the look-up can tell that this one is in no group.',
    looksUp: true,
  },
  {
    says: '10.20.6.6 should reach carts',
    calls: [add({ ip_address: '10.20.6.6', target: 'carts' })],
    outcome: added('web tcp 6379 10.20.6.6/32'),
    why: 'What carts is, the tool finds out, and with it the port.',
    looksUp: true,
  },
];
