/** One column of the table. */
export interface FaultColumn {
  readonly name: string;
  readonly fault: object;
  /** Default: the row's. */
  readonly action?: '*';
  /** Which calls of the action go wrong. */
  readonly call: 1 | '*';
  /** With the next attempt, AWS answers as ever: the tool's call has to succeed. */
  readonly recovers: boolean;
  /** Of a change: it is made, whether or not an answer of its own ever comes. */
  readonly isMade: boolean;
}

const FAULTS: readonly object[] = [
  { kind: 'throttled' },
  { kind: 'server_error', status: 500, when: 'before' },
  { kind: 'server_error', status: 500, when: 'after' },
  { kind: 'server_error', status: 503, when: 'before' },
  { kind: 'html', status: 500, when: 'before' },
  { kind: 'html', status: 502, when: 'after' },
  { kind: 'html', status: 200, when: 'before' },
  { kind: 'truncated', status: 200 },
  { kind: 'truncated', status: 500 },
  { kind: 'empty', when: 'before' },
  { kind: 'empty', when: 'after' },
  { kind: 'reset', when: 'before' },
  { kind: 'reset', when: 'after' },
  { kind: 'reset', when: 'late', ms: 20 },
  { kind: 'stall', when: 'before' },
  { kind: 'stall', when: 'after' },
  { kind: 'stall', when: 'late' },
  { kind: 'drip', ms: 30 },
  { kind: 'error', code: 'NovelFailure', status: 500, when: 'after' },
];

/** The change is made, and only its answer is lost: a look at the group finds it. */
const isMade = (fault: object) =>
  ('when' in fault && fault.when === 'after') ||
  ('kind' in fault && fault.kind === 'drip') ||
  ('status' in fault && 'kind' in fault && fault.kind === 'truncated' && fault.status === 200);

/** Of these, one is as bad as many, or no attempt gets round them. */
const LASTING: readonly object[] = [
  { kind: 'refused', ms: 0 },
  { kind: 'refused', ms: 150 },
  { kind: 'expired' },
  { kind: 'error', code: 'NovelRefusal', status: 400 },
];

/** Answers that no documentation names. Names of all actions' answers together; each has some of them. */
const ALTERED: readonly (readonly [string, object])[] = [
  [
    'without its content',
    {
      drop: [
        'return',
        'securityGroupInfo',
        'securityGroupRuleSet',
        'revokedSecurityGroupRuleSet',
        'Account',
        'Credentials',
        'AccessKeyMetadata',
      ],
    },
  ],
  ['without ids', { drop: ['groupId', 'securityGroupRuleId', 'Arn', 'AccessKeyId', 'isEgress'] }],
  ['without rules', { drop: ['ipPermissions', 'cidrIpv4', 'SessionToken'] }],
  ['without protocols', { drop: ['ipProtocol', 'SecretAccessKey', 'CreateDate'] }],
  ['without ports', { drop: ['fromPort', 'toPort', 'Expiration', 'UserId'] }],
  ['without addresses', { drop: ['ipRanges', 'cidrIpv4', 'AssumedRoleUser'] }],
  ['with unknown values', { set: { ipProtocol: 'quic', isEgress: 'maybe', Status: 'Novel' } }],
  ['with unreadable values', { set: { cidrIp: 'anywhere', cidrIpv4: 'anywhere', Expiration: 'soon' } }],
  ['with unknown members', { add: ['<novelty><item>1</item></novelty>'] }],
  ['that says no', { set: { return: 'false' } }],
];

const nameOf = (fault: object) => Object.values(fault).join(' ');

export const FAULT_COLUMNS: readonly FaultColumn[] = [
  ...FAULTS.map((fault) => ({
    name: `${nameOf(fault)}, once`,
    fault,
    call: 1 as const,
    recovers: true,
    isMade: false,
  })),
  ...FAULTS.map((fault) => ({
    name: `${nameOf(fault)}, always`,
    fault,
    call: '*' as const,
    recovers: false,
    isMade: isMade(fault),
  })),
  ...LASTING.map((fault) => ({
    name: nameOf(fault),
    fault,
    call: 1 as const,
    recovers: false,
    isMade: false,
  })),
  {
    name: 'wrong clock',
    action: '*',
    fault: { kind: 'wrong_clock', seconds: 7_200 },
    call: '*',
    recovers: true,
    isMade: false,
  },
  {
    name: 'request ids in bodies alone',
    action: '*',
    fault: { kind: 'unnamed', id: 'body' },
    call: '*',
    recovers: true,
    isMade: false,
  },
  {
    // Nothing expires by this machine's clock, so that a sweep cannot be made.
    name: 'no request ids',
    action: '*',
    fault: { kind: 'unnamed', id: 'none' },
    call: '*',
    recovers: false,
    isMade: false,
  },
  { name: 'stale 2', fault: { kind: 'stale', reads: 2 }, call: 1, recovers: true, isMade: false },
  ...ALTERED.map(([name, how]) => ({
    name: `an answer ${name}`,
    fault: { kind: 'altered', ...how },
    call: '*' as const,
    recovers: name === 'with unknown members',
    isMade: false,
  })),
];
