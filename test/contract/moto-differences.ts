import type { Json } from './case.ts';

export interface Difference {
  /** What moto answers instead. The suite asserts it, so that a mended moto is noticed. */
  moto: Json;
  why: string;
}

const ACCEPTS = 'moto does not check this value';
const CRASHES = 'moto fails inside and answers an HTML page with status 500';
const UNSIGNED = 'moto as started here looks at no signature and no key';
const TRUSTS = 'moto lets anybody assume any role, also one that is not there';

/** What those cases begin with that change rules which are there. */
const SSH = 'tcp 22-22 203.0.113.7/32 words';
const WEB = 'tcp 80-80 203.0.113.7/32 web';

/** Where moto 5.2.5 departs from AWS, by case. Every other case has to come out the same. */
export const MOTO_DIFFERENCES: Readonly<Record<string, Difference>> = {
  'add-icmpv6-without-type': { moto: 'HTTP 500', why: CRASHES },
  'add-other-protocol-ignores-ports': {
    moto: ['50 1-2 0.0.0.0/0'],
    why: 'moto keeps ports that the protocol does not have',
  },
  'canonical-ipv4': { moto: ['tcp 22-22 100.68.0.18/18'], why: 'moto leaves host bits in place' },
  'canonical-ipv6': {
    moto: ['tcp 22-22 2001:0DB8:0:0::1/64'],
    why: 'moto leaves spelling and host bits in place',
  },
  'missing-ports-tcp': { moto: 'HTTP 500', why: CRASHES },
  'missing-ports-icmp': { moto: 'HTTP 500', why: CRASHES },
  'ports-backwards': { moto: ['tcp 443-80 0.0.0.0/0'], why: ACCEPTS },
  'port-out-of-range': { moto: ['tcp 70000-70000 203.0.113.7/32'], why: ACCEPTS },
  'protocol-unknown': { moto: 'HTTP 500', why: CRASHES },
  'source-missing': { moto: [], why: 'moto says yes and adds nothing' },
  'description-too-long': { moto: [`tcp 22-22 203.0.113.7/32 ${'x'.repeat(256)}`], why: ACCEPTS },
  'description-alphabet': { moto: ['tcp 22-22 203.0.113.7/32 café'], why: ACCEPTS },
  'source-prefix-list-unknown': { moto: ['-1 -1--1 pl-0fffffffffffffff0'], why: ACCEPTS },
  'duplicate-not-canonical': {
    moto: { answers: ['ok', 'ok'], rules: ['tcp 22-22 203.0.113.0/24', 'tcp 22-22 203.0.113.9/24'] },
    why: 'without canonical CIDRs these are two rules',
  },
  'duplicate-ipv6-spelling': {
    moto: {
      answers: ['ok', 'ok'],
      rules: ['tcp 22-22 2001:DB8:0:0:0:0:0:7/128', 'tcp 22-22 2001:db8::7/128'],
    },
    why: 'without canonical CIDRs these are two rules',
  },
  'duplicate-leaves-nothing-half-done': {
    moto: {
      answer: 'InvalidPermission.Duplicate',
      rules: ['tcp 22-22 203.0.113.7/32', 'tcp 80-80 203.0.113.7/32'],
    },
    why: 'moto adds rule by rule and stops at the first it refuses',
  },
  'repeat-in-one-call': {
    moto: { answer: 'InvalidPermission.Duplicate', rules: ['tcp 22-22 203.0.113.7/32'] },
    why: 'moto adds rule by rule, so the second is a duplicate of the first',
  },
  'add-answers-every-rule': {
    moto: {
      return: true,
      rules: ['tcp 443-443 203.0.113.7/32'],
      idsOfAwsForm: true,
      idsAreThoseOfDescribe: false,
    },
    why: 'moto answers only the rules of the last permission',
  },
  'add-group-as-source': {
    moto: ['tcp 0-65535 ITSELF'],
    why: 'moto drops the description of a rule whose source is a group',
  },
  'quota-families-apart': {
    moto: 'RulesPerSecurityGroupLimitExceeded',
    why: 'moto counts IPv4 and IPv6 rules together',
  },
  'revoke-answers-what-it-removed': {
    moto: { return: true, revoked: [] },
    why: 'moto does not answer RevokedSecurityGroupRules',
  },
  'revoke-unknown-rule-id': {
    moto: 'InvalidPermission.NotFound',
    why: 'moto has one code for rules not found by id and by properties',
  },
  'revoke-unknown-default-vpc': {
    moto: { answer: 'InvalidPermission.NotFound', unknown: [], rules: [] },
    why: 'moto treats the default VPC as any other, having removed what it met before the unknown rule',
  },
  'revoke-unknown-other-vpc': {
    moto: { answer: 'InvalidPermission.NotFound', unknown: [], rules: [] },
    why: 'moto removes rule by rule and stops at the first it does not find',
  },
  'describe-anew-clears': {
    moto: { answer: 'ok', rules: [SSH, WEB] },
    why: 'moto keeps a description that comes without a text',
  },
  'describe-anew-unknown': {
    moto: { answer: 'ok', rules: ['tcp 22-22 203.0.113.7/32 new', WEB] },
    why: 'moto passes over rules that are not there',
  },
  'describe-anew-takes-the-exact-ports-only': {
    moto: { answer: 'ok', rules: [SSH, WEB] },
    why: 'moto passes over rules that are not there',
  },
  'describe-anew-too-long': {
    moto: { answer: 'ok', rules: [`tcp 22-22 203.0.113.7/32 ${'x'.repeat(256)}`, WEB] },
    why: ACCEPTS,
  },
  'describe-anew-alphabet': {
    moto: { answer: 'ok', rules: ['tcp 22-22 203.0.113.7/32 café', WEB] },
    why: ACCEPTS,
  },
  'describe-anew-answers-true': { moto: { return: null }, why: 'moto leaves Return out' },
  'describe-anew-by-id': {
    moto: { answer: 'ok', rules: [SSH, WEB] },
    why: 'moto does not look at SecurityGroupRuleDescriptions',
  },
  'describe-anew-dry-run': {
    moto: { answer: 'ok', rules: ['tcp 22-22 203.0.113.7/32 other words', WEB] },
    why: 'moto does not look at DryRun here, and does the work',
  },
  'modify-rule-clears-description': {
    moto: { answer: 'ok', rules: ['tcp 22-22 203.0.113.8/32 words', WEB] },
    why: 'moto keeps a description that comes without a text',
  },
  'modify-rule-canonical': {
    moto: { answer: 'ok', rules: ['tcp 22-22 203.0.113.9/28 words', WEB] },
    why: 'moto leaves host bits in place',
  },
  'modify-rule-every-protocol': {
    moto: { answer: 'InvalidParameterValue', rules: [SSH, WEB] },
    why: 'moto wants ports of every protocol, also of those that have none',
  },
  'modify-rule-ipv6': {
    moto: { answer: 'ok', rules: ['tcp 22-22 2001:db8::7/128', WEB] },
    why: 'moto says yes and keeps the old source, but for IPv4',
  },
  'modify-into-duplicate': {
    moto: { answer: 'ok', rules: [WEB, 'tcp 80-80 203.0.113.7/32 words'] },
    why: 'moto does not look for a rule that is the same',
  },
  'modify-ipv4-to-ipv6': {
    moto: { answer: 'ok', rules: [SSH, WEB] },
    why: 'moto says yes and keeps the old source, but for IPv4',
  },
  'modify-too-long': {
    moto: { answer: 'ok', rules: [`tcp 22-22 203.0.113.7/32 ${'x'.repeat(256)}`, WEB] },
    why: ACCEPTS,
  },
  'list-rules-by-pages': { moto: { pages: [13], different: 13 }, why: 'moto ignores MaxResults' },
  'list-page-size-bounds': { moto: 'ok', why: 'moto ignores MaxResults' },
  'list-rules-unknown-filter': { moto: 'HTTP 500', why: CRASHES },
  'group-malformed': { moto: 'InvalidGroup.NotFound', why: 'moto does not look at the form of an id' },
  'group-in-use-stays': { moto: ['ok', 'ok'], why: 'moto deletes a group that another one names' },
  'wrong-secret': { moto: ['ok', 'ok'], why: UNSIGNED },
  'unknown-key': { moto: ['ok', 'ok'], why: UNSIGNED },
  'session-needs-its-token': { moto: ['ok', 'ok'], why: UNSIGNED },
  'session-makes-no-session': { moto: 'ok', why: UNSIGNED },
  'role-session-makes-no-user-session': { moto: 'ok', why: UNSIGNED },
  'role-session-policy-narrows': { moto: ['ok', 'ok', 'ok'], why: 'moto as started here applies no policy' },
  'role-source-identity-stays': {
    moto: [null, null, 'ok'],
    why: 'moto does not keep a source identity',
  },
  'role-unknown': { moto: 'ok', why: TRUSTS },
  'role-that-trusts-nobody': { moto: 'ok', why: TRUSTS },
  'role-wants-mfa': { moto: 'ok', why: TRUSTS },
  'role-external-id': { moto: ['ok', 'ok', 'ok'], why: TRUSTS },
  'role-with-the-device-of-another': { moto: 'ok', why: 'moto has no MFA' },
  'role-with-half-of-mfa': { moto: 'ok', why: 'moto has no MFA' },
  'session-with-the-device-of-another': { moto: 'ok', why: 'moto has no MFA' },
  'role-arn-malformed': { moto: 'ok', why: ACCEPTS },
  'role-session-name-alphabet': { moto: 'ok', why: ACCEPTS },
  'role-duration-too-short': { moto: 'ok', why: ACCEPTS },
  'role-duration-too-long': { moto: 'ok', why: ACCEPTS },
  'role-duration-over-its-own': { moto: 'ok', why: ACCEPTS },
  'role-session-policy-malformed': { moto: 'ok', why: ACCEPTS },
  'role-session-policy-too-long': { moto: 'ok', why: ACCEPTS },
  'role-chain-lasts-an-hour': { moto: ['ok', 'ok'], why: ACCEPTS },
  'web-identity-token-unknown': { moto: 'ok', why: ACCEPTS },
  'access-keys-of-the-caller': {
    moto: {
      outcome: 'ok',
      mine: true,
      keys: 1,
      status: 'Active',
      created: true,
      truncated: null,
      sameByName: true,
    },
    why: 'moto leaves IsTruncated out',
  },
  'access-keys-user-name-alphabet': { moto: 'NoSuchEntity', why: ACCEPTS },
  'access-keys-of-a-role-session': {
    moto: 'NoSuchEntity',
    why: 'moto looks for the user to whom a temporary key belongs, and finds none',
  },
};
