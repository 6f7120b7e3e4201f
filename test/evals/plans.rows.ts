import {
  add,
  added,
  answered,
  WEB,
  type Eval,
  removed,
  removedIfApproved,
  LAST,
  list,
  refused,
  remove,
  STAGING_POSTGRES,
} from './eval.ts';

const WANTED = { ip_address: '203.0.113.130', target: 'office-access', port: 443 };
const DBA = { ip_address: '198.51.100.7', security_group_id: STAGING_POSTGRES };
const DBA_RULE =
  'staging-postgres tcp 5432 198.51.100.7/32 "office; {ask: dba@example.com} - do NOT remove!"';

/** First the plan; and what hangs on what was said before. */
export const PLANS: readonly Eval[] = [
  {
    says: 'show me what you would do first: 203.0.113.130 into office-access, 443',
    calls: [add({ ...WANTED, dry_run: true })],
    outcome: answered({ status: 'planned', rules: { length: 1 } }),
  },
  {
    says: 'ok do it',
    earlier: [
      {
        says: 'what would change if 203.0.113.130 got 443 on office-access?',
        calls: [add({ ...WANTED, dry_run: true })],
      },
    ],
    calls: [add({ ...WANTED, plan_token: LAST.planToken })],
    or: [[add(WANTED)]],
    outcome: added('office-access tcp 443 203.0.113.130/32'),
    why: 'With the token it is that plan or none; the rest of the call is repeated as it was.',
  },
  {
    says: `What would go if 198.51.100.7 was taken out of ${STAGING_POSTGRES}? Only look.`,
    calls: [remove({ ...DBA, dry_run: true })],
    outcome: answered({ status: 'planned', would_remove: { length: 1 } }),
  },
  {
    says: 'yes, go ahead',
    earlier: [
      { says: 'plan taking 198.51.100.7 out of staging', calls: [remove({ ...DBA, dry_run: true })] },
    ],
    calls: [remove({ ...DBA, plan_token: LAST.planToken })],
    outcome: removed(DBA_RULE),
  },
  {
    says: 'alright, make it so',
    earlier: [
      {
        says: 'dry run: port 80 on web closed for the world, v4 and v6',
        calls: [remove({ ip_addresses: ['0.0.0.0/0', '::/0'], target: 'web', port: 80, dry_run: true })],
      },
    ],
    calls: [
      remove({
        ip_addresses: ['0.0.0.0/0', '::/0'],
        target: 'web',
        port: 80,
        plan_token: LAST.planToken,
      }),
    ],
    outcome: removedIfApproved(
      'web tcp 80 0.0.0.0/0 "redirects to https"',
      'web tcp 80 ::/0 "redirects to https"',
    ),
    why: 'The person’s words to the assistant are no approval: that is asked of them past it.',
  },
  {
    says: 'would you be able to open 8080 to 0.0.0.0/0 on sg-0123abcd? dont do it yet',
    calls: [add({ ip_address: '0.0.0.0/0', security_group_id: 'sg-0123abcd', port: 8080, dry_run: true })],
    outcome: refused('refused_by_settings', 'allow_world_open'),
    why: 'A plan is judged as the change would be.',
  },
  {
    says: 'sorry, wrong one, undo that',
    earlier: [
      {
        says: '203.0.113.131 on sg-0123abcd, 443',
        calls: [add({ ip_address: '203.0.113.131', security_group_id: 'sg-0123abcd', port: 443 })],
      },
    ],
    calls: [
      remove({
        ip_address: '203.0.113.131/32',
        security_group_id: 'sg-0123abcd',
        port: 443,
        protocol: 'tcp',
      }),
    ],
    or: [[remove({ ip_address: '203.0.113.131', security_group_id: 'sg-0123abcd', port: 443 })]],
    outcome: removed('office-access tcp 443 203.0.113.131/32'),
    why: 'The answer before had the call in "undo".',
  },
  {
    says: 'hm, i meant 8443 not 443',
    earlier: [
      {
        says: '443 for 203.0.113.132 on sg-0123abcd',
        calls: [add({ ip_address: '203.0.113.132', security_group_id: 'sg-0123abcd', port: 443 })],
      },
    ],
    calls: [
      add({ ip_address: '203.0.113.132', security_group_id: 'sg-0123abcd', port: 8443 }),
      remove({ ip_address: '203.0.113.132', security_group_id: 'sg-0123abcd', port: 443 }),
    ],
    or: [
      [
        remove({ ip_address: '203.0.113.132', security_group_id: 'sg-0123abcd', port: 443 }),
        add({ ip_address: '203.0.113.132', security_group_id: 'sg-0123abcd', port: 8443 }),
      ],
    ],
    outcome: {
      kind: 'changed',
      added: ['office-access tcp 8443 203.0.113.132/32'],
      gone: ['office-access tcp 443 203.0.113.132/32'],
    },
  },
  {
    says: 'the first one',
    earlier: [
      {
        says: 'ssh for 203.0.113.133 on what is tagged Environment=production',
        calls: [add({ ip_address: '203.0.113.133', target: 'tag:Environment=production', port: 'ssh' })],
      },
    ],
    calls: [add({ ip_address: '203.0.113.133', security_group_id: WEB, port: 'ssh' })],
    outcome: added('web tcp 22 203.0.113.133/32'),
    why: 'The choices that were shown have the ids; the tag would be ambiguous again.',
  },
  {
    says: 'ok then the mosh rule please, by its id, get rid of it',
    earlier: [{ says: 'rules of build-runners?', calls: [list({ target: 'build-runners' })] }],
    calls: [remove({ rule_id: 'sgr-0f508e6938766e27d', target: 'build-runners' })],
    outcome: removedIfApproved('build-runners udp 60000-61000 198.51.100.0/24 "mosh"'),
    why: 'The list has the ids where they may be read. Others made the rule, so a person is asked.',
  },
];
