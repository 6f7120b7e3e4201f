import { invalidInput } from '#core/errors/invalid-input.ts';
import { redactRandomLooking } from '#core/text/redact.ts';
import { parseSecurityGroupId } from '#core/identifiers/ids.ts';
import { parseRegion, type Region } from '#core/identifiers/regions.ts';
import { findPartition } from '#core/iam/iam-policy.ts';
import type { HostService, TargetKind } from './found-target.ts';
import { parseTargetHost } from './target-host.ts';
import { splitService, type TargetService } from './target-service.ts';

interface TargetNameBase {
  /** As it was given, without surrounding blanks. */
  readonly text: string;
  /** Where it is, if it says so itself; null: in the call's region, or another. */
  readonly region: Region | null;
  /** Whose it is, if it says so itself: 12 digits. */
  readonly account: string | null;
}

export type TargetName = TargetNameBase &
  (
    | {
        /** An id whose prefix says what it is of: `sg-…`, `i-…`, `eni-…`, `fs-…`. */
        readonly kind: 'id';
        readonly of: 'security_group' | 'instance' | 'network_interface' | 'file_system';
        readonly id: string;
      }
    | { readonly kind: 'tag'; readonly key: string; readonly value: string }
    /** `id`: what the service itself calls it. */
    | { readonly kind: 'arn'; readonly of: TargetKind; readonly id: string }
    /** In lower case, without port and final dot. */
    | { readonly kind: 'host'; readonly of: HostService; readonly host: string }
    /** `service`: where alone it is looked for; absent: wherever it may be. */
    | { readonly kind: 'name'; readonly name: string; readonly service?: TargetService }
  );

/** Longer than any name, tag or ARN of AWS. */
const MAX_LENGTH = 512;

const EXPECTED =
  'a security group, instance, Auto Scaling group, network interface, database, cache, load balancer, function, EKS cluster or EFS file system: its id, name, ARN or host name, or a tag; with its kind before the name where that is needed';
const EXAMPLE =
  'sg-0123456789abcdef0, Name=web, tag:env=staging, i-0123456789abcdef0, staging-db or rds:staging-db';

/**
 * Reads a person's name for what an address is to be let in to. Text of no known form is a plain name.
 *
 * @throws WhitelistError `invalid_input`
 */
export function parseTarget(value: unknown, field = 'target'): TargetName {
  const refuse = (rejected: unknown, hint?: string) =>
    invalidInput({ field, value: rejected, expected: EXPECTED, example: EXAMPLE, ...(hint && { hint }) });
  if (typeof value !== 'string') throw refuse(value);
  const text = value.trim();
  if (text === '') throw refuse(value);
  if (text.length > MAX_LENGTH) throw refuse(text, `It may have ${MAX_LENGTH} characters at most.`);
  // It would be sent to AWS as a name, to every service.
  if (redactRandomLooking(text) !== text)
    throw refuse(text, 'It looks like a secret, and was sent to nobody.');
  if (/\p{Cc}/u.test(text)) throw refuse(text, 'It holds control characters, which no name has.');
  const base = { text, region: null, account: null };
  // AWS allows no group name that begins like this.
  if (text.startsWith('sg-'))
    return { ...base, kind: 'id', of: 'security_group', id: parseSecurityGroupId(text, field) };
  // With fewer digits it may be a name: i-bed, eni-cafe.
  if (/^i-[0-9a-f]{8,}$/.test(text)) return { ...base, kind: 'id', of: 'instance', id: text };
  if (/^eni-[0-9a-f]{8,}$/.test(text)) return { ...base, kind: 'id', of: 'network_interface', id: text };
  if (/^fs-[0-9a-f]{8,}$/.test(text)) return { ...base, kind: 'id', of: 'file_system', id: text };
  if (text.startsWith('arn:')) return { ...base, kind: 'arn', ...parseTargetArn(text, field) };
  if (/^(?:tag:|Name=)/.test(text)) {
    const [, key, tagged] = /^([^=]+)=(.+)$/.exec(text.replace(/^tag:/, '')) ?? [];
    if (key === undefined || tagged === undefined)
      throw refuse(text, 'A tag is written "tag:KEY=VALUE", or "Name=VALUE".');
    return { ...base, kind: 'tag', key, value: tagged };
  }
  // What comes before the host in a URL may be a password.
  if (text.includes('://'))
    throw refuse(text.replace(/^.*@/, ''), 'Give the host name alone, without what stands around it.');
  const host = parseTargetHost(text, field);
  return host === null
    ? { ...base, kind: 'name', ...(splitService(text) ?? { name: text }) }
    : { ...base, kind: 'host', ...host };
}

/** What is looked up, by service and resource part of the ARN (Service Authorization Reference). */
const ARN_RESOURCES: readonly (readonly [service: string, resource: RegExp, of: TargetKind])[] = [
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
  ['rds', /^db-proxy:([\w-]+)$/, 'database_proxy'],
  ['autoscaling', /^autoScalingGroup:[0-9a-f-]+:autoScalingGroupName\/(.+)$/, 'auto_scaling_group'],
  ['eks', /^cluster\/([\w-]+)$/, 'kubernetes_cluster'],
  ['elasticfilesystem', /^file-system\/(fs-[0-9a-f]+)$/, 'file_system'],
  ['lambda', /^function:([\w-]+)(?::(?:[\w-]+|\$LATEST))?$/, 'function'],
];

const SUPPORTED_ARNS =
  'the ARN of an ec2 instance, security-group or network-interface, an rds db, cluster or db-proxy, an elasticache cluster, replicationgroup or serverlesscache, an elasticloadbalancing loadbalancer (application, network or gateway), a lambda function, an autoscaling group, an eks cluster or an elasticfilesystem file-system';

const ARN_PATTERN = /^arn:(aws(?:-[a-z]+)*):([a-z0-9-]+):([a-z0-9-]*):(\d{12}):(.+)$/;

export interface TargetArn {
  readonly of: TargetKind;
  readonly id: string;
  readonly region: Region;
  readonly account: string;
}

/** @throws WhitelistError `invalid_input` for what is no ARN, and for ARNs of what is not looked up */
function parseTargetArn(text: string, field: string): TargetArn {
  const [, partition, service, region, account, resource = ''] = ARN_PATTERN.exec(text) ?? [];
  const known = ARN_RESOURCES.find(([name, pattern]) => name === service && pattern.test(resource));
  const id = known?.[1].exec(resource)?.[1];
  if (known === undefined || id === undefined || account === undefined)
    throw invalidInput({
      field,
      value: text,
      expected: SUPPORTED_ARNS,
      example: 'arn:aws:rds:us-east-1:123456789012:db:staging-db',
      hint: 'Of anything else, name the security group itself.',
    });
  const where = parseRegion(region, `region in ${field}`);
  const own = findPartition(where);
  if (partition !== own)
    throw invalidInput({
      field,
      value: text,
      expected: `an ARN whose parts go together: ${where} is in the partition ${own}`,
      example: `arn:${own}:${service}:${where}:${account}:…`,
    });
  return { of: known[2], id, region: where, account };
}
