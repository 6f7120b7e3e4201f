import { formatCidr, type Cidr } from '#core/network/cidr.ts';
import type { IngressRule } from '#core/rules/ingress-rule.ts';
import type { GroupReport } from '#tools/answer/group-report.ts';
import type { Selector } from './remove-selector.ts';
import { hasAddressSource } from '#tools/answer/undo.ts';

const POSSIBLY_REMOVED =
  'An answer of AWS was lost, so this very call may have removed it; no undo is offered.';

export const toRemoveStatus = <S extends string>(isRuleUnknown: boolean, isChanged: boolean, status: S) => {
  if (isRuleUnknown) return 'removed' as const;
  return isChanged ? ('changed_since' as const) : status;
};

const CANNOT_UNDO = 'A rule whose source is no address cannot be put back by this program.';

/** The rules of a group that something became of, or was to. */
export const listAffectedRules = ({
  changed: done,
  rewritten,
  replaced,
  markFailed: notDone,
  unknown,
}: GroupReport): IngressRule[] => [
  ...done,
  ...[...rewritten, ...replaced].map(({ rule }) => rule),
  ...notDone,
  ...unknown,
];

/** What an undo cannot bring back, and what is not known of a removal. */
export const describeRemoval = (reports: readonly GroupReport[], isRuleUnknown: boolean): string[] => [
  ...reports.flatMap(({ changed: done }) => (done.every(hasAddressSource) ? [] : [CANNOT_UNDO])),
  ...(isRuleUnknown ? ['AWS did not say what the removed rule was.'] : []),
  ...reports.flatMap(({ changed: done, error, maybeOurs: retried }) =>
    done.length === 0 && error === null && retried && !isRuleUnknown ? [POSSIBLY_REMOVED] : [],
  ),
];

/** Of several addresses, those of which a group had nothing. */
export function describeMissing(
  reports: readonly GroupReport[],
  { kind }: Selector,
  cidrs: readonly Cidr[],
): string[] {
  if (kind === 'id' || cidrs.length * reports.length === 1) return [];
  return reports.flatMap((report) => {
    const { place: target } = report;
    const affected = listAffectedRules(report).map(({ source }) =>
      source.kind === 'cidr' ? formatCidr(source.cidr) : '',
    );
    const missing = cidrs.map(formatCidr).filter((text) => !affected.includes(text));
    if (missing.length === 0) return [];
    const more = missing.length > 10 ? ` and ${missing.length - 10} more` : '';
    return [`Nothing was there to remove in ${target.groupId} of ${missing.slice(0, 10).join(', ')}${more}.`];
  });
}

export const formatRemoveHeadline = (
  { status, warnings }: { readonly status: string; readonly warnings: readonly string[] },
  where: string,
): string => {
  if (status === 'removed') return `Removed from ${where}.`;
  if (status === 'changed_since') return `Changed since then in ${where}: nothing was removed.`;
  return warnings.includes(POSSIBLY_REMOVED)
    ? `Not there (any more) in ${where}.`
    : `Not found in ${where}: nothing was removed.`;
};
