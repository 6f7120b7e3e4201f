import { fillTemplate, parseDescription } from '../core/description.ts';
import type { IngressRule } from '../core/ingress-rule.ts';
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
import { changeResult } from './change-result.ts';
import { changeView, whereText } from './change-view.ts';
import type { ToolContext } from './context.ts';
import { defineTool } from './definition.ts';
import * as fields from './fields.ts';
import { explained, failWhereNothingIsDone, NOTHING, type GroupReport } from './group-report.ts';
import { guarded } from './guarded.ts';
import { findPlaces, type Place } from './places.ts';
import type { Made } from './proposal.ts';
import { readWhere } from './read-where.ts';
import { addressesOf, readWho, whoIsMissing } from './read-who.ts';
import { boundedRules, trafficAt, whatAt } from './wanted-rules.ts';

const MAY_HAVE_ADDED = 'An answer of AWS was lost, so this very call may have added it; no undo is offered.';
const KEPT = 'The rule was there already; its description was left as it is.';

const WORDS = { done: 'added', unneeded: 'already_present', undo: 'whitelist_remove' } as const;

export const whitelistAdd = defineTool({
  name: 'whitelist_add',
  title: 'Allow an address',
  description:
    'Let addresses into AWS security groups: adds inbound rules; fine if they exist. Many at once in one call.',
  input: {
    ...fields.who,
    ...fields.where,
    port: fields.ports,
    protocol: fields.protocol,
    description: fields.description,
    dry_run: fields.dryRun,
    plan_token: fields.planToken,
  },
  output: changeResult(['added', 'already_present', 'partial', 'planned']),
  annotations: { readOnlyHint: false, destructiveHint: false, idempotentHint: true, openWorldHint: true },
  positionals: ['ip_address', 'security_group_id'],

  async handler(input, access, context) {
    const { settings } = context;
    const where = readWhere(input);
    const who = readWho(input);
    if (who === null) throw whoIsMissing();
    const what = await whatAt(input, where, settings);
    if (what !== null) boundedRules(who.cidrs, what, null, where.length);
    const text = readDescription(input.description, context);
    const [{ cidrs, mine, warnings }, places] = await Promise.all([
      addressesOf(who, context),
      findPlaces(where, access, context, { changes: true }),
    ]);
    const wanted = await Promise.all(
      places.map(async (place) =>
        boundedRules(cidrs, await trafficAt(place, what, input, settings), text, places.length),
      ),
    );
    const rulesOf = (i: number) => wanted[i]?.rules ?? [];
    const isMany = places.length > 1 || rulesOf(0).length > 1;
    const propose = (place: Place, i: number) =>
      addProposal(place, rulesOf(i), { reads: isMany, looks: settings.reportCoverage });
    const [first, ...others] = places;
    const request = {
      proposals: [propose(first, 0), ...others.map((place, i) => propose(place, i + 1))] as const,
      dryRun: input.dry_run === true,
      planToken: input.plan_token,
    };
    const { value: outcome, facts } = await withCallFacts(first.session, guarded(context, request), [
      ...warnings,
      ...new Set(places.flatMap((place) => place.warnings)),
      ...(what === null ? portNotes(places) : otherPortNotes(places, rulesOf)),
      ...addressNotes(cidrs, places),
      ...privacyNotes(mine),
      ...wanted.slice(0, 1).flatMap(overlapNotes),
    ]);
    if (outcome.kind === 'planned') {
      const answer = plannedAnswer(outcome.plan, places);
      return {
        status: 'planned' as const,
        ...answer,
        ...facts,
        warnings: [...facts.warnings, ...outcome.plan.warnings],
      };
    }
    const hasTemplate = settings.descriptionTemplate !== undefined;
    const reports = await explained(
      places.map((place, i) => reportOf(place, rulesOf(i), outcome.groups[i], isMany)),
    );
    failWhereNothingIsDone(reports);
    const covered = outcome.groups.flatMap(({ outcome: made, group, authorize }) =>
      coverageNotes(authorize, made?.others ?? group?.rules ?? null),
    );
    return {
      status: madeStatus(WORDS, reports),
      ...madeAnswer({ words: WORDS, reports, profile: access.profile, isMany, hasTemplate }),
      ...facts,
      warnings: [...facts.warnings, ...covered, ...reports.flatMap((report) => presentNotes(report, text))],
    };
  },

  view: (result) =>
    changeView(
      result.status === 'added'
        ? `Added to ${whereText(result)}.`
        : result.warnings.includes(MAY_HAVE_ADDED)
          ? `Allowed by ${whereText(result)}.`
          : `Already allowed by ${whereText(result)}: nothing had to be changed.`,
      result,
    ),
});

/** What the group had already was never sent; of one that was sent unseen, the description there is not known. */
function reportOf(
  place: Place,
  wanted: readonly IngressRule[],
  made: Made<Added> | undefined,
  isMany: boolean,
): GroupReport {
  const { outcome, authorize } = made ?? { outcome: null, authorize: wanted };
  const sent = outcome === null ? [] : authorize;
  const there = wanted.filter((rule) => !sent.includes(rule));
  const each = outcome ?? NOTHING;
  const unneeded = [...there, ...each.unneeded].map((rule) => ({ ...rule, description: null }));
  return { ...each, unneeded, place, retried: each.retried && (isMany || each.unneeded.length > 0) };
}

function presentNotes({ unneeded, retried }: GroupReport, text: string | null): string[] {
  if (unneeded.length === 0) return [];
  if (retried) return [MAY_HAVE_ADDED];
  return text === null ? [] : [KEPT];
}

/** The caller's words, else the person's template; an empty text is none. */
function readDescription(given: string | undefined, context: ToolContext): string | null {
  const template = context.settings.descriptionTemplate;
  const text = given ?? (template === undefined ? '' : fillTemplate(template, context));
  return text === '' ? null : parseDescription(text);
}
