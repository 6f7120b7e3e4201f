import {
  DescribeLoadBalancersCommand,
  ElasticLoadBalancingV2Client,
  type LoadBalancer,
} from '@aws-sdk/client-elastic-load-balancing-v2';
import type { Target } from '#core/targets/found-target.ts';
import type { Region } from '#core/identifiers/regions.ts';
import type { TargetName } from '#core/targets/target.ts';
import { INSIDE_RETRIES } from '#aws/request/attempt-tracker.ts';
import { required } from '#aws/errors/unexpected-response.ts';
import type { Listing, TargetAccess } from './look-up.ts';
import { parseGroupIds, matchesTargetName } from './wire.ts';

/** Most that the service gives in one page (its API reference). */
const PageSize = 400;

/**
 * Application, network and gateway load balancers; network ones may be in no group. A module of its own, since the
 * client is loaded only for this.
 */
export async function findLoadBalancers(name: TargetName, aws: TargetAccess): Promise<Listing> {
  const { ask, region, settings, middleware } = aws;
  const client = new ElasticLoadBalancingV2Client(settings);
  client.middlewareStack.add(middleware, INSIDE_RETRIES);
  const pages = await ask({
    action: 'elasticloadbalancing:DescribeLoadBalancers',
    request: (Marker, o) => client.send(new DescribeLoadBalancersCommand({ PageSize, Marker }), o),
    next: ({ NextMarker }) => NextMarker,
  });
  const balancers = (pages ?? []).flatMap((page) => required(page.LoadBalancers, 'load balancers'));
  return {
    targets: balancers
      .filter((one) => matchesTargetName(name, toKnownResource(one)))
      .map((one) => toTarget(one, region)),
    names: balancers.map(nameOf),
  };
}

const nameOf = (one: LoadBalancer) => required(one.LoadBalancerName, 'the name of a load balancer');

const toKnownResource = (one: LoadBalancer) => ({
  kind: 'load_balancer' as const,
  id: nameOf(one),
  arn: one.LoadBalancerArn,
  hosts: [one.DNSName],
});

function toTarget(one: LoadBalancer, region: Region): Target {
  return {
    kind: 'load_balancer',
    id: nameOf(one),
    name: null,
    groups: parseGroupIds(one.SecurityGroups),
    port: null,
    reachable: reachabilityOf(one),
    region,
  };
}

function reachabilityOf({ Scheme }: LoadBalancer): Target['reachable'] {
  if (Scheme === 'internet-facing') return 'internet';
  return Scheme === 'internal' ? 'private' : 'unknown';
}
