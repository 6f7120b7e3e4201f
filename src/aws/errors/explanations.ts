import type { ErrorCode } from '#core/errors/errors.ts';
import { buildStatement } from '#core/iam/iam-policy.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { type Attempt, regionHint } from './attempt.ts';
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
  const { message } = failure;
  if (/MultiFactorAuthentication failed/.test(message)) return wrongCode(attempt, failure);
  const action = /perform: ([\w-]+:\w+)/.exec(message)?.[1] ?? attempt.action;
  const resource = /on resource: (\S+)/.exec(message)?.[1] ?? null;
  const principal = /User: (\S+)/.exec(message)?.[1] ?? null;
  const on = resource === null ? '' : ` on ${escapeUnprintable(resource, 200)}`;
  const statement = buildStatement(action, resource, attempt.groupId);
  return [
    'access_denied',
    `Access Denied: ${principal === null ? 'these credentials' : escapeUnprintable(principal, 200)} may not perform ${action}${on} in ${attempt.region} (credentials from ${attempt.source}).`,
    [
      ...(/explicit deny/.test(message)
        ? ['A policy denies it explicitly: that statement has to go first, since no other one outweighs it.']
        : []),
      `The smallest policy statement that allows it: ${JSON.stringify(statement)}`,
      'Ask whoever manages IAM for this account, or use a profile that has the permission.',
      'AWS may add an encoded message; `aws sts decode-authorization-message` explains it to those allowed to call it.',
    ],
  ];
};

const groupNotFound: Explain = ({ groupId, region }) => [
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
  ['RegionDisabledException', restricted],
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
