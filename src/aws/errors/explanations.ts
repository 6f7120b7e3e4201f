import type { ErrorCode } from '#core/errors/errors.ts';
import type { Region } from '#core/identifiers/regions.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { type Attempt, regionHint } from './attempt.ts';
import { describeDenial } from './denial.ts';
import type { SdkFailure } from './sdk-failure.ts';

/** What an AWS error code means here: our code, what happened, what to do next. */
export type Explanation = readonly [code: ErrorCode, message: string, guidance: readonly string[]];
type Explain = (attempt: Attempt, failure: SdkFailure) => Explanation;

const SIGN_IN_AGAIN_HINT =
  'Sign in again (`aws sso login` or `aws login`, with --profile if you use one) or give new ones.';

// EC2 has one code for an unknown key, a wrong secret and a wrong clock.
const CHECK_CLOCK_HINT = 'Check that the clock of this machine is right.';

const badKey: Explain = ({ source, region }) => [
  'invalid_credentials',
  `Invalid credentials: AWS does not accept the access key from ${source} in ${region}.`,
  [
    'Check access key and secret for typos, and that session_token is given with temporary (ASIA…) keys only.',
    'Ensure that the key is active in AWS IAM.',
    `Verify the region: ${region} may be wrong, or not enabled for the account.`,
    ...regionHint(region),
    CHECK_CLOCK_HINT,
  ],
];

const wrongSecret: Explain = ({ source }) => [
  'invalid_credentials',
  `Invalid credentials: the secret from ${source} does not belong to its access key, or this machine's clock is wrong.`,
  ['Check the secret for typos or missing characters.', CHECK_CLOCK_HINT],
];

const wrongClock: Explain = ({ region }) => [
  'invalid_credentials',
  `Invalid credentials: AWS in ${region} refuses requests signed by this machine's clock, which is wrong by minutes.`,
  ['Set the clock of this machine, then repeat the call.'],
];

const expired: Explain = ({ source }) => [
  'invalid_credentials',
  `Invalid credentials: those from ${source} have expired.`,
  [SIGN_IN_AGAIN_HINT, 'If they are new, check that the clock of this machine is right.'],
];

const wrongToken: Explain = ({ source }) => [
  'invalid_credentials',
  `Invalid credentials: AWS does not accept ${source}.`,
  ["Check the token's file, and that the role trusts the identity provider that issued the token."],
];

const wrongCode: Explain = ({ source }) => [
  'invalid_credentials',
  `Invalid credentials: AWS does not accept the MFA code (credentials from ${source}).`,
  [
    'Wait for the next code of the device: each is good for half a minute and for one use.',
    "Check that the device is the one that mfa_serial names, and that its clock and this machine's are right.",
  ],
];

const denied: Explain = (attempt, failure) => {
  if (/MultiFactorAuthentication failed/.test(failure.message)) return wrongCode(attempt, failure);
  const { message, guidance } = describeDenial(attempt, failure);
  return ['access_denied', message, guidance];
};

/** AWS names the group that it lacks, which may be the source of a rule. */
const groupNotFound: Explain = ({ groupId, region }, { message }) => {
  const named = /\bsg-[\da-z]+/i.exec(message)?.[0] ?? groupId;
  const isSource = named !== groupId && groupId !== undefined;
  if (named !== undefined && isSource)
    return [
      'group_not_found',
      `Security group ${escapeUnprintable(named, 60)}, a source of the rule, was not found in ${region} (the rule is one of ${groupId}).`,
      [
        'Verify the id of the source: it has to be a group of the same VPC, or of a peered one.',
        'List the rules of the group, which show the sources that are there.',
      ],
    ];
  return groupNotFoundItself(named, region);
};

const groupNotFoundItself = (groupId: string | undefined, region: Region): Explanation => [
  'group_not_found',
  `Security group ${groupId ?? ''} was not found in ${region}: it is probably in another region or account.`,
  [
    ...regionHint(region),
    `Verify that the security group exists in ${region}, or give the region it is in.`,
    'List the groups of a region (whitelist_list, or `awswhitelist list`, without a group) to find the right one.',
  ],
];

