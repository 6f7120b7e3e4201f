import { z } from 'zod';
import { formatCidr, parseCidr } from '#core/network/cidr.ts';
import { WhitelistError } from '#core/errors/errors.ts';
import { CONFIRM_MODES } from '#core/policy/policy.ts';
import { SETTINGS } from '#core/policy/settings.ts';
import { mustParse } from '#config/reading/must-parse.ts';
import { parseGroupPattern } from './group-patterns.ts';

/** What the table of settings says of one. */
function describeSetting(key: string): string {
  const setting = SETTINGS.find((known) => known.key === key);
  return setting ? `${setting.means} Default: ${setting.unless}.` : key;
}

const flag = (key: string) => z.boolean().optional().describe(describeSetting(key));

/** A list that is there limits to what it holds; an empty one would be taken for "nothing" or for "no limit". */
const list = <T extends z.ZodType>(item: T, example: string) =>
  z.array(item).min(1, `expected at least one entry such as ${example}; leave the key out for no limit`);

function checkRange(value: unknown): void {
  const { cidr, hostBitsCleared } = parseCidr(value);
  if (!hostBitsCleared) return;
  throw new WhitelistError('invalid_input', 'Host bits are set.', {
    guidance: [`It names one address of a network; the network is ${formatCidr(cidr)}.`],
  });
}

const prefixSchema = (bits: number) => {
  const expected = `expected a whole number from 0 to ${bits} such as ${bits === 32 ? 24 : 56}`;
  return z
    .int({ error: expected })
    .min(0, expected)
    .max(bits, expected)
    .optional()
    .describe(`Shortest prefix for IPv${bits === 32 ? 4 : 6}: 0 to ${bits}.`);
};

const prefixesSchema = z.looseObject({ ipv4: prefixSchema(32), ipv6: prefixSchema(128) });

const PROTOCOLS = ['tcp', 'udp'] as const;

/** A port's form is checked with the whole file (`security-rules.ts`), since it may be a name of port_mappings. */
const sensitivePortSchema = z.looseObject({
  port: z
    .union([z.number(), z.string()], { error: 'expected a port such as 22, "8000-8010", "ssh" or "all"' })
    .describe('Port, range or name; "all" for opening more than half of all ports to an address.')
    .meta({ examples: [22, '8000-8010', 'ssh', 'all'] }),
  protocol: z
    .enum(PROTOCOLS, { error: 'expected "tcp" or "udp"' })
    .optional()
    .describe('tcp or udp. Default: both.'),
  name: z
    .string()
    .min(1, 'expected a name such as "admin page"')
    .max(60, 'expected at most 60 characters')
    .optional()
    .describe('What it is called in answers.'),
  min_prefix_length: prefixesSchema
    .optional()
    .describe('Widest public source. Default: { "ipv4": 24, "ipv6": 56 }.'),
  confirm: z.boolean().optional().describe('Ask a person before each addition. Default: false.'),
});

const HOURS_EXPECTED = 'expected a number above 0 such as 24';
const RATE_EXPECTED = 'expected a whole number from 1 such as 10; leave the key out for no limit';

/** Loose: a limit of another version is no mistake here, but stops changes (`unenforceable-settings.ts`). */
export const securitySettingsSchema = z.looseObject({
  read_only: flag('read_only'),
  allowed_security_groups: list(
    z
      .string()
      .superRefine(
        mustParse(parseGroupPattern, 'expected a group such as "sg-0123abcd", "web-*" or "tag:env=staging"'),
      )
      .meta({ examples: ['sg-0123abcd', 'web-*', 'tag:env=staging'] }),
    '"sg-0123abcd"',
  )
    .optional()
    .describe(describeSetting('allowed_security_groups')),
  allowed_ip_ranges: list(
    z
      .string()
      .superRefine(mustParse(checkRange, 'expected a CIDR block such as "203.0.113.0/24" or "2001:db8::/48"'))
      .meta({ examples: ['203.0.113.0/24', '2001:db8::/48'] }),
    '"203.0.113.0/24"',
  )
    .optional()
    .describe(describeSetting('allowed_ip_ranges')),
  allowed_ports: list(
    z
      .union([z.number(), z.string()], { error: 'expected a port such as 443, "8000-8010/udp" or "https"' })
      .meta({ examples: [443, '8000-8010/udp', 'https', 'icmp'] }),
    '443',
  )
    .optional()
    .describe(describeSetting('allowed_ports')),
  allow_world_open: flag('allow_world_open'),
  min_prefix_length: prefixesSchema.optional().describe(describeSetting('min_prefix_length')),
  sensitive_ports: list(sensitivePortSchema, '{ "port": 22, "confirm": true }')
    .optional()
    .describe(describeSetting('sensitive_ports')),
  confirm: z
    .enum(CONFIRM_MODES, { error: 'expected "never", "risky" or "always"' })
    .optional()
    .describe(describeSetting('confirm')),
  allow_yes: flag('allow_yes'),
  require_mfa: flag('require_mfa'),
  allow_root: flag('allow_root'),
  rate_limit_per_minute: z
    .int({ error: RATE_EXPECTED })
    .min(1, RATE_EXPECTED)
    .optional()
    .describe(describeSetting('rate_limit_per_minute')),
  max_rule_duration_hours: z
    .number({ error: HOURS_EXPECTED })
    .gt(0, HOURS_EXPECTED)
    .optional()
    .describe(describeSetting('max_rule_duration_hours')),
  enable_audit_logging: flag('enable_audit_logging'),
});

export type SecuritySettings = z.infer<typeof securitySettingsSchema>;
export type SensitiveEntry = z.infer<typeof sensitivePortSchema>;
