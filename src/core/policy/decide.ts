import { CoveringRules } from '#core/covering/covering-rules.ts';
import { opensPort } from './sensitive-ports.ts';
import type { ProposedDiff, Decision, Policy, Refusal } from './policy.ts';
import { SENSITIVE_PORTS, withDatabases } from './ports.ts';
import { SETTINGS } from './settings.ts';

/** The policy where a config file sets nothing: ordinary work goes through, mistakes are stopped. */
export const DEFAULT_POLICY: Policy = {
  readOnly: false,
  allowWorldOpen: false,
  minPrefix: { ipv4: 16, ipv6: 48 },
  sensitivePorts: SENSITIVE_PORTS,
  allowedIpRanges: null,
  allowedPorts: null,
  allowedGroups: null,
  confirm: 'risky',
  maxHours: null,
};

/**
 * Judges the changes that one call makes, one per group, by the settings alone: a refusal of one stops all. No argument of
 * a call can widen the settings.
 */
export function decideAll(policy: Policy, proposed: readonly ProposedDiff[]): Decision {
  const changes = proposed.map((change) => (isNarrowing(change) ? { ...change, authorize: [] } : change));
  const refusals = changes.flatMap((change) =>
    SETTINGS.flatMap(({ judge }) => judge?.(policyFor(policy, change), change) ?? []),
  );
  if (refusals.length > 0) return { kind: 'deny', refusals: dedupeRefusals(refusals) };
  const reasons = listConfirmReasons(policy, changes);
  return reasons.length > 0 ? { kind: 'confirm', reasons } : { kind: 'allow' };
}

/** The settings as they are for what is in the group. */
const policyFor = (policy: Policy, { databases = [] }: ProposedDiff): Policy =>
  databases.length === 0
    ? policy
    : { ...policy, sensitivePorts: withDatabases(policy.sensitivePorts, databases) };

/** The same address is refused for the same reason in every group: that is reported once. */
function dedupeRefusals(refusals: readonly Refusal[]): Refusal[] {
  const byText = new Map<string, Refusal>();
  for (const refusal of refusals) {
    const key = JSON.stringify([refusal.setting, refusal.reason]);
    if (!byText.has(key)) byText.set(key, refusal);
  }
  return [...byText.values()];
}

/** Whether all that a change adds is a part of what it removes: then it opens nothing, however wide it is. */
function isNarrowing({ authorize, revoke }: ProposedDiff): boolean {
  if (authorize.length === 0) return true;
  const removed = new CoveringRules(revoke);
  return authorize.every((rule) => removed.find(rule) !== null);
}

function listConfirmReasons(policy: Policy, changes: readonly ProposedDiff[]): string[] {
  const { confirm } = policy;
  const removed = changes.flatMap(({ revoke, onlyExpired, isOwnMove }) =>
    onlyExpired || isOwnMove ? [] : revoke,
  ).length;
  const isNothing = changes.every(
    ({ authorize, revoke, rewrite = [], risks = [] }) =>
      authorize.length + revoke.length + rewrite.length + risks.length === 0,
  );
  if (confirm === 'never' || isNothing) return [];
  const asking = changes.flatMap((change) =>
    policyFor(policy, change).sensitivePorts.filter(
      (port) => port.confirm && opensPort(change.authorize, port),
    ),
  );
  const names = new Set(asking.map(({ name }) => name));
  const risky = [
    ...changes.flatMap(({ risks = [] }) => risks),
    ...(removed > 1 ? [`It removes ${removed} rules at once.`] : []),
    ...[...names].map((name) => `It opens ${name}, which is to be confirmed.`),
  ];
  if (risky.length > 0) return risky;
  return confirm === 'always' ? ['Every change is to be confirmed.'] : [];
}
