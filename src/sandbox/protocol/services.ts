/**
 * How a service is asked and answers: EC2's own XML, the XML of the Query protocol, or JSON, with the action in a
 * header (`json`) or in method and path (`rest`).
 */
export type Dialect = 'ec2' | 'query' | 'json' | 'rest';

/** The services of the sandbox by the name that signatures have for them. */
const DIALECTS = {
  ec2: 'ec2',
  sts: 'query',
  iam: 'query',
  rds: 'query',
  elasticache: 'query',
  elasticloadbalancing: 'query',
  lambda: 'rest',
  servicequotas: 'json',
} as const;

export type ServiceName = keyof typeof DIALECTS;

export const SERVICE_NAMES: readonly string[] = Object.keys(DIALECTS);

export function dialectOf(service: ServiceName): Dialect {
  return DIALECTS[service];
}

export function isService(name: string): name is ServiceName {
  return Object.hasOwn(DIALECTS, name);
}
