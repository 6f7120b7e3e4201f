import type { Action } from '#sandbox/auth/call.ts';
import { values } from '#sandbox/protocol/query.ts';
import { xmlItems } from '#sandbox/protocol/xml.ts';
import type { PrefixList } from '#sandbox/state/state.ts';
import { type FilterFields, applyFilters } from './filters.ts';
import { paginateEc2 } from './pagination.ts';
import { noSuchPrefixList } from './rules/sources.ts';

const FIELDS: FilterFields<PrefixList & { tags: [] }> = {
  'prefix-list-id': ({ id }) => [id],
  'prefix-list-name': ({ name }) => [name],
};

/** `DescribeManagedPrefixLists`: by id, by filter, or all. */
export const describePrefixLists: Action = {
  writes: false,
  requiredPermissions: () => [{ action: 'ec2:DescribeManagedPrefixLists', resource: '*' }],
  run: (call) => {
    const ids = values(call.params, 'PrefixListId');
    const all = call.region.prefixLists.map((list): PrefixList & { tags: [] } => ({ ...list, tags: [] }));
    const unknown = ids.find((id) => !all.some((list) => list.id === id));
    if (unknown !== undefined) throw noSuchPrefixList(unknown);
    const requested = ids.length === 0 ? all : all.filter(({ id }) => ids.includes(id));
    const { part, nextToken } = paginateEc2(call, applyFilters(call.params, requested, FIELDS));
    return {
      prefixListSet: xmlItems(
        part.map(({ id, name, family, maxEntries }) => ({
          prefixListId: id,
          prefixListName: name,
          addressFamily: family === 'ipv4' ? 'IPv4' : 'IPv6',
          state: 'create-complete',
          maxEntries,
        })),
      ),
      nextToken,
    };
  },
};
