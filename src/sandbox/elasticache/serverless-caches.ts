import type { Action, Call } from '#sandbox/auth/call.ts';
import { invalidValue } from '#sandbox/protocol/errors.ts';
import { type Paging, paginate } from '#sandbox/pagination.ts';
import { type ServerlessCache, resourcesOf } from '#sandbox/state/resources.ts';
import { type XmlNode, xmlList } from '#sandbox/protocol/xml.ts';
import { selectRequested, requiredPermission } from './lookup.ts';
import { cacheArn, serverlessHost } from './names.ts';

const KIND = {
  action: 'DescribeServerlessCaches',
  type: 'serverlesscache',
  parameter: 'ServerlessCacheName',
  notFound: 'ServerlessCacheNotFoundFault',
  words: (name: string) => `ServerlessCache ${name} not found.`,
} as const;

/** Unlike the older actions of the service. */
const PAGING: Paging = {
  size: 'MaxResults',
  token: 'NextToken',
  least: 1,
  most: 50,
  usual: 50,
  wrongSize: (asked) => invalidValue(`Invalid value ${asked} for MaxResults. Must be between 1 and 50`),
  wrongToken: () => invalidValue('The parameter NextToken is not valid.'),
};

function cacheItem(call: Call, { name, engine, port, status, groups }: ServerlessCache): XmlNode {
  const Address = serverlessHost(call, name);
  return {
    ServerlessCacheName: name,
    Description: '',
    Status: status,
    Engine: engine,
    SecurityGroupIds: xmlList('SecurityGroupId', groups),
    Endpoint: { Address, Port: port },
    // Reads go to the next port of the same host. Memcached has no such thing.
    ...(engine !== 'memcached' && { ReaderEndpoint: { Address, Port: port + 1 } }),
    ARN: cacheArn(call, 'serverlesscache', name),
  };
}

/** `DescribeServerlessCaches` */
export const describeServerlessCaches: Action = {
  writes: false,
  requiredPermissions: (call) => [requiredPermission(call, KIND)],
  run: (call) => {
    const candidates = selectRequested(call, resourcesOf(call.region).serverlessCaches, KIND);
    const { part, next } = paginate(call, candidates, ({ name }) => name, PAGING);
    const caches = part.map((one) => cacheItem(call, one));
    return { ServerlessCaches: xmlList('member', caches), NextToken: next };
  },
};
