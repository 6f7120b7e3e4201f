import { SEED_REGION } from '#sandbox/regions.ts';

const dashed = (address: string) => address.replaceAll('.', '-');

/** The name inside a VPC that EC2 makes of a private address. */
export function privateName(address: string, region: string): string {
  return `ip-${dashed(address)}.${region === SEED_REGION ? 'ec2' : `${region}.compute`}.internal`;
}

/** The name that EC2 makes of a public address. */
export function publicName(address: string, region: string): string {
  return `ec2-${dashed(address)}.${region === SEED_REGION ? 'compute-1' : `${region}.compute`}.amazonaws.com`;
}
