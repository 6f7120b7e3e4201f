import type { HostService } from './found-target.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import { KNOWN_REGIONS, parseRegion, type Region } from '#core/identifiers/regions.ts';

export interface TargetHost {
  readonly of: HostService;
  /** In lower case, without port and final dot. */
  readonly host: string;
  /** Null: the name does not tell. */
  readonly region: Region | null;
}

const REGION = '(?<region>[a-z]{2,4}(?:-[a-z]+){1,3}-\\d{1,2})';
const LABEL = '[a-z0-9_-]+';
const NUMBERS = '\\d+-\\d+-\\d+-\\d+';

/**
 * The forms of AWS's names, from its user guides and from names in use. The parts of RDS stand the other way round in
 * China; application load balancers have `REGION.elb`, network ones `elb.REGION`; caches shorten the region.
 */
const HOST_FORMS: readonly (readonly [of: HostService, form: RegExp])[] = (
  [
    ['databases', `${LABEL}\\.(?!proxy-)${LABEL}\\.${REGION}\\.rds AWS`],
    ['databases', `${LABEL}\\.(?!proxy-)${LABEL}\\.rds\\.${REGION} AWS`],
    ['caches', `(?:${LABEL}\\.)+(?<short>[a-z0-9]+)\\.cache AWS`],
    ['load_balancers', `${LABEL}\\.${REGION}\\.elb AWS`],
    ['load_balancers', `${LABEL}\\.elb\\.${REGION} AWS`],
    ['instances', `ec2-${NUMBERS}\\.${REGION}\\.compute AWS`],
    ['instances', `ec2-${NUMBERS}\\.(?<first>compute-1) AWS`],
    ['instances', `(?:ip-${NUMBERS}|i-[0-9a-f]+)\\.${REGION}\\.compute\\.internal`],
    ['instances', `(?:ip-${NUMBERS}|i-[0-9a-f]+)\\.(?<first>ec2)\\.internal`],
  ] as const
).map(([of, form]) => [of, new RegExp(`^${form.replace(' AWS', '\\.amazonaws\\.com(?:\\.cn)?')}$`)]);

/** Where EC2's names have no region: the first that there was. */
const FIRST_REGION = 'us-east-1';

/** Whether somebody means a name of AWS's, rather than a thing that has dots in its name. */
const AWS_HOST = /\.(?:amazonaws\.com(?:\.cn)?|compute\.internal|ec2\.internal)$/;

/**
 * @returns null for what is no name of AWS's
 * @throws WhitelistError `invalid_input` for one of something that is not looked up
 */
export function parseTargetHost(text: string, field: string): TargetHost | null {
  const host = text
    .toLowerCase()
    .replace(/:\d{1,5}$/, '')
    .replace(/\.$/, '');
  if (!AWS_HOST.test(host)) return null;
  // The other name of a balancer, for both families, is not the one that it is known by.
  const plain = host.replace(/^dualstack\.(?=.*\.elb\.)/, '');
  for (const [of, form] of HOST_FORMS) {
    const { groups } = form.exec(plain) ?? {};
    if (groups !== undefined) return { of, host: plain, region: readRegion(groups, field) };
  }
  throw invalidInput({
    field,
    // What stands before the host may be a password.
    value: host.replace(/^.*@/, ''),
    expected: 'a host name of EC2, RDS, ElastiCache or a load balancer',
    example: 'staging-db.c9akciq32rgd.us-east-1.rds.amazonaws.com',
    hint: 'Of anything else, an RDS Proxy among it, name the security group itself.',
  });
}

function readRegion(
  { region, short, first }: Readonly<Record<string, string>>,
  field: string,
): Region | null {
  if (short !== undefined) return expandRegion(short);
  return parseRegion(first === undefined ? region : FIRST_REGION, `region in ${field}`);
}

/** The region that is meant by `use1`; null where none is known, or more than one could be. */
function expandRegion(short: string): Region | null {
  const [only, ...others] = KNOWN_REGIONS.filter((region) => abbreviateRegion(region) === short);
  return only === undefined || others.length > 0 ? null : parseRegion(only);
}

/** As ElastiCache has it: `us-east-1` is `use1`, `ap-southeast-2` is `apse2`; cn-northwest-1 alone is `cnw1`. */
function abbreviateRegion(region: string): string {
  if (region === 'cn-northwest-1') return 'cnw1';
  const words = region.replace(/(north|south)(east|west)/, '$1-$2').split('-');
  const [area = '', ...rest] = words;
  return `${area}${rest.map((word) => word.charAt(0)).join('')}`;
}
