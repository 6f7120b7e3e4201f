import { invalidInput } from '#core/errors/invalid-input.ts';
import { closestMatch } from '#core/text/did-you-mean.ts';

declare const regionBrand: unique symbol;
export type Region = string & { readonly [regionBrand]: true };

/** Regions that AWS has named by November 2026 (the partitions file of its SDKs). Only for hints: AWS opens new ones. */
export const KNOWN_REGIONS: readonly string[] = `
  af-south-1 ap-east-1 ap-east-2 ap-northeast-1 ap-northeast-2 ap-northeast-3 ap-south-1 ap-south-2
  ap-southeast-1 ap-southeast-2 ap-southeast-3 ap-southeast-4 ap-southeast-5 ap-southeast-6 ap-southeast-7
  ca-central-1 ca-west-1 eu-central-1 eu-central-2 eu-north-1 eu-south-1 eu-south-2 eu-west-1 eu-west-2
  eu-west-3 il-central-1 me-central-1 me-south-1 me-west-1 mx-central-1 sa-east-1 sa-west-1 us-east-1
  us-east-2 us-west-1 us-west-2 cn-north-1 cn-northwest-1 eusc-de-east-1 us-iso-east-1 us-iso-west-1
  us-isob-east-1 us-isob-west-1 eu-isoe-west-1 us-isof-east-1 us-isof-south-1 us-gov-east-1 us-gov-west-1
`
  .trim()
  .split(/\s+/);

const isRegion = (value: unknown): value is Region =>
  typeof value === 'string' && /^[a-z]{2,4}(?:-[a-z]+){1,3}-\d{1,2}$/.test(value);

/** @throws WhitelistError `invalid_input` for what is not of AWS's form; a well-formed unknown name is let through. */
export function parseRegion(value: unknown, field = 'region'): Region {
  if (isRegion(value)) return value;
  const near = typeof value === 'string' ? closestMatch(value, KNOWN_REGIONS) : null;
  throw invalidInput({
    field,
    value,
    expected: "a region's code",
    example: 'us-east-1',
    ...(near && { hint: `The nearest known region is ${near}.` }),
  });
}

/** The region that was probably meant by a well-formed name that no list knows; null for a known one. */
export function suggestRegion(region: Region): string | null {
  return KNOWN_REGIONS.includes(region) ? null : closestMatch(region, KNOWN_REGIONS);
}
