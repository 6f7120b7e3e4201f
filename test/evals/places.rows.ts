import {
  add,
  added,
  answered,
  check,
  type Eval,
  removed,
  list,
  move,
  remove,
  VPN_GATEWAY,
  whoami,
} from './eval.ts';

export const KEYS = {
  access_key_id: 'AKIAIOSFODNN7EXAMPLE',
  secret_access_key: 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY',
};
export const SPOKEN = `${KEYS.access_key_id} / ${KEYS.secret_access_key}`;
const GUIDE = 'arn:aws:iam::123456789012:user/guide';

/** Another region, a profile, keys that were pasted. The config file has a profile "ireland", of eu-west-1. */
export const PLACES: readonly Eval[] = [
  {
    says: 'same thing for paris-db, that one is in Ireland',
    earlier: [
      {
        says: 'let 203.0.113.125 into reports-db',
        calls: [add({ ip_address: '203.0.113.125', target: 'reports-db' })],
      },
    ],
    calls: [add({ ip_address: '203.0.113.125', target: 'paris-db', region: 'eu-west-1' })],
    outcome: added('eu-west-1:vpn-gateway tcp 3306 203.0.113.125/32'),
    why: 'The port of the one before is not carried over: each database has its own.',
    looksUp: true,
  },
  {
    says: 'and in Ireland?',
    earlier: [{ says: 'show me my security groups', calls: [list({})] }],
    calls: [list({ region: 'eu-west-1' })],
    outcome: answered({ region: 'eu-west-1', groups: { length: 2 } }),
  },
  {
    says: `ssh on ${VPN_GATEWAY} for 203.0.113.126. eu-west-1!!`,
    calls: [
      add({
        ip_address: '203.0.113.126',
        security_group_id: VPN_GATEWAY,
        port: 'ssh',
        region: 'eu-west-1',
      }),
    ],
    outcome: added('eu-west-1:vpn-gateway tcp 22 203.0.113.126/32'),
  },
  {
    says: 'is 203.0.113.80 on port 22 still allowed at vpn-gateway in eu-west-1?',
    calls: [check({ ip_address: '203.0.113.80', target: 'vpn-gateway', port: 22, region: 'eu-west-1' })],
    outcome: answered({ allowed: true, region: 'eu-west-1' }),
  },
  {
    says: 'what could you do in Frankfurt, permission-wise',
    calls: [whoami({ region: 'eu-central-1' })],
    outcome: answered({ region: 'eu-central-1', account: '123456789012' }),
  },
  {
    says: 'use my ireland profile: vpn-gateway, ssh, 203.0.113.127',
    calls: [add({ ip_address: '203.0.113.127', target: 'vpn-gateway', port: 'ssh', profile: 'ireland' })],
    outcome: added('eu-west-1:vpn-gateway tcp 22 203.0.113.127/32'),
    why: 'The profile says its region; none is given beside it.',
  },
  {
    says: 'with profile ireland, take the on-call address 203.0.113.80 out of vpn-gateway',
    calls: [remove({ ip_address: '203.0.113.80', target: 'vpn-gateway', profile: 'ireland' })],
    outcome: removed('eu-west-1:vpn-gateway tcp 22 203.0.113.80/32 "on-call"'),
  },
  {
    says: 'profile ireland pls - is wireguard open to 198.51.100.20 on vpn-gateway',
    calls: [
      check({
        ip_address: '198.51.100.20',
        target: 'vpn-gateway',
        port: 'wireguard',
        protocol: 'udp',
        profile: 'ireland',
      }),
    ],
    outcome: answered({ allowed: true }),
  },
  {
    says: 'liste les groupes du profil ireland',
    calls: [list({ profile: 'ireland' })],
    outcome: answered({ region: 'eu-west-1', groups: { length: 2 } }),
  },
  {
    says: 'who am i with the ireland profile',
    calls: [whoami({ profile: 'ireland' })],
    outcome: answered({ region: 'eu-west-1' }),
  },
  {
    says: `my keys: ${SPOKEN}, region us-east-1. Add 192.168.1.100 on 443 to sg-123456.`,
    calls: [
      add({
        ip_address: '192.168.1.100',
        security_group_id: 'sg-123456',
        port: 443,
        credentials: { ...KEYS, region: 'us-east-1' },
      }),
    ],
    or: [
      [
        add({
          ip_address: '192.168.1.100',
          security_group_id: 'sg-123456',
          port: 443,
          credentials: KEYS,
          region: 'us-east-1',
        }),
      ],
    ],
    outcome: added('guide-example tcp 443 192.168.1.100/32'),
    why: 'Keys go into credentials alone, because the person gave them; they are not repeated in the reply.',
  },
  {
    says: `${SPOKEN} - my ip is 203.0.113.81 now, move what I had`,
    calls: [move({ ip_address: '203.0.113.81', credentials: KEYS })],
    outcome: answered({ status: 'not_found' }),
    why: 'That nothing is theirs there is the answer; nothing is added in its place.',
  },
  {
    says: `whose keys are these? ${SPOKEN}`,
    calls: [whoami({ credentials: KEYS })],
    outcome: answered({ arn: GUIDE }),
  },
  {
    says: `temporary ones: ${SPOKEN}, token optional-for-temporary-credentials. list sg-123456`,
    calls: [
      list({
        security_group_id: 'sg-123456',
        credentials: { ...KEYS, session_token: 'optional-for-temporary-credentials' },
      }),
    ],
    outcome: answered({ security_group: { name: 'guide-example' } }),
  },
  {
    says: `with ${SPOKEN}: does 198.51.100.24 get in by ssh at sg-123456?`,
    calls: [
      check({ ip_address: '198.51.100.24', security_group_id: 'sg-123456', port: 'ssh', credentials: KEYS }),
    ],
    outcome: answered({ allowed: true }),
  },
  {
    says: `${SPOKEN} - out with 198.51.100.24 from sg-123456, ssh`,
    calls: [
      remove({ ip_address: '198.51.100.24', security_group_id: 'sg-123456', port: 'ssh', credentials: KEYS }),
    ],
    outcome: removed('guide-example tcp 22 198.51.100.24/32 "Maria, home (see ticket #4711)"'),
  },
];