const ruleLimit: Explain = ({ groupId }) => [
  'rule_limit_exceeded',
  `Security group ${groupId ?? ''} is full: AWS's limit of inbound rules for it is reached.`,
  [
    'Remove rules that are no longer needed, or merge neighbouring addresses into one CIDR.',
    'The limit (60 by default, IPv4 and IPv6 counted apart) can be raised through Service Quotas, L-0EA8095F.',
  ],
];

const throttled: Explain = () => [
  'throttled',
  'AWS is limiting how fast this account may call.',
  ['Wait a few seconds and repeat the call.'],
];

const restricted: Explain = ({ region }, { code }) => [
  'account_restricted',
  `AWS restricts this account (${escapeUnprintable(code, 60)}) in ${region}; it is not a matter of the rule.`,
  [
    `OptInRequired: enable EC2 or the region ${region} for the account. Blocked: contact AWS Support.`,
    'PendingVerification: AWS is still verifying the account; try again later.',
  ],
];

const regionDisabled: Explain = ({ region }) => [
  'account_restricted',
  `AWS STS is not activated in ${region} for this account, so no session can be opened there.`,
  [
    `An administrator activates it in the IAM console (Account settings, "Security Token Service (STS)", ${region}).`,
    'Or use a region in which it is active.',
  ],
];

const tooLargePolicy: Explain = () => [
  'access_denied',
  'Access Denied: AWS cannot open the session, since its policies and tags together are too large (PackedPolicyTooLarge).',
  [
    'The credentials carry session tags that take up most of the room (EKS Pod Identity adds six of them): use credentials with fewer tags, or turn them off where they are made.',
    'Name fewer groups in one call: the policy of the session names each of them.',
  ],
];

/** AWS's codes and what each means here. Codes: EC2 API reference, "Error codes"; common errors of STS and Lambda. */
export const EXPLANATIONS = new Map<string, Explain>([
  ['AuthFailure', badKey],
  ['InvalidClientTokenId', badKey],
  ['UnrecognizedClientException', badKey],
  ['MissingAuthenticationToken', badKey],
  ['SignatureDoesNotMatch', wrongSecret],
  ['IncompleteSignature', wrongSecret],
  ['InvalidSignatureException', wrongSecret],
  ['ExpiredToken', expired],
  ['ExpiredTokenException', expired],
  ['RequestExpired', expired],
  ['RequestTimeTooSkewed', wrongClock],
  ['RequestInTheFuture', wrongClock],
  ['InvalidIdentityTokenException', wrongToken],
  ['IDPRejectedClaimException', wrongToken],
  ['UnauthorizedOperation', denied],
  ['AccessDenied', denied],
  ['AccessDeniedException', denied],
  ['InvalidGroup.NotFound', groupNotFound],
  ['InvalidGroupId.Malformed', groupNotFound],
  ['InvalidGroupId.NotFound', groupNotFound],
  ['RulesPerSecurityGroupLimitExceeded', ruleLimit],
  ['RequestLimitExceeded', throttled],
  ['Throttling', throttled],
  ['ThrottlingException', throttled],
  ['EC2ThrottledException', throttled],
  ['TooManyRequestsException', throttled],
  ['OptInRequired', restricted],
  ['Blocked', restricted],
  ['PendingVerification', restricted],
  ['RegionDisabledException', regionDisabled],
  ['PackedPolicyTooLarge', tooLargePolicy],
  ['PackedPolicyTooLargeException', tooLargePolicy],
]);

/** With these AWS refuses a request as a whole, before it looks at any rule. */
export const WHOLE_REQUEST_REFUSALS: readonly ErrorCode[] = [
  'access_denied',
  'throttled',
  'invalid_credentials',
  'credential_validation_failed',
  'group_not_found',
  'account_restricted',
  'timeout',
  'cancelled',
];

/** With these a read of the group would fail in the same way, and no rule of it was changed. */
export const UNREACHABLE_GROUP_CODES: readonly ErrorCode[] = [
  'invalid_credentials',
  'credential_validation_failed',
  'group_not_found',
  'account_restricted',
];
