import { describeExtent, describeGroup, type Approval, type GroupSummary } from '#core/approval/approval.ts';
import { NeedsPersonError } from '#core/approval/needs-person-error.ts';
import { escapeUnprintable } from '#core/text/escape.ts';

/** An error is no place for a long list: the page and the terminal show all of it. */
const MAX_LINES = 20;

/** @param howToApprove - How a yes could be given, a sentence each, where there is no page for it. */
export function consentRequiredError(approval: Approval, howToApprove: readonly string[]): NeedsPersonError {
  const { groups, reasons } = approval;
  return new NeedsPersonError(
    'consent_required',
    `A person has to approve this change of ${describeExtent(groups)}. ${reasons.join(' ')}`,
    approval,
    { guidance: [...formatDifference(groups), ...howToApprove] },
  );
}

interface Line {
  readonly text: string;
  readonly isRule: boolean;
}

function formatDifference(groups: readonly GroupSummary[]): string[] {
  const all = groups.flatMap((group) => formatGroupLines(group, groups.length > 1));
  const first = all.slice(0, MAX_LINES);
  // The heading of a group is not shown without a rule of that group.
  const shown = first.at(-1)?.isRule ? first : first.slice(0, -1);
  const left = all.slice(shown.length).filter(({ isRule }) => isRule).length;
  return [...shown.map(({ text }) => text), ...(left > 0 ? [`And ${left} more.`] : [])];
}

function formatGroupLines(group: GroupSummary, isOneOfSeveral: boolean): Line[] {
  const heading = {
    text: `In ${describeGroup(group)}, region ${escapeUnprintable(group.region)}:`,
    isRule: false,
  };
  return [
    ...(isOneOfSeveral ? [heading] : []),
    ...group.added.map(({ rule }) => ({ text: `Would be added: ${rule}.`, isRule: true })),
    ...group.removed.map(({ rule }) => ({ text: `Would be removed: ${rule}.`, isRule: true })),
    ...group.described.map(({ rule, becomes }) => ({
      text: `Would be held by others: ${rule}, then described as "${becomes}".`,
      isRule: true,
    })),
  ];
}
