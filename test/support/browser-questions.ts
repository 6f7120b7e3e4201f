import type {
  ApprovalQuestion,
  CodeQuestion,
  CredentialsQuestion,
  GivenAccess,
  Proof,
} from '../../src/core/asking.ts';
import { WhitelistError } from '../../src/core/errors.ts';

export const PROOF: Proof = {
  account: '123456789012',
  arn: 'arn:aws:sts::123456789012:assumed-role/AWSReservedSSO_NetworkAdmin_0123456789abcdef/jo@example.com',
};

export const KEY_ID = 'ASIAIOSFODNN7EXAMPLE';
export const SECRET = 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY';
export const SESSION_TOKEN = 'FwoGZXIvYXdzEJr//////////wEaDEXAMPLETOKEN';
export const CODE = '123456';

/** Takes either profile and the keys above, and refuses others as AWS does. */
async function verify(given: GivenAccess): Promise<Proof> {
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

export function approvalQuestion(more: Partial<ApprovalQuestion> = {}): ApprovalQuestion {
  return {
    kind: 'approval',
    call: {
      tool: 'whitelist_remove',
      arguments: [
        ['ip_address', '203.0.113.7'],
        ['security_group_id', 'sg-0123abcd'],
      ],
    },
    reasons: ['It removes 2 rules at once.'],
    plan: 'digest-1',
    ...PROOF,
    region: 'us-east-1',
    groupId: 'sg-0123abcd',
    groupName: 'office-access',
    added: [],
    removed: [
      { rule: 'tcp 22 from 203.0.113.7/32', description: 'Jo, home office' },
      { rule: 'tcp 443 from 203.0.113.7/32', description: null },
    ],
    ...more,
  };
}

/** As much and as wide as it gets. */
export const bigApproval = (): ApprovalQuestion =>
  approvalQuestion({
    call: hostileCall,
    plan: 'digest-2',
    reasons: ['It removes 12 rules at once.', 'It opens PostgreSQL, which is to be confirmed.'],
    groupName: 'staging-databases-of-the-reporting-team-\u202egnp.exe-'.padEnd(255, 'x'),
    added: [
      { rule: 'tcp 5432 from 2001:db8:85a3:1234:5678:8a2e:370:7334/128', description: 'n'.repeat(255) },
    ],
    removed: Array.from({ length: 12 }, (_, i) => ({
      rule: `tcp ${8000 + i}-${9000 + i} from 2001:db8:85a3::${i}/128`,
      description: i % 2 ? '<b>Added</b> by somebody, long ago, for the yearly audit' : null,
    })),
  });

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
