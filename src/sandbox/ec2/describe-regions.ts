import type { Action } from '#sandbox/auth/call.ts';
import { echo, invalidValue } from '#sandbox/errors.ts';
import { flag, values } from '#sandbox/query.ts';
import { REGIONS } from '#sandbox/regions.ts';
import { items } from '#sandbox/xml.ts';
import { type Fields, filtered } from './filters.ts';

interface Region {
  name: string;
  optIn: string;
  tags: [];
}

const FIELDS: Fields<Region> = {
  'region-name': ({ name }) => [name],
  'opt-in-status': ({ optIn }) => [optIn],
  endpoint: ({ name }) => [`ec2.${name}.amazonaws.com`],
};

/** `DescribeRegions`: those the account can use, or with `AllRegions` the others as well. */
export const describeRegions: Action = {
  writes: false,
  needs: () => [{ action: 'ec2:DescribeRegions', resource: '*' }],
  run: ({ params }) => {
    const names = values(params, 'RegionName');
    const unknown = names.find((name) => !REGIONS.has(name));
    if (unknown !== undefined) throw invalidValue(`Invalid region: ${echo(unknown)}`);
    const all = [...REGIONS].map(([name, optIn]): Region => ({ name, optIn, tags: [] }));
    const usable = flag(params, 'AllRegions') ? all : all.filter(({ optIn }) => optIn !== 'not-opted-in');
    const asked = names.length > 0 ? all.filter(({ name }) => names.includes(name)) : usable;
    const regions = filtered(params, asked, FIELDS).map(({ name, optIn }) => ({
      regionName: name,
      regionEndpoint: `ec2.${name}.amazonaws.com`,
      optInStatus: optIn,
    }));
    return { regionInfo: items(regions) };
  },
};
