import type { GroupSummary } from '#core/approval/approval.ts';
import type {
  ApprovalQuestion,
  CodeQuestion,
  CredentialsQuestion,
  GivenAccess,
  VerifiedIdentity,
} from '#core/approval/questions.ts';
import { WhitelistError } from '#core/errors/errors.ts';

export const PROOF: VerifiedIdentity = {
  account: '123456789012',
  arn: 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_NetworkAdmin_0123456789abcdef/jo@example.com',
};

export const KEY_ID = 'ASIAIOSFODNN7EXAMPLE';
export const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
export const SESSION_TOKEN = 'FwoGZXIvYXdzEJr//////////wEaDEXAMPLETOKEN';
export const CODE = '123456';

/** Takes either profile and the keys above, and refuses others as AWS does. */
async function verify(given: GivenAccess): Promise<VerifiedIdentity> {
  if (given.kind === 'keys' && given.credentials.secretAccessKey.reveal() !== SECRET)
    throw new WhitelistError('invalid_credentials', 'The secret access key does not belong to this key ID.', {
      guidance: ['Copy both parts again, from the same place.'],
    });
  return PROOF;
}

export function credentialsQuestion(more: Partial<CredentialsQuestion> = {}): CredentialsQuestion {
  return {
    kind: 'credentials',
    call: {
      tool: 'whitelist_add',
      arguments: [
        ['ip_address', '203.0.113.7'],
        ['security_group_id', 'sg-0123abcd'],
        ['port', 'postgres'],
        ['description', 'Jo on the train, until Friday'],
      ],
    },
    profiles: [
      { name: 'staging', kind: 'IAM Identity Center' },
      { name: 'production', kind: 'role' },
    ],
    regionNeeded: false,
    verify,
    ...more,
  };
}

export function codeQuestion(more: Partial<CodeQuestion> = {}): CodeQuestion {
  return {
    kind: 'code',
    call: {
      tool: 'whitelist_remove',
      arguments: [
        ['ip_address', '2001:db8:85a3::8a2e:370:7334'],
        ['security_group_id', 'sg-0123abcd'],
      ],
    },
    serial: 'arn:aws:iam::123456789012:mfa/jo',
    opens: 'role arn:aws:iam::123456789012:role/NetworkAdmin',
    open: async (code) => {
      if (code === CODE) return PROOF;
      throw new WhitelistError('invalid_credentials', 'AWS does not accept this code.', {
        guidance: ['Wait until the device shows the next one.'],
      });
    },
    ...more,
  };
}

const onPort = (port: number) => ({ rule: `tcp ${port} from 203.0.113.7/32`, description: null });

const shownGroup = (more: Partial<GroupSummary> = {}): GroupSummary => ({
  region: 'eu-central-1',
  groupId: 'sg-0123abcd',
  groupName: 'web-frontend',
  described: [],
  added: [],
  removed: [],
  ...more,
});

/** An addition on a port that is to be confirmed. */
export const approvalQuestion = (more: Partial<ApprovalQuestion> = {}): ApprovalQuestion => ({
  kind: 'approval',
  call: credentialsQuestion().call,
  reasons: ['It opens PostgreSQL, which is to be confirmed.'],
  plan: 'digest of the plan',
  ...PROOF,
  groups: [
    shownGroup({
      added: [{ rule: 'tcp 5432 from 203.0.113.7/32', description: 'Jo on the train, until Friday' }],
    }),
  ],
  ...more,
});

export const removalQuestion = (rules = 12): ApprovalQuestion =>
  approvalQuestion({
    call: codeQuestion().call,
    reasons: [`It removes ${rules} rules at once.`],
    plan: 'digest of the removal',
    groups: [shownGroup({ removed: Array.from({ length: rules }, (_, index) => onPort(8000 + index)) })],
  });

/** Somebody else comes to hold a rule that stays, and another loses their share. */
export const holdersQuestion = (): ApprovalQuestion =>
  approvalQuestion({
    reasons: ['Every change is to be confirmed.'],
    plan: 'digest of the holders',
    groups: [
      shownGroup({
        described: [
          {
            rule: 'tcp 5432 from 203.0.113.7/32',
            description: 'Office [awswhitelist:1 jo until 2026-11-23T18:02Z]',
            becomes:
              'Office [awswhitelist:1 jo until 2026-11-23T18:02Z; ann until 2026-11-24T09:00Z (deploy)]',
          },
        ],
      }),
    ],
  });

/** Two addresses into four ports of three groups, in two regions; rules go from one of them. */
export const manyGroupsQuestion = (): ApprovalQuestion => {
  const added = ['203.0.113.7/32', '2001:db8:85a3:1234:5678:8a2e:370:7334/128'].flatMap((address) =>
    ['22', '443', '5432', '8000-8010'].map((ports) => ({
      rule: `tcp ${ports} from ${address}`,
      description: 'Jo on the train, until Friday',
    })),
  );
  return approvalQuestion({
    reasons: ['It opens PostgreSQL, which is to be confirmed.', 'It removes 2 rules at once.'],
    plan: 'digest of the one of many groups',
    groups: [
      shownGroup({ added }),
      shownGroup({
        groupId: 'sg-0fedcba9876543210',
        groupName: 'database-internal-access',
        added: added.slice(0, 6),
        removed: [onPort(3306), onPort(3307)],
      }),
      shownGroup({ region: 'us-west-2', groupId: 'sg-0123456789abcdef0', groupName: null, added }),
    ],
  });
};

/** What a stranger would write to break a page: long without a blank, piled up, from right to left, markup. */
export const hostileCall: CredentialsQuestion['call'] = {
  tool: 'whitelist_add',
  arguments: [
    ['security_group_id', 'sg-'.padEnd(300, '0123456789abcdef')],
    ['n'.repeat(60), 'v'],
    ['description', `<script>document.title = 'taken'</script><img src="http://elsewhere.test/x">`],
    ['port', `4${'\u0301'.repeat(40)}4${'\u0323'.repeat(40)}3`],
    ['ip_address', '\u05d0\u05d1\u05d2 203.0.113.7 \u202e7.311.0.302'],
  ],
};

/** The same for a change: names and descriptions are others' too. */
export const hostileApproval: ApprovalQuestion = approvalQuestion({
  call: hostileCall,
  reasons: ['It opens PostgreSQL, which is to be confirmed.', 'It removes 2 rules at once.'],
  plan: 'digest of the hostile one',
  arn: `arn:aws:sts::123456789012:assumed-role/${'AWSReservedSSO_'.repeat(12)}/jo@example.com`,
  groups: [
    shownGroup({
      groupId: 'sg-'.padEnd(60, '0123456789abcdef'),
      groupName: '</dd></form><h1>Approved</h1>'.padEnd(255, 'x'),
      added: [
        {
          rule: 'tcp 5000-6000 from 2001:db8:85a3:1234:5678:8a2e:370:7334/128',
          description: 'd'.repeat(255),
        },
      ],
      removed: [
        {
          rule: 'all traffic from sg-0123456789abcdef0123456789abcdef',
          description: '\u202e7.311.0.302\nok',
        },
        { rule: 'icmpv6 type 128/0 from ::ffff:0:0/96', description: `4${'\u0301'.repeat(40)}` },
      ],
    }),
  ],
});
