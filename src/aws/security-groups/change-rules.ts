import { UNREACHABLE_GROUP_CODES } from '#aws/errors/explanations.ts';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import { dedupeRules, type IngressRule, ruleKey, toRulesByKey } from '#core/rules/ingress-rule.ts';
import type { RuleOutcomes } from '#core/rules/rule-outcomes.ts';
import type { SecurityGroups } from './group.ts';
import { type RulesByKey, RuleOutcomeTracker } from './rule-outcome-tracker.ts';

type Groups = Pick<SecurityGroups, 'describe' | 'authorize' | 'revoke'>;
type Rules = readonly IngressRule[];

/** What one request for several rules came to. */
interface SendResult {
  /** Nothing was done, as far as AWS's word goes: one of the rules is as it is to be, and it does not say which. */
  readonly isRefused: boolean;
  readonly changed: Rules;
  /** Where nothing was refused: the rest. */
  readonly unchanged: Rules;
  readonly responseLost: boolean;
}

interface RuleChange {
  readonly id: SecurityGroupId;
  readonly targetState: 'present' | 'absent';
  readonly send: (rules: Rules) => Promise<SendResult>;
  /** Null where the group cannot be read. */
  readonly readRules: () => Promise<RulesByKey>;
}

/**
 * Adds rules to a group and tells what became of each.
 *
 * All of them go in one request, which is the only one where none is there already. Where one is, AWS refuses them
 * all: the group is read, what is there needs nothing, the rest is sent again, and what the read told is read once
 * more, since somebody may have changed it meanwhile: 4 requests in all, and 2 where every rule is there. Where the
 * read does not tell which one it was, it is behind; the rules are then halved until every part has an answer of its
 * own. Of sixty that takes up to 14 requests where one is there, and 120 where all of them are.
 *
 * After any other failure nothing more is sent. Nothing documents that a request is carried out as a whole or not at
 * all, so the group is read: 2 requests where sixty rules are over the limit of the group. A lost answer is looked up
 * by `confirmOutcome` first.
 *
 * @param before - The group's rules as they were read a moment ago. With them, what a refused request left behind
 *   can be told from what was there. Default: not known.
 */
export function authorizeEach(
  groups: Groups,
  id: SecurityGroupId,
  rules: Rules,
  before?: Rules,
): Promise<RuleOutcomes> {
  const send = async (part: Rules): Promise<SendResult> => {
    const { added, alreadyPresent, responseLost, confirmedByRead } = await groups.authorize(id, part);
    return {
      isRefused: alreadyPresent && !confirmedByRead,
      changed: added,
      unchanged: confirmedByRead ? part : [],
      responseLost,
    };
  };
  return changeRules(
    { id, targetState: 'present', send, readRules: () => readRules(groups, id) },
    rules,
    before,
  );
}

/**
 * Removes rules from a group, by their exact properties, and tells what became of each: as {@link authorizeEach} does,
 * with as many requests. One that a read shows with another description than it was asked for is another rule by now,
 * and is not sent again. In the default VPC, AWS says itself which rules were not there, so that one request is enough
 * unless none was.
 *
 * @param before - See there.
 */
export function revokeEach(
  groups: Groups,
  id: SecurityGroupId,
  rules: Rules,
  before?: Rules,
): Promise<RuleOutcomes> {
  const send = async (part: Rules): Promise<SendResult> => {
    const { matched, removed, responseLost, confirmedByRead } = await groups.revoke(id, part);
    const gone = toRulesByKey(removed);
    return {
      isRefused: !matched && !confirmedByRead,
      changed: part.flatMap((rule) => gone.get(ruleKey(rule)) ?? []),
      unchanged: part.filter((rule) => !gone.has(ruleKey(rule))),
      responseLost,
    };
  };
  return changeRules(
    { id, targetState: 'absent', send, readRules: () => readRules(groups, id) },
    rules,
    before,
  );
}

async function readRules(groups: Groups, id: SecurityGroupId): Promise<RulesByKey> {
  const group = await groups.describe(id).catch(() => null);
  return group && toRulesByKey(group.rules);
}

async function changeRules(change: RuleChange, requested: Rules, before?: Rules): Promise<RuleOutcomes> {
  const initial = before ? toRulesByKey(before) : null;
  let pending: Rules = dedupeRules(requested);
  const tracker = new RuleOutcomeTracker(change.targetState, pending, initial);
  // It ends: what a read told is read again only where a rule has got an answer of its own since.
  while (pending.length > 0) {
    const failure = await sendAll(change, pending, tracker);
    if (failure) return tracker.finish((unknown) => withUnknownGuidance(failure, unknown, change.id));
    pending = tracker.needsRecheck ? tracker.takeReverted(await change.readRules()) : [];
  }
  return tracker.finish(null);
}

/** The last request's failure may be plain where an earlier one's answer was lost, or where no read told of the rules. */
function withUnknownGuidance(error: WhitelistError, unknown: Rules, id: SecurityGroupId): WhitelistError {
  if (unknown.length === 0 || error.details.outcome === 'unknown') return error;
  const check = `Whether ${unknown.length === 1 ? 'a rule was' : `${unknown.length} rules were`} changed is not known: list ${id} to see, then repeat the call if needed.`;
  const { code, message, details } = error;
  const guidance = [check, ...(details.guidance ?? [])];
  return new WhitelistError(code, message, { ...details, outcome: 'unknown', guidance });
}

/** @returns why not every rule came to its end; what became of each is recorded nevertheless */
async function sendAll(
  change: RuleChange,
  rules: Rules,
  tracker: RuleOutcomeTracker,
): Promise<WhitelistError | null> {
  const parts: Rules[] = [rules];
  let isReadUsable = true;
  for (let part = parts.shift(); part; part = parts.shift()) {
    tracker.recordSent(part);
    let sent: SendResult;
    try {
      sent = await change.send(part);
    } catch (error) {
      const failure = toWhitelistError(error);
      const rest = parts.flat();
      const isUnknown = failure.details.outcome === 'unknown';
      const isReadUseful =
        part.length + rest.length > 1 && (isUnknown || !UNREACHABLE_GROUP_CODES.includes(failure.code));
      tracker.recordFailure(part, rest, {
        failure,
        isUnknown,
        rules: isReadUseful ? await change.readRules() : null,
      });
      return failure;
    }
    if (sent.responseLost) tracker.recordLostResponse(sent.isRefused ? part : []);
    if (!sent.isRefused) tracker.recordAnswer(sent.changed, sent.unchanged);
    else if (part.length === 1) tracker.recordAnswer([], part);
    else {
      const next = tracker.splitRefused(part, isReadUsable ? await change.readRules() : null);
      isReadUsable &&= next.length < 2;
      parts.unshift(...next);
    }
  }
  return null;
}
