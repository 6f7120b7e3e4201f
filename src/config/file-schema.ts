import { z } from 'zod';
import { fillTemplate, parseDescription, PLACEHOLDERS } from '../core/description.ts';
import { parseProtocol } from '../core/protocol.ts';
import { parseRegion } from '../core/regions.ts';
import { parseTraffic } from '../core/traffic.ts';

/** Runs one of core's parsers as a zod check, so that a file is held to the same rules as a call. */
function accepts(parse: (value: unknown) => unknown, message: string) {
  return (value: unknown, ctx: z.RefinementCtx) => {
    try {
      parse(value);
    } catch {
      ctx.addIssue({ code: 'custom', message });
    }
  };
}

const region = z.string().superRefine(accepts(parseRegion, 'expected a region such as "us-east-1"'));
const PORT_NUMBER = 'expected a port from 0 to 65535';
const portNumber = z.int().min(0, PORT_NUMBER).max(65535, PORT_NUMBER);

// A template is right if it is right filled in, and says nothing in braces that would stay as it is.
function checkTemplate(template: unknown): void {
  const text = String(template);
  const unknown = (text.match(/\{\w*\}/g) ?? []).find((p) => !PLACEHOLDERS.some((known) => known === p));
  if (unknown !== undefined) throw new Error(unknown);
  parseDescription(fillTemplate(text, { now: new Date(0), user: 'user' }));
}

const PORT_EXPECTED = 'expected a port such as 443 or "https"';

const defaultParameters = z.object({
  region: region.optional(),
  // Its form is checked with the whole file, since it may be a name of port_mappings.
  port: z.union([z.number(), z.string()], { error: PORT_EXPECTED }).optional(),
  protocol: z.string().superRefine(accepts(parseProtocol, 'expected a protocol such as "tcp"')).optional(),
  description_template: z
    .string()
    .superRefine(
      accepts(
        checkTemplate,
        `expected at most 255 characters that AWS allows, with no placeholder but ${PLACEHOLDERS.join(' and ')}`,
      ),
    )
    .optional(),
});

const credentialProfile = z.object({
  name: z.string().min(1),
  description: z.string().optional(),
  use_aws_profile: z.boolean().optional(),
  aws_profile_name: z.string().min(1).optional(),
  region: region.optional(),
  required_iam_roles: z.array(z.string()).optional(),
  role_arn: z.string().optional(),
  external_id: z.string().optional(),
  source_profile: z.string().optional(),
  mfa_serial: z.string().optional(),
  duration_seconds: z.number().optional(),
  source_identity: z.string().optional(),
});

const portMapping = z.object({
  name: z.string().min(1),
  port: portNumber,
  description: z.string().optional(),
});

/** `port_mappings` as a call looks names up: in lower case. */
export function servicesOf({ port_mappings: mappings = [] }: Pick<ConfigFile, 'port_mappings'>) {
  return new Map(mappings.map(({ name, port }) => [name.toLowerCase(), port]));
}

/** The person's file. Keys of coming versions are known by name, so that a file can be shared between versions. */
export const configFile = z
  .object({
    $schema: z.string().optional(),
    credential_profiles: z.array(credentialProfile).optional(),
    default_parameters: defaultParameters.optional(),
    port_mappings: z.array(portMapping).optional(),
    regions: z.array(region).optional(),
    server: z.object({ max_message_bytes: z.int().min(1_024).max(1_073_741_824).optional() }).optional(),
    grants: z.record(z.string(), z.unknown()).optional(),
    security_settings: z.record(z.string(), z.unknown()).optional(),
    public_ip: z.record(z.string(), z.unknown()).optional(),
    audit: z.record(z.string(), z.unknown()).optional(),
  })
  .superRefine((file, ctx) => {
    const port = file.default_parameters?.port;
    if (port === undefined) return;
    try {
      parseTraffic({ port, protocol: 'tcp', services: servicesOf(file) });
    } catch {
      ctx.addIssue({ code: 'custom', message: PORT_EXPECTED, path: ['default_parameters', 'port'] });
    }
  });

export type ConfigFile = z.infer<typeof configFile>;
