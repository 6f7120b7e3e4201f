import type { Action } from '#sandbox/auth/call.ts';
import { truncateEcho, invalidValue } from '#sandbox/protocol/errors.ts';
import { flag, values } from '#sandbox/protocol/query.ts';
import { REGIONS } from '#sandbox/regions.ts';
import { xmlItems } from '#sandbox/protocol/xml.ts';
import { type FilterFields, applyFilters } from './filters.ts';

interface Region {
  name: string;
  optIn: string;
  tags: [];
}

const FIELDS: FilterFields<Region> = {
  'region-name': ({ name }) => [name],
  'opt-in-status': ({ optIn }) => [optIn],
  endpoint: ({ name }) => [`ec2.${name}.amazonaws.com`],
};

/** `DescribeRegions`: those the account can use, or with `AllRegions` the others as well. */
export const describeRegions: Action = {
  writes: false,
  requiredPermissions: () => [{ action: 'ec2:DescribeRegions', resource: '*' }],
  run: ({ params }) => {
    const names = values(params, 'RegionName');
    const unknown = names.find((name) => !REGIONS.has(name));
    if (unknown !== undefined) throw invalidValue(`Invalid region: ${truncateEcho(unknown)}`);
    const all = [...REGIONS].map(([name, optIn]): Region => ({ name, optIn, tags: [] }));
    const usable = flag(params, 'AllRegions') ? all : all.filter(({ optIn }) => optIn !== 'not-opted-in');
    const requested = names.length > 0 ? all.filter(({ name }) => names.includes(name)) : usable;
    const regions = applyFilters(params, requested, FIELDS).map(({ name, optIn }) => ({
      regionName: name,
      regionEndpoint: `ec2.${name}.amazonaws.com`,
      optInStatus: optIn,
    }));
    return { regionInfo: xmlItems(regions) };
  },
};
