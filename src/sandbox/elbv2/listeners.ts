import type { Action, Call } from '#sandbox/auth/call.ts';
import { ServiceError, validationError } from '#sandbox/errors.ts';
import { text, values } from '#sandbox/query.ts';
import { type LoadBalancer, resourcesOf } from '#sandbox/state/resources.ts';
import { type XmlNode, list } from '#sandbox/xml.ts';
import { balancerByArn } from './balancers.ts';
import { balancerArn, listenerArn } from './names.ts';
import { balancerPage } from './page.ts';

interface Placed {
  balancer: LoadBalancer;
  arn: string;
  protocol: string;
  port: number;
}

function listenersOf(call: Call, balancer: LoadBalancer): Placed[] {
  return balancer.listeners.map(({ protocol, port }) => {
    return { balancer, protocol, port, arn: listenerArn(call, balancer, port) };
  });
}

function asked(call: Call): Placed[] {
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

function listenerItem(call: Call, { balancer, arn, protocol, port }: Placed): XmlNode {
  return {
    ListenerArn: arn,
    LoadBalancerArn: balancerArn(call, balancer),
    Port: port,
    Protocol: protocol,
    DefaultActions: list('member', [{ Type: 'forward', Order: 1 }]),
  };
}

/** `DescribeListeners`: those of one balancer, or some by ARN. */
export const describeListeners: Action = {
  writes: false,
  needs: () => [{ action: 'elasticloadbalancing:DescribeListeners', resource: '*', shown: null }],
  run: (call) => {
    const { part, NextMarker } = balancerPage(call, asked(call), ({ arn }) => arn);
    return {
      Listeners: list(
        'member',
        part.map((one) => listenerItem(call, one)),
      ),
      NextMarker,
    };
  },
};
