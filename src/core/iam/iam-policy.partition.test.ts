import { describe, expect, it } from 'vitest';
import { findPartition } from './iam-policy.ts';
import { parseRegion } from '#core/identifiers/regions.ts';

describe('the partition of a region', () => {
  it.each([
    [null, 'aws'],
    ['eu-west-1', 'aws'],
    ['cn-northwest-1', 'aws-cn'],
    ['us-gov-east-1', 'aws-us-gov'],
    ['us-iso-west-1', 'aws-iso'],
    ['us-isob-east-1', 'aws-iso-b'],
    ['eu-isoe-west-1', 'aws-iso-e'],
    ['us-isof-south-1', 'aws-iso-f'],
    ['eusc-de-east-1', 'aws-eusc'],
  ])('%s is in %s', (code, partition) => {
    expect(findPartition(code === null ? null : parseRegion(code))).toBe(partition);
  });
});
