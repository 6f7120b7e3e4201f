import { fillTemplate, parseDescription } from '../core/description.ts';
import { sameRule, withoutRepeats, type IngressRule } from '../core/ingress-rule.ts';
import { addProposal, type Added } from './add-proposal.ts';
import {
  addressNotes,
  coverageNotes,
  otherPortNotes,
  overlapNotes,
  portNotes,
  privacyNotes,
} from './add-notes.ts';
import { withCallFacts } from './call-facts.ts';
import { madeAnswer, madeStatus, plannedAnswer } from './change-answer.ts';
import { changeResult, type ChangedRule } from './change-result.ts';
import { changeView, whereText } from './change-view.ts';
import type { ToolContext } from './context.ts';
import { defineTool } from './definition.ts';
import * as fields from './fields.ts';
import { asFound, foundIn, foundNotes, keptNotes } from './grant-notes.ts';
import { grantFactsOf } from './grant-facts.ts';
import { NOTHING, type EachGrant } from './grant-report.ts';
import { explained, failWhereNothingIsDone, type GroupReport } from './group-report.ts';
import { guarded } from './guarded.ts';
import { findPlaces, type Place } from './places.ts';
import type { Made, Proposal } from './proposal.ts';
import { describedBy, holdingOf, hoursOf, lastingOf, readGrant, refuseNote } from './read-grant.ts';
import { readRestore, restoring } from './restore.ts';
import { readWhere } from './read-where.ts';
import { addressesOf, readWho, whoIsMissing } from './read-who.ts';
import { boundedRules, trafficAt, whatAt } from './wanted-rules.ts';

const MAY_HAVE_ADDED = 'An answer of AWS was lost, so this very call may have added it; no undo is offered.';
const KEPT = 'The rule was there already; its description was left as it is.';

const WORDS = { done: 'added', unneeded: 'already_present' } as const;

export const whitelistAdd = defineTool({
  name: 'whitelist_add',
  title: 'Allow an address',
  description:
    "Let addresses into AWS security groups, for a time or for good: adds inbound rules, or extends the user's share of them; fine if they exist. Many at once in one call.",
  input: {
    ...fields.who,
    ...fields.where,
    port: fields.ports,
    protocol: fields.protocol,
    description: fields.description,
    expires_in: fields.expiresIn,
    expires_at: fields.expiresAt,
    reason: fields.reason,
    holder: fields.holder,
    allow_gap: fields.allowGap,
    restore: fields.restore,
    dry_run: fields.dryRun,
    plan_token: fields.planToken,
  },
  output: changeResult([
    'added',
    'extended',
    'restored',
    'already_present',
    'changed_since',
    'partial',
    'planned',
  ]),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  positionals: ['ip_address', 'security_group_id'],

  async handler(input, access, context) {
    const { settings } = context;
    const where = readWhere(input);
    const who = readWho(input);
    if (who === null) throw whoIsMissing();
    const what = await whatAt(input, where, settings);
    if (what !== null) boundedRules(who.cidrs, what, null, where.length);
    const { description, reason, expires_in, expires_at } = input;
    const restore = readRestore(input.restore, { description, reason, expires_in, expires_at });
    const words = restore ? null : readDescription(description, context);
    const grant = readGrant(input, context);
    describedBy(words, { ...grant, until: grant.end && grant.end.kind !== 'never' ? context.now : null });
    const [{ cidrs, mine, warnings }, places] = await Promise.all([
      addressesOf(who, context),
      findPlaces(where, access, context, { changes: true }),
    ]);
    const [first, ...others] = places;
    const holding = await holdingOf(grant, first.session);
    const text = restore ? null : describedBy(words, holding);
    const wanted = await Promise.all(
      places.map(async (place) =>
        boundedRules(cidrs, await trafficAt(place, what, input, settings), text, places.length),
      ),
    );
    const rulesOf = (i: number) => wanted[i]?.rules ?? [];
    const isMany = places.length > 1 || rulesOf(0).length > 1;
    const allowGap = input.allow_gap === true;
    const adding = {
      holding,
      longest: hoursOf(grant, context.now),
      reads: isMany,
      looks: settings.reportCoverage,
      allowGap,
    };
    const propose = (place: Place, i: number): Proposal<EachGrant & Partial<Added>> =>
      restore
        ? restoring(place, rulesOf(i), restore, allowGap)
        : addProposal(place, rulesOf(i), adding, context);
    const request = {
      proposals: [propose(first, 0), ...others.map((place, i) => propose(place, i + 1))] as const,
      dryRun: input.dry_run === true,
      planToken: input.plan_token,
      lasting: restore ? null : lastingOf(grant),
    };
    const { value: outcome, facts } = await withCallFacts(first.session, guarded(context, request), [
      ...warnings,
      ...new Set(places.flatMap((place) => place.warnings)),
      ...(what === null ? portNotes(places) : otherPortNotes(places, rulesOf)),
      ...addressNotes(cidrs, places),
      ...privacyNotes(mine, hoursOf(grant, context.now)),
      ...wanted.slice(0, 1).flatMap(overlapNotes),
    ]);
    const ends = { isTakenBack: false, sweeps: settings.grants.sweepAfterChange };
    const told = restore ? {} : { grant: grantFactsOf(holding, ends) };
    const holder = restore ? null : grant.holder;
    if (outcome.kind === 'planned') {
      return {
        status: 'planned' as const,
        ...plannedAnswer(outcome.plan, places, holder),
        ...told,
        ...facts,
        warnings: [...facts.warnings, ...outcome.plan.warnings, ...keptNotes(outcome.plan.groups)],
      };
    }
    const reports = await explained(
      places.map((place, i) => reportOf(place, rulesOf(i), outcome.groups[i], isMany)),
    );
    failWhereNothingIsDone(reports);
    const covered = outcome.groups.flatMap(({ outcome: made, group, authorize }) =>
      coverageNotes(authorize, made?.others ?? group?.rules ?? null),
    );
    const found = restore ? [] : outcome.groups.map((made, i) => foundIn(made, rulesOf(i), holding, context));
    const answer = madeAnswer({ words: WORDS, reports, profile: access.profile, isMany, holder });
    const kept = keptNotes(outcome.groups);
    return {
      status:
        kept.length > 0 ? ('changed_since' as const) : statusOf(madeStatus(WORDS, reports), answer.rules),
      ...answer,
      ...told,
      ...facts,
      warnings: [
        ...facts.warnings,
        ...covered,
        ...kept,
        ...found.flatMap((one) => foundNotes(one, holding)),
        ...reports.flatMap((report) => presentNotes(report, words)),
      ],
    };
  },

  view: (result) =>
    changeView(
      HEADLINES[result.status]?.(whereText(result)) ??
        (result.warnings.includes(MAY_HAVE_ADDED)
          ? `Allowed by ${whereText(result)}.`
          : `Already allowed by ${whereText(result)}: nothing had to be changed.`),
      result,
    ),
});

