import type { Action, Call } from '#sandbox/auth/call.ts';
import { ServiceError, validationError } from '#sandbox/protocol/errors.ts';
import { text, values } from '#sandbox/protocol/query.ts';
import { type LoadBalancer, resourcesOf } from '#sandbox/state/resources.ts';
import { type XmlNode, xmlList } from '#sandbox/protocol/xml.ts';
import { balancerByArn } from './balancers.ts';
import { balancerArn, listenerArn } from './names.ts';
import { paginateBalancers } from './pagination.ts';

interface BalancerListener {
  balancer: LoadBalancer;
  arn: string;
  protocol: string;
  port: number;
}

function listenersOf(call: Call, balancer: LoadBalancer): BalancerListener[] {
  return balancer.listeners.map(({ protocol, port }) => {
    return { balancer, protocol, port, arn: listenerArn(call, balancer, port) };
  });
}

function selectRequested(call: Call): BalancerListener[] {
  const arn = text(call.params, 'LoadBalancerArn');
  const wanted = values(call.params, 'ListenerArns.member');
  if ((arn === undefined) === (wanted.length === 0)) {
    throw validationError('You must specify either listener ARNs or a load balancer ARN');
  }
  if (arn !== undefined) return listenersOf(call, balancerByArn(call, arn));
  const all = resourcesOf(call.region).loadBalancers.flatMap((one) => listenersOf(call, one));
  if (wanted.every((one) => all.some((listener) => listener.arn === one))) {
    return all.filter((listener) => wanted.includes(listener.arn));
  }
  throw new ServiceError('ListenerNotFound', 'One or more listeners not found');
}

function listenerItem(call: Call, { balancer, arn, protocol, port }: BalancerListener): XmlNode {
  return {
    ListenerArn: arn,
    LoadBalancerArn: balancerArn(call, balancer),
    Port: port,
    Protocol: protocol,
    DefaultActions: xmlList('member', [{ Type: 'forward', Order: 1 }]),
  };
}

/** `DescribeListeners`: those of one balancer, or some by ARN. */
export const describeListeners: Action = {
  writes: false,
  requiredPermissions: () => [
    { action: 'elasticloadbalancing:DescribeListeners', resource: '*', shown: null },
  ],
  run: (call) => {
    const { part, NextMarker } = paginateBalancers(call, selectRequested(call), ({ arn }) => arn);
    return {
      Listeners: xmlList(
        'member',
        part.map((one) => listenerItem(call, one)),
      ),
      NextMarker,
    };
  },
};
