import { z } from 'zod';
import { DEFAULT_IP_SOURCES, parseIpSource, SOURCE_COUNT_RANGE } from '#core/public-ip/ip-source.ts';
import { mustParse } from '#config/reading/must-parse.ts';

const { least, most } = SOURCE_COUNT_RANGE;
const DEFAULTS = DEFAULT_IP_SOURCES.map(({ host }) => host).join(', ');
const COUNT = `expected ${least} to ${most} addresses; leave the key out for the usual sources`;

const sourceSchema = z
  .string()
  .superRefine(mustParse(parseIpSource, 'expected an https address such as "https://ip.example.com/"'))
  .meta({ pattern: '^https://', examples: ['https://ip.example.com/'] });

/** Two paths of one host are one source: nothing would be gained by their agreeing. */
function checkHosts(sources: readonly string[], ctx: z.RefinementCtx): void {
  const hosts = sources.map(hostOf);
  for (const [i, host] of hosts.entries()) {
    const first = hosts.indexOf(host);
    if (host === null || first === i) continue;
    const message = `expected a host of its own; sources[${first}] has this one`;
    const hint = 'Only what independent sources agree on is believed.';
    ctx.addIssue({ code: 'custom', path: [i], message, params: { hint } });
  }
}

function hostOf(text: string): string | null {
  try {
    return parseIpSource(text).host;
  } catch {
    // What is no address is told by itself.
    return null;
  }
}

/** Who is asked for the person's own address. */
export const publicIpSchema = z
  .object({
    sources: z
      .array(sourceSchema)
      .min(least, COUNT)
      .max(most, COUNT)
      .superRefine(checkHosts)
      .optional()
      .describe(
        `Who is asked for your public address: ${least} to ${most} https addresses that answer with nothing but the caller's address, as plain text. Each is asked by IPv4 and by IPv6; at least ${least} have to agree, and none may tell another. Default: ${DEFAULTS}.`,
      ),
  })
  .describe('Your own address, as the internet sees it.');
