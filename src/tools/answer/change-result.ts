import { z } from 'zod';
import { callFacts } from './call-facts.ts';
import { grantFacts } from './grant-facts.ts';
import { ruleResult } from './rule-result.ts';
import { targetFacts } from './target-facts.ts';
import { undoCall } from './undo.ts';

const RULE_STATES = [
  'added',
  'joined',
  'extended',
  'shortened',
  'moved',
  'removed',
  'left',
  'restored',
  'already_present',
  'not_found',
  'not_done',
  'unknown',
] as const;

export type ReportedState = (typeof RULE_STATES)[number];

/** A rule of a change. Beside others it says what became of it, and in which group where there are several. */
export const changedRule = ruleResult.extend({
  state: z.enum(RULE_STATES).optional(),
  moved_from: z.string().optional(),
  security_group_id: z.string().optional(),
  region: z.string().optional(),
});

export type ChangedRule = z.infer<typeof changedRule>;

/** Where a call of several rules could not go on. */
const failure = z.object({
  security_group_id: z.string(),
  region: z.string(),
  code: z.string(),
  message: z.string(),
  guidance: z.array(z.string()),
  retryable: z.boolean(),
  outcome: z.enum(['not_done', 'done', 'unknown']),
});

/** What a change answers, whichever tool made it. */
export const changeResult = <const Status extends readonly [string, ...string[]]>(status: Status) =>
  z.object({
    status: z.enum(status),
    /** The one group; with several, each rule says its own. */
    security_group_id: z.string().optional(),
    rules: z.array(changedRule),
    /** With several groups. */
    security_group_ids: z.array(z.string()).optional(),
    /** `partial` alone. */
    failures: z.array(failure).optional(),
    /** `planned` alone: what would be removed, and the token for it. */
    would_remove: z.array(changedRule).optional(),
    plan_token: z.string().optional(),
    /** Of an addition: whose access it is, until when, and who ends it. */
    grant: grantFacts.optional(),
    /** What had expired in the groups of the change, and was removed after it. */
    swept: z.array(changedRule).optional(),
    ...targetFacts,
    ...callFacts,
    undo: z.array(undoCall),
  });

export type ChangeResult = z.infer<ReturnType<typeof changeResult>>;
