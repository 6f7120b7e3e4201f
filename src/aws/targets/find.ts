import type {
  FailedLookup,
  HostService,
  RefusedLookup,
  SearchResult,
  TargetKind,
} from '#core/targets/found-target.ts';
import { closestMatches } from '#core/text/did-you-mean.ts';
import type { TargetName } from '#core/targets/target.ts';
import type { TargetService } from '#core/targets/target-service.ts';
import { findAutoScalingGroups, findInstances } from './instances.ts';
import { findFileSystems, findInterfaces } from './interfaces.ts';
import { createTargetAccess, type Listing, type LookUp, type SearchSettings } from './look-up.ts';
import { findKubernetesClusters, findSecurityGroups } from './security-groups.ts';

// Each is loaded with the client of its service when it is needed; EC2's is loaded already.
const databases: LookUp = async (...args) => (await import('./databases.ts')).findDatabases(...args);
const proxies: LookUp = async (...args) => (await import('./databases.ts')).findDatabaseProxies(...args);
/** All that RDS lists. */
const anyDatabase: LookUp = async (...args) => {
  const listings = await Promise.all([databases(...args), proxies(...args)]);
  return {
    targets: listings.flatMap(({ targets }) => targets),
    names: listings.flatMap(({ names }) => names),
  };
};
const caches: LookUp = async (...args) => (await import('./caches.ts')).findCaches(...args);
const balancers: LookUp = async (...args) => (await import('./load-balancers.ts')).findLoadBalancers(...args);
const functions: LookUp = async (...args) => (await import('./functions.ts')).findFunctions(...args);

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
  database_proxy: proxies,
  auto_scaling_group: findAutoScalingGroups,
  kubernetes_cluster: findKubernetesClusters,
  file_system: findFileSystems,
};

const LOOK_UP_BY_HOST: Readonly<Record<HostService, LookUp>> = {
  instances: findInstances,
  databases,
  database_proxies: proxies,
  caches,
  load_balancers: balancers,
};

const LOOK_UP_BY_SERVICE: Readonly<Record<TargetService, LookUp>> = {
  sg: findSecurityGroups,
  ec2: findInstances,
  rds: anyDatabase,
  elasticache: caches,
  elb: balancers,
  lambda: functions,
  autoscaling: findAutoScalingGroups,
  eks: findKubernetesClusters,
  efs: findFileSystems,
};

/** Everything but groups, which are asked first. */
const OTHER_LOOK_UPS = Object.entries(LOOK_UP_BY_SERVICE).flatMap(([service, lookUp]) =>
  service === 'sg' ? [] : [lookUp],
);

/** The look-ups of one step run at once; the next step runs only where they found nothing. */
function stepsFor(name: TargetName): readonly (readonly LookUp[])[] {
  switch (name.kind) {
    case 'id':
    case 'arn':
      return [[LOOK_UP_BY_KIND[name.of]]];
    case 'host':
      return [[LOOK_UP_BY_HOST[name.of]]];
    case 'tag':
      // A tag names groups first; where no group has it, instances.
      return [[findSecurityGroups], [findInstances]];
    case 'name':
      if (name.service !== undefined) return [[LOOK_UP_BY_SERVICE[name.service]]];
      // The group's own name needs one service alone, and one permission, which every policy for this program has.
      return [[findSecurityGroups], OTHER_LOOK_UPS];
  }
}

/**
 * Looks for what a person named, in one region. A look-up that is not allowed is noted; so is one of a service that is
 * one of several, and is absent, unreachable or failing. Where the name itself says that the target is elsewhere,
 * nothing is sent.
 *
 * @throws WhitelistError where EC2 fails in any other way, or the one service that the name stands for: what was not
 *   seen is not said to be missing
 */
export async function findTargets(name: TargetName, settings: SearchSettings): Promise<SearchResult> {
  const refused = new Map<string, RefusedLookup>();
  const failed = new Map<string, FailedLookup>();
  if (name.region !== null && name.region !== settings.region)
    return { found: [], onlyGroups: false, refused: [], failed: [], near: [] };
  const isAmongMany = name.kind === 'name' && name.service === undefined;
  const aws = createTargetAccess(settings, {
    onRefused: (one) => refused.set(one.action, one),
    onFailed: isAmongMany ? (one) => failed.set(one.action, one) : null,
  });
  const listings: Listing[] = [];
  const steps = stepsFor(name);
  let stepCount = 0;
  for (const step of steps) {
    stepCount += 1;
    listings.push(...(await Promise.all(step.map((lookUp) => lookUp(name, aws)))));
    if (listings.some(({ targets }) => targets.length > 0)) break;
  }
  const found = listings.flatMap(({ targets }) => targets);
  const searched = name.kind === 'tag' ? name.value : name.kind === 'name' ? name.name : null;
  const isEarlier = <T extends { readonly action: string }>(a: T, b: T) => (a.action < b.action ? -1 : 1);
  return {
    found,
    onlyGroups: isAmongMany && stepCount < steps.length,
    refused: [...refused.values()].sort(isEarlier),
    failed: [...failed.values()].sort(isEarlier),
    near:
      found.length > 0 || searched === null
        ? []
        : closestMatches(
            searched,
            listings.flatMap(({ names }) => names),
          ),
  };
}
