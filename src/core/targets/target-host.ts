import type { HostService } from './found-target.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import { KNOWN_REGIONS, parseRegion, type Region } from '#core/identifiers/regions.ts';

export interface TargetHost {
  readonly of: HostService;
  /** In lower case, without port and final dot. */
  readonly host: string;
  /** Null: the name does not say. */
  readonly region: Region | null;
}

const REGION = '(?<region>[a-z]{2,4}(?:-[a-z]+){1,3}-\\d{1,2})';
const LABEL = '[a-z0-9_-]+';
const NUMBERS = '\\d+-\\d+-\\d+-\\d+';

/**
 * The forms of AWS's names, from its user guides and from names in use. RDS has its parts in the opposite order in China; application load balancers have `REGION.elb`, network ones `elb.REGION`; caches shorten the region.
 */
const HOST_FORMS: readonly (readonly [of: HostService, form: RegExp])[] = (
  [
    ['database_proxies', `${LABEL}\\.proxy-${LABEL}\\.${REGION}\\.rds AWS`],
    ['database_proxies', `${LABEL}\\.proxy-${LABEL}\\.rds\\.${REGION} AWS`],
    ['databases', `${LABEL}\\.(?!proxy-)${LABEL}\\.${REGION}\\.rds AWS`],
    ['databases', `${LABEL}\\.(?!proxy-)${LABEL}\\.rds\\.${REGION} AWS`],
    // DocumentDB and Neptune are listed by the calls of RDS.
    ['databases', `${LABEL}\\.${LABEL}\\.${REGION}\\.(?:docdb|neptune) AWS`],
    ['databases', `${LABEL}\\.${LABEL}\\.(?:docdb|neptune)\\.${REGION} AWS`],
    ['caches', `(?:${LABEL}\\.)+(?<short>[a-z0-9]+)\\.cache AWS`],
    ['load_balancers', `${LABEL}\\.${REGION}\\.elb AWS`],
    ['load_balancers', `${LABEL}\\.elb\\.${REGION} AWS`],
    ['instances', `ec2-${NUMBERS}\\.${REGION}\\.compute AWS`],
    ['instances', `ec2-${NUMBERS}\\.(?<first>compute-1) AWS`],
    ['instances', `(?:ip-${NUMBERS}|i-[0-9a-f]+)\\.${REGION}\\.compute\\.internal`],
    ['instances', `(?:ip-${NUMBERS}|i-[0-9a-f]+)\\.(?<first>ec2)\\.internal`],
  ] as const
).map(([of, form]) => [of, new RegExp(`^${form.replace(' AWS', '\\.amazonaws\\.(?:com(?:\\.cn)?|eu)')}$`)]);

/** EC2's names without a region are of the first region that existed. */
const FIRST_REGION = 'us-east-1';

/** Whether it is a host name of AWS, rather than a resource with dots in its name. */
const AWS_HOST = /\.(?:amazonaws\.(?:com(?:\.cn)?|eu)|compute\.internal|ec2\.internal)$/;

/**
 * @returns null for any other name
 * @throws WhitelistError `invalid_input` for a host name of a service that is not looked up
 */
export function parseTargetHost(text: string, field: string): TargetHost | null {
  const host = text
    .toLowerCase()
    .replace(/:\d{1,5}$/, '')
    .replace(/\.$/, '');
  if (!AWS_HOST.test(host)) return null;
  // A balancer's name for both families is not the one that AWS lists.
  const plain = host.replace(/^dualstack\.(?=.*\.elb\.)/, '');
  for (const [of, form] of HOST_FORMS) {
    const { groups } = form.exec(plain) ?? {};
    if (groups !== undefined) return { of, host: plain, region: readRegion(groups, field) };
  }
  throw invalidInput({
    field,
    // What comes before the host may be a password.
    value: host.replace(/^.*@/, ''),
    expected: 'a host name of EC2, RDS, DocumentDB, Neptune, ElastiCache or a load balancer',
    example: 'staging-db.c9akciq32rgd.us-east-1.rds.amazonaws.com',
    hint: 'Of anything else, name the security group itself.',
  });
}

function readRegion(
  { region, short, first }: Readonly<Record<string, string>>,
  field: string,
): Region | null {
  if (short !== undefined) return expandRegion(short);
  return parseRegion(first === undefined ? region : FIRST_REGION, `region in ${field}`);
}

/** The region of an abbreviation such as `use1`; null where no known region has it, or more than one has. */
function expandRegion(short: string): Region | null {
  const [only, ...others] = KNOWN_REGIONS.filter((region) => abbreviateRegion(region) === short);
  return only === undefined || others.length > 0 ? null : parseRegion(only);
}

/** As ElastiCache has it: `us-east-1` is `use1`, `ap-southeast-2` is `apse2`; cn-northwest-1 alone is `cnw1`. */
function abbreviateRegion(region: string): string {
  if (region === 'cn-northwest-1') return 'cnw1';
  const parts = region.replace(/(north|south)(east|west)/, '$1-$2').split('-');
  const [area = '', ...rest] = parts;
  return `${area}${rest.map((part) => part.charAt(0)).join('')}`;
}
