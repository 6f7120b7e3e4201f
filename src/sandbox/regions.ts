/** The region in which most of the seed lives, and in which the account began: AWS names it in its own way. */
export const SEED_REGION = 'us-east-1';

/** Region names of the public partition, and whether an account has them without asking. */
export const REGIONS: ReadonlyMap<string, 'opt-in-not-required' | 'not-opted-in'> = new Map([
  ['ap-northeast-1', 'opt-in-not-required'],
  ['ap-northeast-2', 'opt-in-not-required'],
  ['ap-northeast-3', 'opt-in-not-required'],
  ['ap-south-1', 'opt-in-not-required'],
  ['ap-southeast-1', 'opt-in-not-required'],
  ['ap-southeast-2', 'opt-in-not-required'],
  ['ca-central-1', 'opt-in-not-required'],
  ['eu-central-1', 'opt-in-not-required'],
  ['eu-north-1', 'opt-in-not-required'],
  ['eu-west-1', 'opt-in-not-required'],
  ['eu-west-2', 'opt-in-not-required'],
  ['eu-west-3', 'opt-in-not-required'],
  ['sa-east-1', 'opt-in-not-required'],
  ['us-east-1', 'opt-in-not-required'],
  ['us-east-2', 'opt-in-not-required'],
  ['us-west-1', 'opt-in-not-required'],
  ['us-west-2', 'opt-in-not-required'],
  ['af-south-1', 'not-opted-in'],
  ['ap-east-1', 'not-opted-in'],
  ['eu-south-1', 'not-opted-in'],
  ['me-south-1', 'not-opted-in'],
]);

/** Whether the account can use the region: a region it has not opted into refuses its keys, as on AWS. */
export function isUsableRegion(region: string): boolean {
  return REGIONS.get(region) === 'opt-in-not-required';
}
