import { z } from 'zod';
import type { ToolContext } from '#tools/definition/context.ts';
import { hasDone, type GroupReport } from './group-report.ts';
import { GRACE_MS, type GrantRequest } from '#core/grants/grant.ts';
import { formatEnd, type Grant } from '#core/grants/note.ts';

/** Whose access an addition is, and how it ends. */
export const grantFacts = z.object({
  holder: z.string(),
  reason: z.string().optional(),
  expires_at: z.string().nullable().describe('null: no end'),
  /** `longer`: the holder had access for longer already, and it was not shortened; `partly`: to some rules. */
  in_force: z.enum(['as_requested', 'longer', 'partly']),
  /** Who takes the rule away, and what that does not do. */
  ends: z.array(z.string()),
});

export type GrantFacts = z.infer<typeof grantFacts>;

const OPEN_CONNECTIONS =
  'Removing a rule does not cut connections that are open: they live until they are idle for long (by AWS’s default up to five days).';

interface EndOptions {
  /** Whether this process will remove it itself, as long as it runs. */
  readonly isSweepScheduled: boolean;
  /** Whether a later change to the group sweeps it. */
  readonly sweepsAfterChange: boolean;
}

/**
 * @param inForce - The holder's grants on the rules of the call, as they are after it.
 * @returns null: the holder has none, since all of the rules are others'
 */
export function toGrantFacts(
  request: GrantRequest,
  inForce: readonly Grant[],
  { isSweepScheduled, sweepsAfterChange }: EndOptions,
): GrantFacts | null {
  const asRequested = inForce.filter((grant) => isAsRequested(grant, request));
  const shown = asRequested[0] ?? inForce[0];
  if (!shown) return null;
  const { holder, reason, until } = shown;
  const isWhole = asRequested.length === inForce.length;
  return {
    holder,
    ...(reason !== null && { reason }),
    expires_at: until && formatEnd(until),
    in_force: isWhole ? 'as_requested' : asRequested.length > 0 ? 'partly' : 'longer',
    ends: until ? describeEnd(until, { isSweepScheduled, sweepsAfterChange }) : [],
  };
}

const isAsRequested = ({ until }: Grant, request: GrantRequest): boolean =>
  request.until === undefined || until?.getTime() === request.until?.getTime();

function describeEnd(until: Date, { isSweepScheduled, sweepsAfterChange }: EndOptions): string[] {
  const after = formatEnd(new Date(until.getTime() + GRACE_MS)).slice(11);
  const next = sweepsAfterChange
    ? `by the next change to this group by awswhitelist after ${after}, or `
    : '';
  return [
    ...(isSweepScheduled ? [`This server removes it at ${after}, if it still runs then.`] : []),
    `${isSweepScheduled ? 'Else it' : 'It'} is removed ${next}by your scheduled awswhitelist sweep: AWS ends no rule by itself.`,
    OPEN_CONNECTIONS,
  ];
}

/** Whether this process sees to the end of all that the call granted. */
export async function scheduleSweeps(
  reports: readonly GroupReport[],
  { until }: GrantRequest,
  profile: string | null,
  context: ToolContext,
): Promise<boolean> {
  const granted = reports.filter(hasDone);
  // A sweep would have to ask a person, and nobody is there then.
  if (!until || granted.length === 0 || context.settings.policy.confirm === 'always') return false;
  const schedule = async ({ target: { session, groupId } }: GroupReport) => {
    const { region, renewable } = session;
    const msUntilEnd = until.getTime() - (await session.now()).getTime();
    return renewable && context.scheduleSweep({ groupId, region, profile, endsAt: until, msUntilEnd });
  };
  // Access is granted already: that nobody sees to its end is told as such.
  const scheduled = await Promise.all(granted.map((report) => schedule(report).catch(() => false)));
  return scheduled.every(Boolean);
}