const HEADLINES: Readonly<Record<string, (where: string) => string>> = {
  added: (where) => `Added to ${where}.`,
  extended: (where) => `Extended in ${where}.`,
  restored: (where) => `Put back in ${where}.`,
  changed_since: (where) => `Changed since then in ${where}: nothing was put back.`,
};

/** Of an addition that made no rule, what it did to those that were there. */
function statusOf<S extends string>(status: S, rules: readonly ChangedRule[]): S | 'extended' | 'restored' {
  const states = rules.map(({ state }) => state);
  if (status !== 'added' || states.some((state) => state === 'added' || state === 'joined')) return status;
  if (states.includes('extended')) return 'extended';
  return states.includes('restored') ? 'restored' : status;
}

/** What the group had already was never sent; of one that was sent unseen, the description there is not known. */
function reportOf(
  place: Place,
  wanted: readonly IngressRule[],
  made: Made<EachGrant & Partial<Added>> | undefined,
  isMany: boolean,
): GroupReport {
  const { outcome, authorize, rewrite } = made ?? { outcome: null, authorize: wanted, rewrite: [] };
  const sent = outcome === null ? [] : [...authorize, ...rewrite.map(({ rule }) => rule)];
  const there = wanted.filter((rule) => !sent.some((one) => sameRule(one, rule)));
  const each = outcome ?? NOTHING;
  const open = [
    ...each.done,
    ...each.notDone,
    ...each.unknown,
    ...each.rewritten.map(({ rule }) => rule),
    ...each.replaced.map(({ rule }) => rule),
  ];
  const present = [...there, ...each.unneeded].filter((rule) => !open.some((one) => sameRule(one, rule)));
  const unneeded = withoutRepeats(present).map((rule) =>
    asFound(rule, made?.outcome?.found, made?.group ?? null),
  );
  return { ...each, unneeded, place, retried: each.retried && (isMany || each.unneeded.length > 0) };
}

function presentNotes({ unneeded, retried }: GroupReport, words: string | null): string[] {
  if (unneeded.length === 0) return [];
  if (retried) return [MAY_HAVE_ADDED];
  return words === null ? [] : [KEPT];
}

/** The caller's words, else the person's template; an empty text is none. */
function readDescription(given: string | undefined, context: ToolContext): string | null {
  const template = context.settings.descriptionTemplate;
  const text = given ?? (template === undefined ? '' : fillTemplate(template, context));
  if (text === '') return null;
  const words = parseDescription(text);
  refuseNote(words);
  return words;
}
