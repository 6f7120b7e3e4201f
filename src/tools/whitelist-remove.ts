import { formatCidr, type Cidr } from '../core/cidr.ts';
import { WhitelistError } from '../core/errors.ts';
import { withCallFacts } from './call-facts.ts';
import { madeAnswer, madeStatus, plannedAnswer } from './change-answer.ts';
import { changeResult } from './change-result.ts';
import { changeView, whereText } from './change-view.ts';
import { defineTool } from './definition.ts';
import * as fields from './fields.ts';
import { explained, failWhereNothingIsDone, NOTHING, type GroupReport } from './group-report.ts';
import { guarded } from './guarded.ts';
import { findPlaces, type Place } from './places.ts';
import { addressesOf } from './read-who.ts';
import { readWhere } from './read-where.ts';
import { readSelector, removalIn, type Selector } from './remove-selector.ts';
import { isAddress } from './undo.ts';

const MAY_HAVE_REMOVED =
  'An answer of AWS was lost, so this very call may have removed it; no undo is offered.';

const WORDS = { done: 'removed', unneeded: 'not_found', undo: 'whitelist_add' } as const;

export const whitelistRemove = defineTool({
  name: 'whitelist_remove',
  title: 'Take an address out',
  description:
    'Remove inbound rules from AWS security groups: one rule_id, or exactly these addresses. Without port: all their ports, of every protocol unless one is given.',
  input: {
    ...fields.who,
    ...fields.where,
    port: fields.ports,
    protocol: fields.protocol,
    rule_id: fields.ruleId.optional(),
    dry_run: fields.dryRun,
    plan_token: fields.planToken,
  },
  output: changeResult(['removed', 'not_found', 'partial', 'planned']),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  positionals: ['ip_address', 'security_group_id'],
  optionalWords: ['ip_address'],
  onlyRemoves: true,
  ignored: ['description'],

  async handler(input, access, context) {
    const where = readWhere(input);
    const selector = await readSelector(input, context.settings);
    if (selector.kind === 'id' && where.length > 1) throw idOfOneGroup();
    const [{ cidrs, warnings }, places] = await Promise.all([
      selector.kind === 'id' ? { cidrs: [], warnings: [] } : addressesOf(selector.who, context),
      findPlaces(where, access, context, { changes: true }),
    ]);
    const propose = (place: Place) => removalIn(place, selector, cidrs, places.length);
    const [first, ...others] = places;
    const request = {
      proposals: [propose(first), ...others.map(propose)] as const,
      dryRun: input.dry_run === true,
      planToken: input.plan_token,
    };
    const { value: outcome, facts } = await withCallFacts(first.session, guarded(context, request), [
      ...warnings,
      ...new Set(places.flatMap((place) => place.warnings)),
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
    const reports = await explained(
      places.map((place, i): GroupReport => ({ ...(outcome.groups[i]?.outcome ?? NOTHING), place })),
    );
    failWhereNothingIsDone(reports);
    const isUntold = outcome.groups.some((group) => group.outcome?.isUntold);
    const count = reports.flatMap(({ done, unneeded, notDone, unknown }) => [
      ...done,
      ...unneeded,
      ...notDone,
      ...unknown,
    ]).length;
    return {
      status: isUntold ? 'removed' : madeStatus(WORDS, reports),
      ...madeAnswer({
        words: WORDS,
        reports: reports.map((report) => ({ ...report, unneeded: [] })),
        profile: access.profile,
        hasTemplate: context.settings.descriptionTemplate !== undefined,
        isMany: places.length > 1 || cidrs.length > 1 || count > 1,
      }),
      ...facts,
      warnings: [
        ...facts.warnings,
        ...reports.flatMap(({ done }) => (done.every(isAddress) ? [] : [NO_WAY_BACK])),
        ...(isUntold ? ['AWS did not say what the removed rule was.'] : []),
        ...reports.flatMap(({ done, error, retried }) =>
          done.length === 0 && error === null && retried && !isUntold ? [MAY_HAVE_REMOVED] : [],
        ),
        ...missingNotes(reports, selector, cidrs),
      ],
    };
  },

  view: (result) =>
    changeView(
      result.status === 'removed'
        ? `Removed from ${whereText(result)}.`
        : result.warnings.includes(MAY_HAVE_REMOVED)
          ? `Not there (any more) in ${whereText(result)}.`
          : `Not found in ${whereText(result)}: nothing was removed.`,
      result,
    ),
});

const NO_WAY_BACK = 'A rule whose source is no address cannot be put back by this program.';

/** Of several addresses, those of which a group had nothing. */
function missingNotes(reports: readonly GroupReport[], { kind }: Selector, cidrs: readonly Cidr[]): string[] {
  if (kind === 'id' || cidrs.length * reports.length === 1) return [];
  return reports.flatMap(({ place, done, notDone, unknown }) => {
    const told = [...done, ...notDone, ...unknown].map(({ source }) =>
      source.kind === 'cidr' ? formatCidr(source.cidr) : '',
    );
    const missing = cidrs.map(formatCidr).filter((text) => !told.includes(text));
    if (missing.length === 0) return [];
    const more = missing.length > 10 ? ` and ${missing.length - 10} more` : '';
    return [`Nothing was there to remove in ${place.groupId} of ${missing.slice(0, 10).join(', ')}${more}.`];
  });
}

const idOfOneGroup = () =>
  new WhitelistError('invalid_input', 'rule_id names a rule of one group; several targets are given.', {
    guidance: ['Give the one group that the rule is in.'],
  });
