import { type Action, resourceArn } from '#sandbox/auth/call.ts';
import { paginateByMarker } from '#sandbox/pagination.ts';
import { ServiceError, truncateEcho } from '#sandbox/protocol/errors.ts';
import { text } from '#sandbox/protocol/query.ts';
import { xmlList } from '#sandbox/protocol/xml.ts';
import { resourcesOf } from '#sandbox/state/resources.ts';

/** `DescribeDBProxies`: by name, or all. */
export const describeDbProxies: Action = {
  writes: false,
  requiredPermissions: (call) => [
    { action: 'rds:DescribeDBProxies', resource: resourceArn(call, 'rds', 'db-proxy:*') },
  ],
  run: (call) => {
    const name = text(call.params, 'DBProxyName');
    const { dbProxies } = resourcesOf(call.region);
    const requested = name === undefined ? dbProxies : dbProxies.filter((one) => one.name === name);
    if (name !== undefined && requested.length === 0)
      throw new ServiceError('DBProxyNotFoundFault', `DB proxy ${truncateEcho(name)} not found.`, 404);
    const { part, Marker } = paginateByMarker(call, requested);
    return {
      DBProxies: xmlList(
        'member',
        part.map(({ name: id, engineFamily, vpcId, groups }) => ({
          DBProxyName: id,
          DBProxyArn: resourceArn(call, 'rds', `db-proxy:prx-${id}`),
          Status: 'available',
          EngineFamily: engineFamily,
          VpcId: vpcId,
          VpcSecurityGroupIds: xmlList('member', groups),
          Endpoint: `${id}.proxy-c9akciq32rgd.${call.regionName}.rds.amazonaws.com`,
        })),
      ),
      Marker,
    };
  },
};
