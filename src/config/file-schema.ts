import { z } from 'zod';
import { fillDescriptionTemplate, parseDescription, TEMPLATE_PLACEHOLDERS } from '#core/rules/description.ts';
import { parseProtocol } from '#core/network/protocol.ts';
import { parseTraffic } from '#core/network/traffic.ts';
import { mustParse } from '#config/reading/must-parse.ts';
import { checkGrants, grantsSchema } from './grants-schema.ts';
import { reservedSections } from './reserved-sections.ts';
import { checkProfiles } from './profile-rules.ts';
import { credentialProfileSchema, regionSchema } from './profile-schema.ts';
import { publicIpSchema } from './public-ip-schema.ts';
import { checkSecurity } from './security-rules.ts';
import { securitySettingsSchema } from './security-schema.ts';

const PORT_NUMBER = 'expected a port from 0 to 65535';
const portNumberSchema = z.int().min(0, PORT_NUMBER).max(65535, PORT_NUMBER);

// A template is right if it is right filled in, and says nothing in braces that would stay as it is.
function checkTemplate(template: unknown): void {
  const text = String(template);
  const unknown = (text.match(/\{\w*\}/g) ?? []).find(
    (p) => !TEMPLATE_PLACEHOLDERS.some((known) => known === p),
  );
  if (unknown !== undefined) throw new Error(unknown);
  parseDescription(fillDescriptionTemplate(text, { now: new Date(0), user: 'user' }));
}

const PORT_EXPECTED = 'expected a port such as 443 or "https"';
const TEMPLATE_EXPECTED = `expected at most 255 characters that AWS allows, with no placeholder but ${TEMPLATE_PLACEHOLDERS.join(' and ')}`;

const defaultParametersSchema = z.object({
  region: regionSchema
    .optional()
    .describe('Region for calls that name none. Default: AWS_REGION, else the AWS profile.'),
  // Its form is checked with the whole file, since it may be a name of port_mappings.
  port: z
    .union([z.number(), z.string()], { error: PORT_EXPECTED })
    .optional()
    .describe('Port for calls that name none: 443, "8000-8010", "https". Default: none is assumed.')
    .meta({ examples: [443, 'https'] }),
  protocol: z
    .string()
    .superRefine(mustParse(parseProtocol, 'expected a protocol such as "tcp"'))
    .optional()
    .describe('Protocol for calls that name none: tcp, udp, icmp, icmpv6, all or a number. Default: tcp.'),
  description_template: z
    .string()
    .superRefine(mustParse(checkTemplate, TEMPLATE_EXPECTED))
    .optional()
    .describe(
      'Description of a new rule where the call gives none; {date} and {user} are filled in. At most 255 characters. Default: none.',
    )
    .meta({ examples: ['Added by {user} on {date}'] }),
  report_coverage: z
    .boolean()
    .optional()
    .describe(
      'Whether the group is read beside the addition of a single rule, to tell what wider rules let in already. Default: true.',
    ),
});

const portMappingSchema = z.object({
  name: z.string().min(1, 'expected a name such as "grafana"').describe('What a call may say for the port.'),
  port: portNumberSchema.describe('The port it stands for: 0 to 65535.'),
  description: z.string().optional().describe('A note for people.'),
});

/** `port_mappings` as a call looks names up: in lower case. */
export function toServices({ port_mappings: mappings = [] }: Pick<ConfigFile, 'port_mappings'>) {
  return new Map(mappings.map(({ name, port }) => [name.toLowerCase(), port]));
}

/** The person's file. Keys of coming versions are known by name, so that a file can be shared between versions. */
export const configFileSchema = z
  .object({
    $schema: z.string().optional().describe('For editors: where the schema of this file is.'),
    credential_profiles: z
      .array(credentialProfileSchema)
      .optional()
      .describe('Whose credentials to use, each under a name that a call can give as "profile".'),
    default_parameters: defaultParametersSchema.optional().describe('What a call leaves out.'),
    regions: z
      .array(regionSchema)
      .optional()
      .describe("Where else to look for a target that is not in the call's region. Default: nowhere.")
      .meta({ examples: [['us-east-1', 'eu-west-1']] }),
    port_mappings: z.array(portMappingSchema).optional().describe('Names of your own for ports.'),
    security_settings: securitySettingsSchema
      .optional()
      .describe(
        'What may be changed, whoever asks. While a key is there that this version does not know, nothing is changed.',
      ),
    server: z
      .object({
        max_message_bytes: z
          .int()
          .min(1_024)
          .max(1_073_741_824)
          .optional()
          .describe('Greatest length of one message to the server, in bytes. Default: 1048576.'),
        call_timeout_seconds: z
          .number()
          .min(1)
          .max(300)
          .optional()
          .describe('Longest that one call may take, in seconds; the wait for a person apart. Default: 30.'),
      })
      .optional()
      .describe('The MCP server.'),
    public_ip: publicIpSchema.optional(),
    grants: grantsSchema.optional(),
    ...reservedSections,
  })
  .superRefine((file, ctx) => {
    checkProfiles(file.credential_profiles ?? [], ctx);
    checkSecurity(file.security_settings ?? {}, toServices(file), ctx);
    checkGrants(file.grants ?? {}, file.security_settings?.max_rule_duration_hours, ctx);
    const port = file.default_parameters?.port;
    if (port === undefined) return;
    try {
      parseTraffic({ port, protocol: 'tcp', services: toServices(file) });
    } catch {
      ctx.addIssue({ code: 'custom', message: PORT_EXPECTED, path: ['default_parameters', 'port'] });
    }
  });

export type ConfigFile = z.infer<typeof configFileSchema>;
