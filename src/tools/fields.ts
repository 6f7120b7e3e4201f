import { z } from 'zod';

/** The arguments, under their one name in every tool. Their texts are short: a model reads them at every start. */
export const accessFields = {
  credentials: z
    .object({
      access_key_id: z.string(),
      secret_access_key: z.string(),
      session_token: z.string().optional(),
      region: z.string().optional(),
    })
    .optional()
    .describe('Only if the user gives them'),
  profile: z.string().optional().describe('AWS profile'),
  region: z.string().optional().describe('e.g. us-east-1'),
};

export const securityGroupId = z.string().describe('sg-…');
export const ipAddress = z.string().describe('IPv4, IPv6 or CIDR');
export const port = z
  .union([z.number(), z.string()])
  .optional()
  .describe('443, "8000-8010" or "https"; ICMP type');
export const protocol = z.string().optional().describe('tcp (default), udp, icmp, icmpv6, all or number');
export const ruleId = z.string().describe('sgr-…');
export const description = z.string().optional().describe('Kept on the rule');
export const dryRun = z.boolean().optional().describe('Show the plan only');
export const planToken = z.string().optional().describe('Of the plan shown');

/** What to say of an argument of the wrong type. Its value's form is checked by its own parser. */
export const EXPECTED: Readonly<Record<string, readonly [expected: string, example: string]>> = {
  security_group_id: ['"sg-" followed by hexadecimal digits', '"sg-0123456789abcdef0"'],
  ip_address: ['an IPv4 or IPv6 address, or a CIDR block', '"203.0.113.7"'],
  port: ['a port number, a range or a service name', '443, "8000-8010" or "https"'],
  protocol: ['tcp, udp, icmp, icmpv6, all (or -1), or a protocol number', '"tcp"'],
  rule_id: ['"sgr-" followed by hexadecimal digits', '"sgr-0123456789abcdef0"'],
  description: ['text', '"Jo, home office"'],
  dry_run: ['true or false', 'true'],
  plan_token: ['the plan_token of a dry run', 'the text as it was given'],
  profile: ["a profile's name", '"staging"'],
  region: ["a region's code", '"us-east-1"'],
};
