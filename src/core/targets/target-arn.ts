import type { TargetKind } from './found-target.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import { parseRegion, type Region } from '#core/identifiers/regions.ts';

/** What of which service is looked up, by the resource part of its ARN (Service Authorization Reference). */
const RESOURCES: readonly (readonly [service: string, resource: RegExp, of: TargetKind])[] = [
  ['ec2', /^security-group\/(sg-[0-9a-f]+)$/, 'security_group'],
  ['ec2', /^instance\/(i-[0-9a-f]+)$/, 'instance'],
  ['ec2', /^network-interface\/(eni-[0-9a-f]+)$/, 'network_interface'],
  ['rds', /^db:([\w-]+)$/, 'database'],
  ['rds', /^cluster:([\w-]+)$/, 'database_cluster'],
  ['elasticache', /^cluster:([\w-]+)$/, 'cache'],
  ['elasticache', /^replicationgroup:([\w-]+)$/, 'replication_group'],
  ['elasticache', /^serverlesscache:([\w-]+)$/, 'serverless_cache'],
  // Classic ones have no type and no number there.
  ['elasticloadbalancing', /^loadbalancer\/(?:app|net|gwy)\/([\w-]+)\/[0-9a-f]+$/, 'load_balancer'],
  ['lambda', /^function:([\w-]+)(?::(?:[\w-]+|\$LATEST))?$/, 'function'],
];

const SUPPORTED =
  'the ARN of an ec2 instance, security-group or network-interface, an rds db or cluster, an elasticache cluster, replicationgroup or serverlesscache, an elasticloadbalancing loadbalancer (application, network or gateway) or a lambda function';

const ARN = /^arn:aws(?:-[a-z]+)*:([a-z0-9-]+):([a-z0-9-]*):(\d{12}):(.+)$/;

export interface NamedByArn {
  readonly of: TargetKind;
  readonly id: string;
  readonly region: Region;
  readonly account: string;
}

/** @throws WhitelistError `invalid_input` for what is no ARN, and for one of something that is not looked up */
export function parseTargetArn(text: string, field: string): NamedByArn {
  const [, service, region, account, resource = ''] = ARN.exec(text) ?? [];
  const known = RESOURCES.find(([name, pattern]) => name === service && pattern.test(resource));
  const id = known?.[1].exec(resource)?.[1];
  if (known === undefined || id === undefined || account === undefined)
    throw invalidInput({
      field,
      value: text,
      expected: SUPPORTED,
      example: 'arn:aws:rds:us-east-1:123456789012:db:staging-db',
      hint: 'Of anything else, name the security group itself.',
    });
  return { of: known[2], id, region: parseRegion(region, `region in ${field}`), account };
}
