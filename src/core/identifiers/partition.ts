import type { Region } from './regions.ts';

/** The part of AWS that a region belongs to, as ARNs begin with it. */
export function partitionOf(region: Region | null): string {
  const [, partition] = PARTITIONS.find(([prefix]) => region?.startsWith(prefix)) ?? [];
  return partition ?? 'aws';
}

const PARTITIONS = [
  ['cn-', 'aws-cn'],
  ['us-gov-', 'aws-us-gov'],
  ['us-iso-', 'aws-iso'],
  ['us-isob-', 'aws-iso-b'],
  ['eu-isoe-', 'aws-iso-e'],
  ['us-isof-', 'aws-iso-f'],
  ['eusc-', 'aws-eusc'],
] as const;
