import { add, added, answered, type Eval, removed, LAST, refused, remove, sweep, undo } from './eval.ts';

import { KEYS, SPOKEN } from './places.rows.ts';

const PLACE = { target: 'office-access', port: 8443 };
const PAUL = { ip_address: '198.51.100.61', ...PLACE };
const PAULS = add({ ...PAUL, holder: 'paul' });
const MINE = add(PAUL);
/** As an undo names the rule. */
const UNDONE = {
  security_group_id: 'sg-0123abcd',
  ip_address: '198.51.100.61/32',
  port: 8443,
  protocol: 'tcp',
};
const RULE = 'office-access tcp 8443 198.51.100.61/32';

/** Access that belongs to someone, and ends. */
export const GRANTING: readonly Eval[] = [
  {
    says: 'paul needs 8443 on office-access from 198.51.100.61 for the index repair, till tomorrow same time',
    calls: [add({ ...PAUL, holder: 'paul', reason: 'index repair', expires_in: '24h' })],
    or: [[add({ ...PAUL, holder: 'paul', reason: 'index repair', expires_in: '1d' })]],
    outcome: added(`${RULE} held by paul for 1 d (index repair)`),
  },
  {
    says: '198.51.100.61 on 8443 of office-access, for good, no end please',
    calls: [add({ ...PAUL, expires_in: 'never' })],
    or: [[add(PAUL)]],
    outcome: added(RULE),
    why: 'With a default end in the config file, only "never" says it.',
  },
  {
    says: 'open 8443 on office-access for 198.51.100.61 until 18:00 Berlin time on 1 December 2019',
    calls: [add({ ...PAUL, expires_at: '2019-12-01T18:00+01:00' })],
    outcome: refused('invalid_input', 'expires_at', 'a moment to come'),
    why: 'The zone is said; that it is past, the answer tells.',
  },
  {
    says: 'I need another two hours on office-access 8443 (198.51.100.61)',
    given: [add({ ...PAUL, expires_in: '1h' })],
    calls: [add({ ...PAUL, expires_in: '2h' })],
    or: [[add({ ...PAUL, expires_in: '2h', allow_gap: true })]],
    outcome: {
      kind: 'changed',
      added: [`${RULE} held by jo for 2 h`],
      gone: [`${RULE} held by jo for 1 h`],
    },
    why: 'Adding again extends. A gap is accepted only where the person has said so.',
    rewrites: true,
  },
  {
    says: 'an hour is plenty after all for 198.51.100.61 on office-access 8443',
    given: [add({ ...PAUL, expires_in: '3h' })],
    calls: [add({ ...PAUL, expires_in: '1h', shorten: true })],
    or: [[add({ ...PAUL, expires_in: '1h', shorten: true, allow_gap: true })]],
    outcome: {
      kind: 'changed',
      added: [`${RULE} held by jo for 1 h`],
      gone: [`${RULE} held by jo for 3 h`],
    },
    why: 'Without shorten the longer access stays.',
    rewrites: true,
  },
  {
    says: 'I am done, take 198.51.100.61 off 8443 on office-access; Paul still needs it',
    given: [PAULS, MINE],
    calls: [remove(PAUL)],
    or: [[remove({ ...PAUL, holder: 'jo' })], [remove({ ...PAUL, allow_gap: true })]],
    outcome: { kind: 'changed', added: [`${RULE} held by paul`], gone: [`${RULE} held by paul, jo`] },
    rewrites: true,
  },
  {
    says: 'shut 8443 for 198.51.100.61 on office-access, whoever uses it',
    given: [MINE],
    calls: [remove({ ...PAUL, whole_rule: true })],
    outcome: removed(RULE),
  },
  {
    says: 'no wait, undo that',
    earlier: [{ says: 'let 198.51.100.61 into office-access, 8443', calls: [MINE] }],
    calls: [undo({ ...UNDONE, action: 'remove', left: '[awswhitelist:1 jo]' })],
    or: [[remove(PAUL)]],
    outcome: removed(RULE),
    why: 'The undo of the answer, as it stands there.',
  },
  {
    says: 'put it back as it was',
    given: [add({ ...PAUL, description: 'Paul, Thursdays' })],
    earlier: [{ says: 'take 198.51.100.61 out of office-access 8443', calls: [remove(PAUL)] }],
    calls: [undo({ ...UNDONE, action: 'add', before: 'Paul, Thursdays [awswhitelist:1 jo]' })],
    or: [[add({ ...PAUL, description: 'Paul, Thursdays' })]],
    outcome: added(`${RULE} "Paul, Thursdays"`),
  },
  {
    says: 'clean up whatever has run out on office-access',
    calls: [sweep({ target: 'office-access' })],
    or: [[sweep({ security_group_id: 'sg-0123abcd' })]],
    outcome: answered({ status: 'not_found', rules: [] }),
  },
  {
    says: 'sweep web and office-access, but show me first',
    calls: [sweep({ targets: ['web', 'office-access'], dry_run: true })],
    outcome: answered({ status: 'planned', would_remove: [] }),
  },
  {
    says: 'yes, those',
    earlier: [
      {
        says: 'what has expired on office-access?',
        calls: [sweep({ target: 'office-access', dry_run: true })],
      },
    ],
    calls: [sweep({ target: 'office-access', plan_token: LAST.planToken })],
    or: [[sweep({ target: 'office-access' })]],
    outcome: answered({ status: 'not_found' }),
  },
  {
    says: `with ${SPOKEN}: sweep sg-123456`,
    calls: [sweep({ security_group_id: 'sg-123456', credentials: KEYS })],
    outcome: answered({ status: 'not_found' }),
  },
  {
    says: 'remove everything that has expired',
    calls: [sweep({})],
    outcome: refused('invalid_input', 'sweep_groups'),
    why: 'Which groups a sweep of no group means, the config file says; here it does not.',
  },
  {
    says: 'and now with the ireland profile, in eu-west-1: anything expired on vpn-gateway goes',
    calls: [sweep({ target: 'vpn-gateway', profile: 'ireland', region: 'eu-west-1' })],
    or: [[sweep({ target: 'vpn-gateway', profile: 'ireland' })]],
    outcome: answered({ status: 'not_found', region: 'eu-west-1' }),
  },
];
