import { z } from 'zod';
import type { Group } from '#aws/security-groups/group.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { isForeign } from '#tools/change/group-owner.ts';
import { callFacts } from '#tools/answer/call-facts.ts';
import { markedRule } from './rule-marks.ts';
import { targetFacts } from '#tools/answer/target-facts.ts';

const groupFacts = z.object({
  security_group_id: z.string(),
  name: z.string(),
  description: z.string(),
  vpc_id: z.string().nullable(),
  owner_account: z.string().optional().describe('Of a group that another account shares'),
});

/** Beside rules of other groups it says its own. */
const listedRule = markedRule.extend({
  security_group_id: z.string().optional(),
  group_name: z.string().optional(),
  region: z.string().optional(),
});

export type ListedRule = z.infer<typeof listedRule>;

const lookedFor = z.object({
  holders: z.array(z.string()),
  mine: z.boolean(),
  expired: z.boolean(),
  expiring_within_minutes: z.number().nullable(),
  from: z.string().optional(),
  ports: z.array(z.string()).optional(),
  /** As all of that reads behind "rules". */
  words: z.string(),
});

export const listResult = z.object({
  /** With a group. */
  security_group: groupFacts.optional(),
  rules: z.array(listedRule).optional(),
  merges: z.array(z.string()).optional(),
  /** Without one. */
  groups: z.array(groupFacts.extend({ rule_count: z.number() })).optional(),
  /** With a filter. */
  looked_for: lookedFor.optional(),
  /** With a filter and without a group. */
  looked_in: z.object({ regions: z.array(z.string()), groups: z.number() }).optional(),
  /** Where the answer has a part of the rows: how many there are, and where to go on. */
  total: z.number().optional(),
  truncated: z.boolean().optional(),
  cursor: z.string().optional(),
  ...targetFacts,
  ...callFacts,
});

export type ListResult = z.infer<typeof listResult>;

// Names and descriptions of groups are written by whoever may: shown, bounded, and never acted upon.
export function toGroupResult(group: Group, account: string | null): z.infer<typeof groupFacts> {
  return {
    security_group_id: group.id,
    name: escapeUnprintable(group.name, 255),
    description: escapeUnprintable(group.description, 255),
    vpc_id: group.vpcId,
    ...(group.ownerId &&
      isForeign(group, account) && { owner_account: escapeUnprintable(group.ownerId, 20) }),
  };
}
