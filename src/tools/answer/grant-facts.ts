import { z } from 'zod';
import type { ToolContext } from '#tools/definition/context.ts';
import { hasDone, type GroupReport } from './group-report.ts';
import { GRACE_MS, type GrantRequest } from '#core/grants/grant.ts';
import { formatEnd } from '#core/grants/note.ts';

/** Whose access an addition is, and how it ends. */
export const grantFacts = z.object({
  holder: z.string(),
  reason: z.string().optional(),
  expires_at: z.string().nullable().describe('null: no end'),
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

export function toGrantFacts(
  { holder, reason, until = null }: GrantRequest,
  { isSweepScheduled, sweepsAfterChange }: EndOptions,
): GrantFacts {
  return {
    holder,
    ...(reason !== null && { reason }),
    expires_at: until && formatEnd(until),
    ends: until ? describeEnd(until, { isSweepScheduled, sweepsAfterChange }) : [],
  };
}

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
