import { formatCidr, type Cidr } from '#core/network/cidr.ts';
import { toFamilyProtocol } from '#core/network/traffic.ts';
import { createCoverageCheck } from '#core/covering/coverage.ts';
import { describeRule, formatSource, ruleKey, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { OutcomeSummary } from '#core/rules/rule-outcomes.ts';
import type { GroupReport } from '#tools/answer/group-report.ts';
import { buildBoundedRules } from '#tools/lookup/requested-rules.ts';
import type { RemovePlan, RemoveResult } from './remove-change.ts';
import type { Selector } from './remove-selector.ts';
import { hasAddressSource } from '#tools/answer/undo.ts';

/** So many of a kind are told each by itself. */
const MAX_LISTED = 5;

const POSSIBLY_REMOVED =
  'An answer of AWS was lost, so this very call may have removed it; no undo is offered.';

export function toRemoveStatus<S extends string>(
  status: S,
  reports: readonly GroupReport<RemovePlan, RemoveResult>[],
): S | 'removed' | 'released' {
  if (reports.some(({ made }) => made?.isRuleUnknown)) return 'removed';
  // A rule that others hold stays open.
  return status === 'removed' && reports.every(({ changed }) => changed.length === 0) ? 'released' : status;
}

/** What a removal was about, as rules: those that it met, else those that it named. */
function listMeantRules(
  report: GroupReport<RemovePlan>,
  selector: Selector,
  cidrs: readonly Cidr[],
): readonly IngressRule[] {
  const { changed } = report;
  if (changed.length > 0) return changed;
  if (selector.kind === 'id' || listAffectedRules(report).length > 0) return [];
  if (selector.traffic) return buildBoundedRules(cidrs, selector.traffic, null, 1);
  return cidrs.map((cidr): IngressRule => {
    const protocol = selector.protocol === null ? 'all' : toFamilyProtocol(cidr.family, selector.protocol);
    return {
      source: { kind: 'cidr', cidr },
      traffic: { protocol, ports: null },
      description: null,
      ruleId: null,
    };
  });
}

/** What lets that traffic in nevertheless, all of it or a part. */
export function describeStillOpen(
  reports: readonly GroupReport<RemovePlan>[],
  selector: Selector,
  cidrs: readonly Cidr[],
): string[] {
  const notes = new Set<string>();
  for (const report of reports) {
    const { group, changed, unchanged } = report;
    if (group === null) continue;
    const gone = new Set([...changed, ...unchanged].map(ruleKey));
    const rest = group.rules.filter((rule) => !gone.has(ruleKey(rule)));
    const coverageOf = createCoverageCheck(rest);
    for (const { source, traffic } of listMeantRules(report, selector, cidrs)) {
      if (source.kind !== 'cidr') continue;
      const { by, allowed } = coverageOf(source.cidr, traffic);
      if (by.length === 0) continue;
      const through = listFirst(by.slice(0, MAX_LISTED + 1).map(describeRule), by.length);
      const part = allowed === true ? '' : ', in part';
      notes.add(`${formatCidr(source.cidr)} still gets in${part}, through ${through}.`);
      // Of a thousand, nobody reads more; nor is more worked out.
      if (notes.size >= MAX_LISTED) return [...notes];
    }
  }
  return [...notes];
}

function listFirst(names: readonly string[], count: number): string {
  const more = count > MAX_LISTED ? ` and ${count - MAX_LISTED} more` : '';
  return `${names.slice(0, MAX_LISTED).join(', ')}${more}`;
}

const CANNOT_UNDO = 'A rule whose source is no address cannot be put back by this program.';

/** The rules of a group that something became of, or was to. */
export const listAffectedRules = ({
  changed,
  updated,
  replaced,
  failed,
  unknown,
}: OutcomeSummary): IngressRule[] => [
  ...changed,
  ...[...updated, ...replaced].map(({ rule }) => rule),
  ...failed,
  ...unknown,
];

/** What an undo cannot bring back, and what is not known of a removal. */
export const describeRemoval = (reports: readonly GroupReport[], isRuleUnknown: boolean): string[] => [
  ...reports.flatMap(({ changed }) => (changed.every(hasAddressSource) ? [] : [CANNOT_UNDO])),
  ...(isRuleUnknown ? ['AWS did not say what the removed rule was.'] : []),
  ...reports.flatMap(({ changed, error, maybeOurs }) =>
    changed.length === 0 && error === null && maybeOurs && !isRuleUnknown ? [POSSIBLY_REMOVED] : [],
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
    const { target } = report;
    const affected = new Set(listAffectedRules(report).map(({ source }) => formatSource(source)));
    const missing = cidrs.map(formatCidr).filter((text) => !affected.has(text));
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
  if (status === 'released') return `Your access in ${where} was given up; the port stays open for others.`;
  return warnings.includes(POSSIBLY_REMOVED)
    ? `Not there (any more) in ${where}.`
    : `Not found in ${where}: nothing was removed.`;
};
