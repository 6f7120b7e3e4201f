import { add, added, BASTION, type Eval, removedIfApproved, refused, remove } from './eval.ts';

const FIVE = ['203.0.113.101', '203.0.113.102', '203.0.113.103', '198.51.100.104', '198.51.100.105'];

/** Many addresses or many ports: one call wherever one can do it. */
export const SEVERAL: readonly Eval[] = [
  {
    says: `these five addresses need 443 and 8443 on sg-0123abcd: ${FIVE.join(', ')}`,
    calls: [add({ ip_addresses: FIVE, security_group_id: 'sg-0123abcd', port: [443, 8443] })],
    outcome: added(
      ...FIVE.flatMap((one) => [443, 8443].map((port) => `office-access tcp ${port} ${one}/32`)),
    ),
  },
  {
    says: `Here's the partner's list for https on office-access:
      203.0.113.111   # Lyon
      203.0.113.112   # Lyon, backup
      2001:db8:f00::/56
      198.51.100.64/27`,
    calls: [
      add({
        ip_addresses: ['203.0.113.111', '203.0.113.112', '2001:db8:f00::/56', '198.51.100.64/27'],
        target: 'office-access',
        port: 'https',
      }),
    ],
    outcome: added(
      'office-access tcp 443 198.51.100.64/27',
      'office-access tcp 443 2001:db8:f00::/56',
      'office-access tcp 443 203.0.113.111/32',
      'office-access tcp 443 203.0.113.112/32',
    ),
  },
  {
    says: `Anna 203.0.113.71 + Ben 203.0.113.72 → ssh ${BASTION}. No need to write the names down.`,
    calls: [add({ ip_addresses: ['203.0.113.71', '203.0.113.72'], security_group_id: BASTION, port: 'ssh' })],
    outcome: added('bastion tcp 22 203.0.113.71/32', 'bastion tcp 22 203.0.113.72/32'),
  },
  {
    says: 'Anna 203.0.113.171, Ben 203.0.113.172: rdp on sg-0123abcd, each with their name on the rule',
    calls: [
      add({
        ip_address: '203.0.113.171',
        security_group_id: 'sg-0123abcd',
        port: 'rdp',
        description: 'Anna',
      }),
      add({ ip_address: '203.0.113.172', security_group_id: 'sg-0123abcd', port: 'rdp', description: 'Ben' }),
    ],
    outcome: added(
      'office-access tcp 3389 203.0.113.171/32 "Anna"',
      'office-access tcp 3389 203.0.113.172/32 "Ben"',
    ),
    why: 'A call has one description, so two descriptions are two calls.',
  },
  {
    says: '203.0.113.75 en los puertos 80, 443 y del 8000 al 8010 de sg-0123abcd',
    calls: [
      add({ ip_address: '203.0.113.75', security_group_id: 'sg-0123abcd', port: [80, 443, '8000-8010'] }),
    ],
    outcome: added(
      'office-access tcp 443 203.0.113.75/32',
      'office-access tcp 80 203.0.113.75/32',
      'office-access tcp 8000-8010 203.0.113.75/32',
    ),
  },
  {
    says: 'sg-0123abcd 9443: 203.0.113.76, 203.0.113.76/32 and 203.0.113.77 (I pasted one twice I think)',
    calls: [
      add({ ip_addresses: ['203.0.113.76', '203.0.113.77'], security_group_id: 'sg-0123abcd', port: 9443 }),
    ],
    or: [
      [
        add({
          ip_addresses: ['203.0.113.76', '203.0.113.76/32', '203.0.113.77'],
          security_group_id: 'sg-0123abcd',
          port: 9443,
        }),
      ],
    ],
    outcome: added('office-access tcp 9443 203.0.113.76/32', 'office-access tcp 9443 203.0.113.77/32'),
  },
  {
    says: 'let 203.0.113.78, 203.0.113.300 and 203.0.113.79 into office-access, 443',
    calls: [
      add({
        ip_addresses: ['203.0.113.78', '203.0.113.300', '203.0.113.79'],
        target: 'office-access',
        port: 443,
      }),
    ],
    outcome: refused('invalid_input', 'ip_addresses[1]', 'four numbers from 0 to 255'),
    why: 'Which address was meant is the person’s to say; none of them is let in meanwhile. To ask first is as good.',
  },
  {
    says: 'take .8 and .9 (198.51.100.x) off office-access 443 again',
    given: [add({ ip_addresses: ['198.51.100.8', '198.51.100.9'], target: 'office-access', port: 443 })],
    calls: [remove({ ip_addresses: ['198.51.100.8', '198.51.100.9'], target: 'office-access', port: 443 })],
    outcome: removedIfApproved(
      'office-access tcp 443 198.51.100.8/32',
      'office-access tcp 443 198.51.100.9/32',
    ),
  },
];
