import { coverage } from '../coverage.ts';
import { opens } from './opened.ts';
import type { Change, Decision, Policy } from './policy.ts';
import { SENSITIVE_PORTS } from './ports.ts';
import { SETTINGS } from './settings.ts';

/** What holds where a config file says nothing: ordinary work goes through, mistakes are stopped. */
export const DEFAULT_POLICY: Policy = {
  readOnly: false,
  allowWorldOpen: false,
  minPrefix: { ipv4: 16, ipv6: 48 },
  sensitivePorts: SENSITIVE_PORTS,
  allowedIpRanges: null,
  allowedPorts: null,
  allowedGroups: null,
  confirm: 'risky',
};

/** Judges a change by the settings alone. Nothing that a call says can widen them: a call is not even asked. */
export function decide(policy: Policy, asked: Change): Decision {
  const change = narrows(asked) ? { ...asked, authorize: [] } : asked;
  const refusals = SETTINGS.flatMap(({ judge }) => judge?.(policy, change) ?? []);
  if (refusals.length > 0) return { kind: 'deny', refusals };
  const reasons = reasonsToAsk(policy, change);
  return reasons.length > 0 ? { kind: 'confirm', reasons } : { kind: 'allow' };
}

/** Whether all that a change adds is a part of what it removes: it opens nothing, however wide. */
function narrows({ authorize, revoke }: Change): boolean {
  return authorize.every(
    ({ source, traffic }) =>
      source.kind === 'cidr' && coverage(revoke, source.cidr, traffic).allowed === true,
  );
}

function reasonsToAsk({ confirm, sensitivePorts }: Policy, { authorize, revoke }: Change): string[] {
  if (confirm === 'never' || authorize.length + revoke.length === 0) return [];
  const asking = sensitivePorts.filter((port) => port.confirm && opens(authorize, port));
  const risky = [
    ...(revoke.length > 1 ? [`It removes ${revoke.length} rules at once.`] : []),
    ...asking.map(({ name }) => `It opens ${name}, which is to be confirmed.`),
  ];
  if (risky.length > 0) return risky;
  return confirm === 'always' ? ['Every change is to be confirmed.'] : [];
}
