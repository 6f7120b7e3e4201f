import { add, answered, check, type Eval, list } from './eval.ts';

const PAUL = add({
  ip_address: '198.51.100.61',
  target: 'office-access',
  port: 8443,
  holder: 'paul',
  reason: 'index repair',
  expires_in: '2h',
});
const MINE = add({ ip_address: '198.51.100.62', target: 'build-runners', port: 8443 });
const MINE_FAR = add({
  ip_address: '198.51.100.62',
  target: 'vpn-gateway',
  region: 'eu-west-1',
  port: 8443,
  expires_in: '1h',
});

/** Whose access it is, why, and until when. */
export const HOLDING: readonly Eval[] = [
  {
    says: 'who still has access to office-access, and why?',
    given: [PAUL],
    calls: [list({ target: 'office-access' })],
    outcome: answered({
      rules: [{}, {}, { holders: [{ holder: 'paul', reason: 'index repair' }] }],
    }),
    why: 'All of its rules: a filter would hide what nobody’s name is on.',
  },
  {
    says: 'what did I leave open?',
    given: [PAUL, MINE, MINE_FAR],
    calls: [list({ mine: true })],
    outcome: answered({
      rules: [
        { group_name: 'build-runners', region: 'us-east-1' },
        { group_name: 'vpn-gateway', region: 'eu-west-1' },
      ],
    }),
  },
  {
    says: 'What ends today?',
    given: [PAUL, MINE, MINE_FAR],
    calls: [list({ expiring_within: '24h' })],
    or: [[list({ expiring_within: '1d' })]],
    outcome: answered({ rules: [{ group_name: 'office-access' }, { group_name: 'vpn-gateway' }] }),
    why: 'No group is named, so all are meant. Fewer hours, down to midnight, are as good.',
  },
  {
    says: 'Paul verlässt uns: wo steht er noch drin? Bei uns heißt er „paul“.',
    given: [PAUL, MINE],
    calls: [list({ holder: 'paul' })],
    outcome: answered({ rules: [{ group_name: 'office-access' }] }),
    why: 'Asked first, taken away later.',
  },
  {
    says: 'is there anything lying around that should have been closed by now?',
    given: [PAUL],
    calls: [list({ expired: true })],
    outcome: answered({ rules: [], looked_in: { groups: 10 } }),
    why: 'A question: a sweep would remove it.',
  },
  {
    says: 'which of mine in eu-west-1 run out in the next two hours',
    given: [PAUL, MINE, MINE_FAR],
    calls: [list({ mine: true, expiring_within: '2h', region: 'eu-west-1' })],
    or: [[list({ mine: true, expiring_within: '120m', region: 'eu-west-1' })]],
    outcome: answered({ rules: [{ group_name: 'vpn-gateway' }], looked_in: { regions: ['eu-west-1'] } }),
  },
  {
    says: 'on office-access, has any of my access expired?',
    given: [PAUL],
    calls: [list({ target: 'office-access', mine: true, expired: true })],
    outcome: answered({ security_group: { name: 'office-access' }, rules: [] }),
  },
  {
    says: '198.51.100.61 gets into office-access on 8443, right? for how much longer?',
    given: [PAUL],
    calls: [check({ ip_address: '198.51.100.61', target: 'office-access', port: 8443 })],
    outcome: answered({ allowed: true, rules: [{ holders: [{ holder: 'paul' }] }] }),
    why: 'The rules that let it in say whose they are and until when.',
  },
];
