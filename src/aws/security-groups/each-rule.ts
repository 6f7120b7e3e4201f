import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import type { SecurityGroupId } from '#core/identifiers/ids.ts';
import { ruleKey, withoutRepeats, type IngressRule } from '#core/rules/ingress-rule.ts';
import type { EachRule, SecurityGroups } from './group.ts';
import { RuleLists, type Look } from './rule-lists.ts';
import { OUT_OF_REACH } from './whole-refusals.ts';

type Groups = Pick<SecurityGroups, 'describe' | 'authorize' | 'revoke'>;
type Rules = readonly IngressRule[];

/** What one request for several rules came to. */
interface Sent {
  /** Nothing was done, as far as AWS's word goes: one of the rules is as it is to be, and it does not say which. */
  readonly refused: boolean;
  readonly done: Rules;
  /** Where nothing was refused: the rest. */
  readonly unneeded: Rules;
  readonly retried: boolean;
}

interface Change {
  readonly id: SecurityGroupId;
  readonly to: 'present' | 'absent';
  readonly send: (rules: Rules) => Promise<Sent>;
  /** Null where the group cannot be read. */
  readonly look: () => Promise<Look>;
}

/**
 * Adds rules to a group and tells what became of each.
 *
 * All of them go in one request, which is the only one where none is there already. Where one is, AWS refuses them
 * all: the group is read, what is there needs nothing, the rest is sent again, and what the read told is looked at
 * once more, since somebody may have changed it meanwhile: 4 requests in all, and 2 where every rule is there. Where
 * the read does not tell which one it was, it is behind; the rules are then halved until every part has an answer of
 * its own. Of sixty that takes up to 14 requests where one is there, and 120 where all of them are.
 *
 * After any other failure nothing more is sent. Nothing documents that a request is carried out as a whole or not at
 * all, so the group is looked at: 2 requests where sixty rules are over the limit of the group. A lost answer is looked
 * up by `settled` first.
 *
 * @param before - The group's rules as they were read a moment ago. With them, what a refused request left behind
 *   can be told from what was there. Default: not known.
 */
export function authorizeEach(
  groups: Groups,
  id: SecurityGroupId,
  rules: Rules,
  before?: Rules,
): Promise<EachRule> {
  const send = async (part: Rules): Promise<Sent> => {
    const { added, alreadyPresent, retried, seen } = await groups.authorize(id, part);
    return { refused: alreadyPresent && !seen, done: added, unneeded: seen ? part : [], retried };
  };
  return changeEach({ id, to: 'present', send, look: () => lookAt(groups, id) }, rules, before);
}

/**
 * Removes rules from a group, by their exact properties, and tells what became of each: as {@link authorizeEach} does,
 * with as many requests. One that a look shows with another description than it was asked for is another rule by now, and
 * is not sent again. In the default VPC, AWS says itself which rules were not there, so that there one request is
 * enough unless none was.
 *
 * @param before - See there.
 */
export function revokeEach(
  groups: Groups,
  id: SecurityGroupId,
  rules: Rules,
  before?: Rules,
): Promise<EachRule> {
  const send = async (part: Rules): Promise<Sent> => {
    const { matched, removed, retried, seen } = await groups.revoke(id, part);
    const gone = new Map(removed.map((rule) => [ruleKey(rule), rule]));
    const done = part.flatMap((rule) => gone.get(ruleKey(rule)) ?? []);
    const unneeded = part.filter((rule) => !gone.has(ruleKey(rule)));
    return { refused: !matched && !seen, done, unneeded, retried };
  };
  return changeEach({ id, to: 'absent', send, look: () => lookAt(groups, id) }, rules, before);
}

async function lookAt(groups: Groups, id: SecurityGroupId): Promise<Look> {
  const group = await groups.describe(id).catch(() => null);
  return group && new Map(group.rules.map((rule) => [ruleKey(rule), rule]));
}

async function changeEach(change: Change, asked: Rules, before?: Rules): Promise<EachRule> {
  const known = before ? new Map(before.map((rule) => [ruleKey(rule), rule])) : null;
  const lists = new RuleLists(change.to, known);
  let open: Rules = withoutRepeats(asked);
  // It ends: what a look told is looked at again only where a rule has got an answer of its own since.
  while (open.length > 0) {
    const failure = await sendAll(change, open, lists);
    if (failure) return inDoubt(lists.told(failure), change.id);
    open = lists.hearsay ? lists.cameBack(await change.look()) : [];
  }
  return lists.told(null);
}

/** The last request's failure may be plain where an earlier one's answer was lost, or where no look told of the rules. */
function inDoubt(each: EachRule, id: SecurityGroupId): EachRule {
  const { unknown, error } = each;
  if (!error || unknown.length === 0 || error.details.outcome === 'unknown') return each;
  const check = `Whether ${unknown.length === 1 ? 'a rule was' : `${unknown.length} rules were`} changed is not known: list ${id} to see, then repeat the call if needed.`;
  const { code, message, details } = error;
  const guidance = [check, ...(details.guidance ?? [])];
  return { ...each, error: new WhitelistError(code, message, { ...details, outcome: 'unknown', guidance }) };
}

/** @returns why not every rule came to its end; they are on the lists nevertheless */
async function sendAll(change: Change, rules: Rules, lists: RuleLists): Promise<WhitelistError | null> {
  const parts: Rules[] = [rules];
  let readable = true;
  for (let part = parts.shift(); part; part = parts.shift()) {
    let sent: Sent;
    try {
      sent = await change.send(part);
    } catch (error) {
      const failure = toWhitelistError(error);
      const rest = parts.flat();
      const doubtful = failure.details.outcome === 'unknown';
      const worth = part.length + rest.length > 1 && (doubtful || !OUT_OF_REACH.includes(failure.code));
      lists.failed(part, rest, { failure, doubtful, look: worth ? await change.look() : null });
      return failure;
    }
    lists.retried ||= sent.retried;
    if (sent.retried && sent.refused) lists.doubt(part);
    if (!sent.refused) lists.sent(sent.done, sent.unneeded);
    else if (part.length === 1) lists.sent([], part);
    else {
      const next = lists.explained(part, readable ? await change.look() : null);
      readable &&= next.length < 2;
      parts.unshift(...next);
    }
  }
  return null;
}
