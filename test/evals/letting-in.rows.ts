import { add, added, answered, BASTION, type Eval } from './eval.ts';

/** One address, one group, one port. */
export const LETTING_IN: readonly Eval[] = [
  {
    says: 'let 203.0.113.10 into sg-0123abcd on 443',
    calls: [add({ ip_address: '203.0.113.10', security_group_id: 'sg-0123abcd', port: 443 })],
    outcome: added('office-access tcp 443 203.0.113.10/32'),
  },
  {
    says: `Could you please open SSH on ${BASTION} for my colleague Anna? Her address is 198.51.100.77, and do put her name on it so we know later.`,
    calls: [
      add({ ip_address: '198.51.100.77', security_group_id: BASTION, port: 'ssh', description: 'Anna' }),
    ],
    or: [[add({ ip_address: '198.51.100.77', security_group_id: BASTION, port: 22, description: 'Anna' })]],
    outcome: added('bastion tcp 22 198.51.100.77/32 "Anna"'),
  },
  {
    says: '198.51.100.78 → sg-123456 :22',
    calls: [add({ ip_address: '198.51.100.78', security_group_id: 'sg-123456', port: 22 })],
    outcome: added('guide-example tcp 22 198.51.100.78/32'),
  },
  {
    says: 'Kannst du bitte 203.0.113.40 auf office-access für https freischalten?',
    calls: [add({ ip_address: '203.0.113.40', target: 'office-access', port: 'https' })],
    or: [[add({ ip_address: '203.0.113.40', target: 'office-access', port: 443 })]],
    outcome: added('office-access tcp 443 203.0.113.40/32'),
    why: 'office-access is a name and no id: it goes into target.',
  },
  {
    says: 'pls opne prot 3000 on sg-0123abcd for 198.51.100.61, its 2am n the deploy is stuck',
    calls: [add({ ip_address: '198.51.100.61', security_group_id: 'sg-0123abcd', port: 3000 })],
    outcome: added('office-access tcp 3000 198.51.100.61/32'),
    why: 'Slips in the words around them do not make id, port and address doubtful.',
  },
  {
    says: 'I am needing that the machine 203.0.113.90 can to connect in the group web by the ports 9000 until 9010',
    calls: [add({ ip_address: '203.0.113.90', target: 'web', port: '9000-9010' })],
    outcome: added('web tcp 9000-9010 203.0.113.90/32'),
  },
  {
    says: 'Abre el 8443 en build-runners para 198.51.100.200, por favor.',
    calls: [add({ ip_address: '198.51.100.200', target: 'build-runners', port: 8443 })],
    outcome: added('build-runners tcp 8443 198.51.100.200/32'),
  },
  {
    says: 'Our branch sits in 203.0.113.130/25; give the whole of it 8080 on office-access.',
    calls: [add({ ip_address: '203.0.113.130/25', target: 'office-access', port: 8080 })],
    or: [[add({ ip_address: '203.0.113.128/25', target: 'office-access', port: 8080 })]],
    outcome: added('office-access tcp 8080 203.0.113.128/25'),
    why: 'Host bits may stay: the tool takes the network, and says so.',
  },
  {
    says: 'new ISP gave us 2001:db8:52:a::/64, that one in on https at office-access',
    calls: [add({ ip_address: '2001:db8:52:a::/64', target: 'office-access', port: 'https' })],
    or: [[add({ ip_address: '2001:db8:52:a::/64', target: 'office-access', port: 443 })]],
    outcome: added('office-access tcp 443 2001:db8:52:a::/64'),
  },
  {
    says: 'sg-0123abcd, ssh, 2001:DB8:0:0::1C:7',
    calls: [add({ ip_address: '2001:DB8:0:0::1C:7', security_group_id: 'sg-0123abcd', port: 'ssh' })],
    or: [[add({ ip_address: '2001:db8::1c:7', security_group_id: 'sg-0123abcd', port: 22 })]],
    outcome: added('office-access tcp 22 2001:db8::1c:7/128'),
  },
  {
    says: 'The application log says that ::ffff:203.0.113.21 was kept out of 8081 at office-access. Allow it.',
    calls: [add({ ip_address: '::ffff:203.0.113.21', target: 'office-access', port: 8081 })],
    or: [[add({ ip_address: '203.0.113.21', target: 'office-access', port: 8081 })]],
    outcome: added('office-access tcp 8081 203.0.113.21/32'),
  },
  {
    says: 'The peered VPC (10.40.0.0/16) has to reach staging-postgres on 5432.',
    calls: [add({ ip_address: '10.40.0.0/16', target: 'staging-postgres', port: 5432 })],
    outcome: added('staging-postgres tcp 5432 10.40.0.0/16'),
  },
  {
    says: 'Put 192.0.2.44 on sg-0123abcd for ssh. It may be in there already, then just leave it.',
    calls: [add({ ip_address: '192.0.2.44', security_group_id: 'sg-0123abcd', port: 'ssh' })],
    or: [[add({ ip_address: '192.0.2.44', security_group_id: 'sg-0123abcd', port: 22 })]],
    outcome: answered({ status: 'already_present' }),
    why: 'No check before: an addition of what is there is fine.',
  },
  {
    says: 'the monitoring box, 203.0.113.99, must reach EVERY tcp port of build-runners',
    calls: [add({ ip_address: '203.0.113.99', target: 'build-runners', port: 'all' })],
    or: [[add({ ip_address: '203.0.113.99', target: 'build-runners', port: '0-65535' })]],
    outcome: added('build-runners tcp 0-65535 203.0.113.99/32'),
  },
  {
    says: 'VPN concentrator 203.0.113.5: anything goes, any protocol, into build-runners',
    calls: [add({ ip_address: '203.0.113.5', target: 'build-runners', protocol: 'all' })],
    outcome: added('build-runners all 203.0.113.5/32'),
    why: 'With every protocol there is no port to name.',
  },
  {
    says: 'Ajoute 203.0.113.55 au groupe sg-0123abcd, port 443, avec la note « Luc, télétravail »',
    calls: [
      add({
        ip_address: '203.0.113.55',
        security_group_id: 'sg-0123abcd',
        port: 443,
        description: 'Luc, teletravail',
      }),
    ],
    outcome: added('office-access tcp 443 203.0.113.55/32 "Luc, teletravail"'),
    why: 'AWS takes no accents there; with them the tool refuses, says so, and the call is repeated without.',
  },
  {
    says: '¿puedes añadir 198.51.100.9 a office-access en el puerto 8080?',
    calls: [add({ ip_address: '198.51.100.9', target: 'office-access', port: 8080 })],
    outcome: added('office-access tcp 8080 198.51.100.9/32'),
    why: 'A question in form, a request in fact.',
  },
];
