import type { HostService, RefusedLookup, SearchResult, TargetKind } from '#core/targets/found-target.ts';
import { closestMatches } from '#core/text/did-you-mean.ts';
import type { TargetName } from '#core/targets/target.ts';
import { findInstances } from './instances.ts';
import { findInterfaces } from './interfaces.ts';
import { createTargetAccess, type Listing, type LookUp, type SearchSettings } from './look-up.ts';
import { findSecurityGroups } from './security-groups.ts';

// Each is loaded with the client of its service, when it is asked for; EC2's is there already.
const databases: LookUp = async (...asked) => (await import('./databases.ts')).findDatabases(...asked);
const caches: LookUp = async (...asked) => (await import('./caches.ts')).findCaches(...asked);
const balancers: LookUp = async (...asked) =>
  (await import('./load-balancers.ts')).findLoadBalancers(...asked);
const functions: LookUp = async (...asked) => (await import('./functions.ts')).findFunctions(...asked);

const LOOK_UP_BY_KIND: Readonly<Record<TargetKind, LookUp>> = {
  security_group: findSecurityGroups,
  instance: findInstances,
  network_interface: findInterfaces,
  database: databases,
  database_cluster: databases,
  cache: caches,
  replication_group: caches,
  serverless_cache: caches,
  load_balancer: balancers,
  function: functions,
};

const LOOK_UP_BY_HOST: Readonly<Record<HostService, LookUp>> = {
  instances: findInstances,
  databases,
  caches,
  load_balancers: balancers,
};

/** What is asked at once; what follows, only where that found nothing. */
function stepsFor(name: TargetName): readonly (readonly LookUp[])[] {
  switch (name.kind) {
    case 'id':
    case 'arn':
      return [[LOOK_UP_BY_KIND[name.of]]];
    case 'host':
      return [[LOOK_UP_BY_HOST[name.of]]];
    case 'tag':
      // A tag is meant to name groups; of an instance it is the way to say which one, where no group has it.
      return [[findSecurityGroups], [findInstances]];
    case 'name':
      return [[findSecurityGroups, findInstances, databases, caches, balancers, functions]];
  }
}

/**
 * Looks for what a person named, in one region. A look-up that is not allowed is noted; nothing is asked where the name
 * itself says that it is elsewhere.
 *
 * @throws WhitelistError where a look-up fails in any other way: what was not seen is not said to be missing
 */
export async function findTargets(name: TargetName, settings: SearchSettings): Promise<SearchResult> {
  const refused = new Map<string, RefusedLookup>();
  if (name.region !== null && name.region !== settings.region) return { found: [], refused: [], near: [] };
  const aws = createTargetAccess(settings, (one) => refused.set(one.action, one));
  const listings: Listing[] = [];
  for (const step of stepsFor(name)) {
    listings.push(...(await Promise.all(step.map((lookUp) => lookUp(name, aws)))));
    if (listings.some(({ targets }) => targets.length > 0)) break;
  }
  const found = listings.flatMap(({ targets }) => targets);
  const searched = name.kind === 'tag' ? name.value : name.kind === 'name' ? name.name : null;
  return {
    found,
    refused: [...refused.values()].sort((a, b) => (a.action < b.action ? -1 : 1)),
    near:
      found.length > 0 || searched === null
        ? []
        : closestMatches(
            searched,
            listings.flatMap(({ names }) => names),
          ),
  };
}
