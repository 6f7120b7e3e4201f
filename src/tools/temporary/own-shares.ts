import { z } from 'zod';
import type { Group } from '#aws/security-groups/group.ts';
import { parseCidr } from '#core/network/cidr.ts';
import { toWhitelistError, WhitelistError } from '#core/errors/errors.ts';
import type { HolderName } from '#core/grants/holder.ts';
import { parseNote } from '#core/grants/note.ts';
import { sameRule, type IngressRule } from '#core/rules/ingress-rule.ts';
import { readArguments } from '#tools/definition/arguments.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import * as fields from '#tools/definition/fields.ts';
import type { EachGrant } from '#tools/change/grant-report.ts';
import { guarded } from '#tools/change/guarded.ts';
import { findPlaces, type Place } from '#tools/lookup/places.ts';
import { readWhere } from '#tools/input/read-where.ts';
import { allOf } from '#tools/remove/removals.ts';
import { toRuleResult, type RuleResult } from '#tools/answer/rule-result.ts';

/** The arguments that say which group, and through whose credentials; others are no part of it. */
export interface Spot {
  readonly security_group_id?: string;
  readonly target?: string;
  readonly profile?: string;
  readonly region?: string;
}

/** Of TEST-NET-1 (RFC 5737), which no machine has; it is only asked about. */
const HARMLESS: IngressRule = {
  source: { kind: 'cidr', cidr: parseCidr('192.0.2.1').cidr },
  traffic: { protocol: 'tcp', ports: { from: 9, to: 9 } },
  description: null,
  ruleId: null,
};

/**
 * Whether a share of a rule could be made longer, or joined, in that group: what AWS says to a DryRun.
 *
 * @returns null: it could not be told
 */
export async function mayRenew(spot: Spot, context: ToolContext): Promise<boolean | null> {
  const { groupId, session } = await placeOf(spot, context);
  return session.groups.mayRewrite(groupId, HARMLESS);
}

/** The rules of a group that this holder has a share in, as AWS shows them now. */
export async function sharesOf(
  spot: Spot,
  holder: HolderName,
  context: ToolContext,
): Promise<readonly RuleResult[]> {
  const { groupId, session } = await placeOf(spot, context);
  return sharesIn(await session.groups.describe(groupId), holder).map((rule) => toRuleResult(rule));
}

/** What became of the shares that a holder gave up. */
export interface GivenUp {
  readonly gone: readonly RuleResult[];
  /** Rules that stay, since others hold them too. */
  readonly shared: readonly RuleResult[];
  readonly left: readonly RuleResult[];
  /** Why some are left; the first failure. */
  readonly error: WhitelistError | null;
}

/** AWS's reads may be behind by a moment, so that "there is none" is looked at twice: milliseconds. */
const MOMENT = 300;

/**
 * Gives up every share that this holder has in a group, one rule after another: each is judged by itself, as a call of
 * its own would be. Rules that carry no share of the holder's are never touched, whatever else names them.
 *
 * @throws WhitelistError where the group cannot be read
 */
export async function giveUp(spot: Spot, holder: HolderName, context: ToolContext): Promise<GivenUp> {
  const place = await placeOf(spot, context);
  const { groups } = place.session;
  const shares = async () => sharesIn(await groups.describe(place.groupId), holder);
  const rules = await shares().then(async (found) => {
    if (found.length > 0) return found;
    await context.pause(MOMENT);
    return shares();
  });
  const ended: Record<'gone' | 'shared' | 'left', RuleResult[]> = { gone: [], shared: [], left: [] };
  let error: WhitelistError | null = null;
  for (const rule of rules) {
    const made = await givenUp(place, rule, holder, context).catch(toWhitelistError);
    const failed = made instanceof WhitelistError ? made : (made?.error ?? null);
    error ??= failed;
    const isShared = made instanceof WhitelistError ? false : (made?.rewritten.length ?? 0) > 0;
    ended[failed ? 'left' : isShared ? 'shared' : 'gone'].push(toRuleResult(rule));
  }
  return { ...ended, error };
}

/** @returns null: it was gone already */
async function givenUp(
  place: Place,
  rule: IngressRule,
  holder: HolderName,
  context: ToolContext,
): Promise<EachGrant | null> {
  const isMeant = (one: IngressRule) => sameRule(one, rule) && holds(one, holder);
  const leaver = { holder, whole: false, allowGap: false };
  const proposals = [allOf(place, isMeant, leaver, context)] as const;
  const made = await guarded(context, { proposals, dryRun: false, planToken: undefined });
  return made.kind === 'made' ? (made.groups[0]?.outcome ?? null) : null;
}

const sharesIn = ({ rules }: Group, holder: HolderName) => rules.filter((rule) => holds(rule, holder));

const holds = ({ description }: IngressRule, holder: HolderName): boolean =>
  parseNote(description)?.holders.some((one) => one.holder === holder) === true;

const own = z.object(fields.oneWhere);

async function placeOf(
  { security_group_id, target, profile, region }: Spot,
  context: ToolContext,
): Promise<Place> {
  if (context.settings.problem) throw context.settings.problem;
  const given = Object.entries({ security_group_id, target, profile, region });
  const { input, access } = readArguments(
    own,
    Object.fromEntries(given.filter(([, value]) => value !== undefined)),
  );
  const where = readWhere(input, ['security_group_id', 'target']);
  const [place] = await findPlaces(where, access, context, { changes: true });
  return place;
}
