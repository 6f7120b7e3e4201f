import { buildStatement } from '#core/iam/iam-policy.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import type { Attempt } from './attempt.ts';
import type { SdkFailure } from './sdk-failure.ts';

/** A kind of policy by which AWS denies, and what can be done about it. */
interface PolicyKind {
  readonly pattern: RegExp;
  /** With its article. */
  readonly name: string;
  /** Who can change it, or what gets round it. */
  readonly advice: string;
  /** Where an Allow statement helps; null: nowhere, or not with one that could be told. */
  readonly statementIn: string | null;
}

const ASK_IAM = 'Ask whoever manages IAM for this account, or use a profile that has the permission.';
const ASK_ORGANIZATION =
  "It is set by whoever administers the AWS organization, and counts for everybody in the account: a change of one's own policies does not help.";

/** AWS names the kind at the end of its sentence ("with an explicit deny in …", "because no … allows"). */
const KINDS: readonly PolicyKind[] = [
  {
    pattern: /service control polic|\bSCP\b/i,
    name: 'a service control policy (SCP)',
    advice: ASK_ORGANIZATION,
    statementIn: null,
  },
  {
    pattern: /resource control polic|\bRCP\b/i,
    name: 'a resource control policy (RCP)',
    advice: ASK_ORGANIZATION,
    statementIn: null,
  },
  {
    pattern: /permissions? boundar/i,
    name: 'a permissions boundary',
    advice: `A permissions boundary is the most that a user or role may do, whatever else allows it. ${ASK_IAM}`,
    statementIn: 'the permissions boundary, beside the policies',
  },
  {
    pattern: /VPC endpoint polic/i,
    name: 'a VPC endpoint policy',
    advice: 'Ask whoever manages the VPC endpoint, or reach AWS by another way than through it.',
    statementIn: null,
  },
  {
    pattern: /session polic/i,
    name: 'a session policy',
    advice:
      'The session was opened for less than this call needs: open another one, without that policy or with a wider one.',
    statementIn: null,
  },
  {
    pattern: /resource-based polic|trust polic/i,
    name: 'a resource-based policy',
    advice: 'Ask whoever owns what it is attached to.',
    statementIn: null,
  },
  {
    pattern: /identity-based polic/i,
    name: 'an identity-based policy',
    advice: ASK_IAM,
    statementIn: 'a policy of the user or role',
  },
];

/** What a refusal says of itself. */
interface Denial {
  readonly action: string;
  readonly resource: string | null;
  readonly principal: string | null;
  /** Null: AWS does not say. */
  readonly kind: PolicyKind | null;
  readonly isExplicit: boolean;
}

function parseDenial(message: string, attempt: Attempt): Denial {
  const action = /perform: ([\w-]+:\w+)/.exec(message)?.[1] ?? attempt.action;
  // Names within an ARN are no kinds of policies.
  const reason = /(?:\bbecause\b|\bexplicit(?:ly)? den)[\s\S]*/i.exec(message)?.[0] ?? '';
  return {
    action,
    resource: /on resource: (\S+)/.exec(message)?.[1] ?? null,
    principal: /User: (\S+)/.exec(message)?.[1] ?? null,
    kind: KINDS.find(({ pattern }) => pattern.test(reason)) ?? null,
    isExplicit: /\bexplicit(?:ly)? den/i.test(message),
  };
}

/** What happened, and what to do next: in the words that fit the kind of policy. */
export function describeDenial(
  attempt: Attempt,
  { message, encodedMessage }: SdkFailure,
): { readonly message: string; readonly guidance: readonly string[] } {
  const denial = parseDenial(message, attempt);
  const { action, resource, principal, kind, isExplicit } = denial;
  const who = principal === null ? 'these credentials' : escapeUnprintable(principal, 200);
  const on = resource === null ? '' : ` on ${escapeUnprintable(resource, 200)}`;
  const by = kind && (isExplicit ? `: ${kind.name} denies it` : describeLack(kind));
  return {
    message: `Access Denied: ${who} may not perform ${action}${on} in ${attempt.region} (credentials from ${attempt.source})${by ?? ''}.`,
    guidance: [
      ...(isExplicit
        ? ['It is denied explicitly: that statement has to go first, since no other one outweighs it.']
        : describeStatement(denial, attempt)),
      kind?.advice ?? ASK_IAM,
      ...(action === 'sts:TagSession'
        ? [
            'The session carries transitive tags (as those of EKS Pod Identity do): your own policy and the trust policy of the role have to allow sts:TagSession beside sts:AssumeRole.',
          ]
        : []),
      ...(encodedMessage === null
        ? []
        : [
            'AWS explains it in an encoded message (aws.encoded_message in JSON): `aws sts decode-authorization-message --encoded-message …` reads it, for those allowed to call it.',
          ]),
    ],
  };
}

const describeLack = ({ name, pattern }: PolicyKind): string =>
  pattern.test('identity-based policy')
    ? ': no identity-based policy allows it'
    : `: ${name} does not allow it`;

/** A statement is told only where it can help. */
function describeStatement({ action, resource, kind }: Denial, { groupId }: Attempt): string[] {
  if (kind?.statementIn === null) return [];
  const where = kind === null || kind.name.includes('identity') ? '' : ` (in ${kind.statementIn ?? ''})`;
  const statement = JSON.stringify(buildStatement(action, resource, groupId));
  return [`The smallest policy statement that allows it${where}: ${statement}`];
}
