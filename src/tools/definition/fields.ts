import { z } from 'zod';

/** The arguments, under their one name in every tool. Their texts are short: a model reads them at every start. */
export const accessFields = {
  credentials: z
    .object({
      // Both are needed, which their parser says; said here, it would be said in every tool.
      access_key_id: z.string().optional(),
      secret_access_key: z.string().optional(),
      session_token: z.string().optional(),
      region: z.string().optional(),
    })
    .optional()
    .describe('If the user gives them'),
  profile: z.string().optional().describe('If the user names one'),
  region: z.string().optional().describe('Likewise'),
};

export const securityGroupId = z.string().optional().describe('sg-…');
const target = z
  .string()
  .optional()
  .describe(
    'Else a name, id, ARN or host name of a group, instance, database, cache, load balancer or Lambda; or tag:KEY=VALUE',
  );
export const oneTarget = { security_group_id: securityGroupId, target };
const targetList = z.array(z.string()).optional().describe('Several; ids too');
export const anyTargets = { ...oneTarget, targets: targetList };
/** Of a tool that also knows by itself where to look. */
export const optionalTargets = {
  security_group_id: securityGroupId,
  target: z.string().optional().describe('Only there: a name, id, ARN, host name or tag'),
  targets: targetList,
};

const ipAddress = z
  .string()
  .optional()
  .describe('IPv4, IPv6, CIDR, or "current": the user\'s own public address');
const families = z.string().optional().describe('4 or 6: narrows "current"');
export const oneAddress = { ip_address: ipAddress, families };
export const anyAddresses = {
  ip_address: ipAddress,
  ip_addresses: z.array(z.string()).optional().describe('Several'),
  families,
};

export const fromIpAddress = z.string().optional().describe('The old address, if several are found');

const port = z.union([z.number(), z.string()]);
export const ports = z
  .union([z.number(), z.string(), z.array(port)])
  .optional()
  .describe('443, "8000-8010", "ping", "all", or a list. Leave out for a database or cache');
/** Which groups and rules a list is about, and how much of it an answer has. */
export const listFilter = {
  name: z.string().optional().describe('Only groups with this in their name'),
  vpc: z.string().optional().describe('Only groups of this VPC'),
  tag: z.string().optional().describe('Only groups with it: KEY=VALUE'),
  from: z.string().optional().describe('Only rules that let in this address'),
  port: ports.describe('Only rules for this port'),
};
export const paging = {
  limit: z.number().optional().describe('Most rows'),
  cursor: z.string().optional().describe('Of the answer before, with its arguments'),
};
export const protocol = z.string().optional().describe('tcp (default), udp, icmp, icmpv6, all or "47"');
export const ruleId = z.string().describe('sgr-…, beside its group');
export const description = z.string().optional().describe('Kept on the rule; ASCII');
export const holder = z.string().optional().describe("Whose, if not the user's own");
/** Which grants are meant; all that is given has to hold. */
export const grantFilter = {
  holder: z.string().optional().describe('Only rules of this holder'),
  mine: z.boolean().optional().describe("Only the user's own"),
  expired: z.boolean().optional().describe('Only what has expired'),
  expiring_within: z.string().optional().describe('Only what ends so soon: "2h"'),
};
export const reason = z.string().optional().describe('Why');
export const expiresIn = z.string().optional().describe('"2h", "3d"; "never"');
export const expiresAt = z.string().optional().describe('Instead: ISO 8601 with zone');
export const wholeRule = z.boolean().optional().describe('Also for others who hold it');
export const shorten = z.boolean().optional().describe("End the user's access earlier if it lasts longer");
export const allowGap = z.boolean().optional().describe('If a brief gap is fine');
export const dryRun = z.boolean().optional().describe('Plan only');
export const planToken = z.string().optional().describe('Of the plan shown; repeat its arguments');

/** What to say of an argument of the wrong type. Its value's form is checked by its own parser. */
export const EXPECTED_VALUES: Readonly<Record<string, readonly [expected: string, example: string]>> = {
  security_group_id: ['"sg-" followed by hexadecimal digits', '"sg-0123456789abcdef0"'],
  target: ['the name, id, ARN, host name or tag of what is to be reached', '"staging-db"'],
  targets: ['a list of targets', '["web-1", "sg-0123456789abcdef0"]'],
  ip_address: ['an IPv4 or IPv6 address, or a CIDR block', '"203.0.113.7"'],
  ip_addresses: ['a list of addresses', '["203.0.113.7", "2001:db8::/64"]'],
  families: ['4, 6 or both', '4, or "4,6"'],
  from_ip_address: ['the old address, or a CIDR block', '"203.0.113.7"'],
  port: ['a port number, a range, a service name, or a list of them', '443, "8000-8010" or "https"'],
  protocol: ['tcp, udp, icmp, icmpv6, all (or -1), or a protocol number', '"tcp"'],
  rule_id: ['"sgr-" followed by hexadecimal digits', '"sgr-0123456789abcdef0"'],
  description: ['text', '"Jo, home office"'],
  holder: ["a holder's name", '"jo"'],
  reason: ['text', '"index repair"'],
  expires_in: ['days, hours and minutes, or "never"', '"2h"'],
  expires_at: ['a moment in ISO 8601 with its zone', '"2026-12-01T18:00Z"'],
  mine: ['true or false', 'true'],
  expired: ['true or false', 'true'],
  expiring_within: ['days, hours and minutes', '"2h"'],
  whole_rule: ['true or false', 'true'],
  allow_gap: ['true or false', 'true'],
  action: ['remove, add or describe, as the undo of an answer has it', '"remove"'],
  left: ['the description as the undo of an answer has it', '"Jo, home"'],
  before: ['the description as the undo of an answer has it', '"Jo, home"'],
  signature: ['the signature as the undo of an answer has it', 'the text as it was given'],
  dry_run: ['true or false', 'true'],
  plan_token: ['the plan_token of a dry run', 'the text as it was given'],
  profile: ["a profile's name", '"staging"'],
  region: ["a region's code", '"us-east-1"'],
  name: ["a part of a group's name", '"web" or "prod-*"'],
  vpc: ["a VPC's id", '"vpc-0123456789abcdef0"'],
  tag: ['a tag, with its value or without', '"Environment=staging"'],
  from: ['an IPv4 or IPv6 address, or a CIDR block', '"203.0.113.7"'],
  limit: ['a whole number from 1 to 1000', '50'],
  cursor: ['the cursor of an answer that was truncated', 'the text as it was given'],
};
