import type { Action, Call } from '#sandbox/auth/call.ts';
import { ServiceError, truncateEcho, validationError } from '#sandbox/protocol/errors.ts';
import { values } from '#sandbox/protocol/query.ts';
import { type LoadBalancer, resourcesOf } from '#sandbox/state/resources.ts';
import { type XmlNode, xmlList } from '#sandbox/protocol/xml.ts';
import { balancerArn, dnsName } from './names.ts';
import { paginateBalancers } from './pagination.ts';

const ARN = /^arn:aws:elasticloadbalancing:[a-z0-9-]+:\d{12}:loadbalancer\/(?:app|net|gwy)\/[^/]+\/[^/]+$/;

/** The balancer of this ARN. @throws ServiceError `ValidationError`, `LoadBalancerNotFound` */
export function balancerByArn(call: Call, arn: string): LoadBalancer {
  if (!ARN.test(arn)) throw validationError(`'${truncateEcho(arn)}' is not a valid load balancer ARN`);
  const found = resourcesOf(call.region).loadBalancers.find((one) => balancerArn(call, one) === arn);
  if (found !== undefined) return found;
  throw new ServiceError('LoadBalancerNotFound', 'One or more load balancers not found');
}

function selectRequested(call: Call): readonly LoadBalancer[] {
  const all = resourcesOf(call.region).loadBalancers;
  const names = values(call.params, 'Names.member');
  const arns = values(call.params, 'LoadBalancerArns.member');
  if (names.length > 0 && arns.length > 0) {
    throw validationError('Load balancer names and load balancer ARNs cannot be specified at the same time');
  }
  const missing = names.filter((name) => !all.some((one) => one.name === name));
  if (missing.length > 0) {
    throw new ServiceError(
      'LoadBalancerNotFound',
      `Load balancers '[${truncateEcho(missing.join(', '))}]' not found`,
    );
  }
  if (arns.length > 0) return [...new Set(arns.map((arn) => balancerByArn(call, arn)))];
  return names.length === 0 ? all : all.filter(({ name }) => names.includes(name));
}

function balancerItem(call: Call, one: LoadBalancer): XmlNode {
  return {
    LoadBalancerArn: balancerArn(call, one),
    DNSName: dnsName(call, one),
    CanonicalHostedZoneId: 'Z35SXDOTRQ7X7K',
    CreatedTime: '2026-01-05T10:00:00.000Z',
    LoadBalancerName: one.name,
    Scheme: one.scheme,
    VpcId: one.vpcId,
    State: { Code: 'active' },
    Type: one.type,
    AvailabilityZones: xmlList('member', [{ ZoneName: `${call.regionName}a`, LoadBalancerAddresses: '' }]),
    // A balancer without groups does not have the element at all.
    ...(one.groups.length > 0 && { SecurityGroups: xmlList('member', one.groups) }),
    IpAddressType: 'ipv4',
  };
}

/** `DescribeLoadBalancers`: by name, by ARN, or all. Leave is asked for all of them, whatever the request names. */
export const describeBalancers: Action = {
  writes: false,
  requiredPermissions: () => [
    { action: 'elasticloadbalancing:DescribeLoadBalancers', resource: '*', shown: null },
  ],
  run: (call) => {
    const { part, NextMarker } = paginateBalancers(call, selectRequested(call), ({ name }) => name);
    const balancers = part.map((one) => balancerItem(call, one));
    return { LoadBalancers: xmlList('member', balancers), NextMarker };
  },
};
