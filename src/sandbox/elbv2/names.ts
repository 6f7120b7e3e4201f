import { type Call, resourceArn } from '#sandbox/auth/call.ts';
import { fixedHex } from '#sandbox/seed/ids.ts';
import type { LoadBalancer } from '#sandbox/state/resources.ts';

const SHORT = { application: 'app', network: 'net' } as const;

/** The part of an ARN that balancer and listeners share: `app/shop/…`. */
function path({ type, name }: LoadBalancer): string {
  return `${SHORT[type]}/${name}/${fixedHex(name)}`;
}

export function balancerArn(call: Call, one: LoadBalancer): string {
  return resourceArn(call, 'elasticloadbalancing', `loadbalancer/${path(one)}`);
}

export function listenerArn(call: Call, one: LoadBalancer, port: number): string {
  const id = fixedHex(`${one.name}:${port}`);
  return resourceArn(call, 'elasticloadbalancing', `listener/${path(one)}/${id}`);
}

/** Network load balancers have names of another form, and a scheme shows in the others' alone. */
export function dnsName({ regionName }: Call, { type, name, scheme }: LoadBalancer): string {
  if (type === 'network') return `${name}-${fixedHex(name)}.elb.${regionName}.amazonaws.com`;
  const prefix = scheme === 'internal' ? 'internal-' : '';
  const number = Number.parseInt(fixedHex(name).slice(0, 8), 16);
  return `${prefix}${name}-${number}.${regionName}.elb.amazonaws.com`;
}
