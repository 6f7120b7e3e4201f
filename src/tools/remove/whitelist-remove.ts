import { WhitelistError } from '#core/errors/errors.ts';
import { describeForeignRemoved } from '#core/grants/foreign-rules.ts';
import { isSingleAddress } from '#core/grants/plan-move.ts';
import type { TargetName } from '#core/targets/target.ts';
import { toChangeAnswer, toChangeStatus } from '#tools/answer/change-answer.ts';
import { changeResult } from '#tools/answer/change-result.ts';
import { describeGroups, toChangeView } from '#tools/answer/change-view.ts';
import { describeRemainingHolders } from '#tools/answer/grant-messages.ts';
import type { GroupReport } from '#tools/answer/group-report.ts';
import type { GroupChange } from '#tools/change/group-change.ts';
import {
  type CallPlan,
  type ChangeOptions,
  readChangeOptions,
  runChange,
} from '#tools/change-tool/run-change.ts';
import { type CallChanges, inEachTarget, UNKNOWN_RULE } from '#tools/definition/call-changes.ts';
import { defineTool, type ReadContext, type ToolCall } from '#tools/definition/definition.ts';
import * as fields from '#tools/definition/fields.ts';
import { meansOwnAddress, type AddressRequest, resolveAddresses } from '#tools/input/read-addresses.ts';
import { resolveCaller, resolveHolder } from '#tools/input/read-grant.ts';
import { readTargets, type TargetArguments } from '#tools/input/read-targets.ts';
import { resolveTargets, type TargetGroup } from '#tools/lookup/resolve-targets.ts';
import type { Cidr } from '#core/network/cidr.ts';
import type { RemoveOptions, RemovePlan, RemoveResult } from './remove-change.ts';
import {
  describeMissing,
  describeRemoval,
  describeStillOpen,
  formatRemoveHeadline,
  listAffectedRules,
  toRemoveStatus,
} from './remove-report.ts';
import {
  createRemoveChange,
  readSelector,
  type Selector,
  type SelectorArguments,
} from './remove-selector.ts';

const STATES = { done: 'removed', unneeded: 'not_found' } as const;

export const whitelistRemove = defineTool({
  name: 'whitelist_remove',
  title: 'Take an address out',
  description:
    "Take the user's access out of AWS security groups: removes inbound rules, or the user's share of those that others hold too. One rule_id, or exactly these addresses; without port all their ports, of every protocol unless given.",
  input: {
    ...fields.anyAddresses,
    ...fields.anyTargets,
    port: fields.ports,
    protocol: fields.protocol,
    rule_id: fields.ruleId.optional(),
    holder: fields.holder,
    whole_rule: fields.wholeRule,
    allow_gap: fields.allowGap,
    dry_run: fields.dryRun,
    plan_token: fields.planToken,
  },
  output: changeResult(['removed', 'released', 'not_found', 'partial', 'planned']),
  annotations: { readOnlyHint: false, destructiveHint: true, idempotentHint: true, openWorldHint: true },
  positionals: ['ip_address', 'security_group_id'],
  optionalPositionals: ['ip_address'],
  ignoredArguments: ['description'],

  read: readRemove,
  needsOwnAddress: meansOwnAddress,
  changes: describeRemoveChanges,
  run: runChange({ plan: planRemove, answer: answerRemove }),

  view: (result) => toChangeView(formatRemoveHeadline(result, describeGroups(result)), result),
});

interface RemoveArguments extends SelectorArguments, TargetArguments {
  readonly holder?: string | undefined;
  readonly whole_rule?: boolean | undefined;
  readonly allow_gap?: boolean | undefined;
  readonly dry_run?: boolean | undefined;
  readonly plan_token?: string | undefined;
}

interface RemoveRequest extends ChangeOptions {
  readonly targets: readonly TargetName[];
  readonly selector: Selector;
  /** Null: a rule is named by its id. */
  readonly addresses: AddressRequest | null;
  readonly options: RemoveOptions;
}

async function readRemove(input: RemoveArguments, context: ReadContext): Promise<RemoveRequest> {
  const targets = readTargets(input);
  const selector = await readSelector(input, context.settings);
  if (selector.kind === 'id' && targets.length > 1) throw severalGroupsForId();
  const { holder, whole_rule } = input;
  return {
    targets,
    selector,
    addresses: selector.kind === 'id' ? null : selector.addresses,
    options: {
      holder: resolveHolder(holder, context),
      wholeRule: whole_rule === true,
      allowGap: input.allow_gap === true,
    },
    ...readChangeOptions(input),
  };
}

function describeRemoveChanges({ targets, selector, addresses }: RemoveRequest): CallChanges {
  const hasPort = selector.kind === 'addresses' && selector.traffic !== null;
  const isOne = hasPort && targets.length * (addresses?.cidrs.length ?? 0) === 1;
  return {
    changes: inEachTarget(targets, { authorize: [], revoke: [UNKNOWN_RULE] }),
    // Whose a rule is that lets in more than one address, or is named by its id, only the rule tells.
    takesMany: !isOne || addresses?.cidrs.some((cidr) => !isSingleAddress(cidr)) === true,
  };
}

interface RemoveCallPlan extends CallPlan<RemovePlan, RemoveResult> {
  readonly cidrs: readonly Cidr[];
}

async function planRemove(request: RemoveRequest, { access, context }: ToolCall): Promise<RemoveCallPlan> {
  const { selector, addresses, options } = request;
  const [{ cidrs, warnings }, [first, ...others]] = await Promise.all([
    addresses === null ? { cidrs: [], warnings: [] } : resolveAddresses(addresses, context),
    resolveTargets(request.targets, access, context, { changes: true }),
  ]);
  const groupCount = 1 + others.length;
  const toChange = (target: TargetGroup): GroupChange<RemovePlan, RemoveResult> =>
    createRemoveChange(target, selector, { cidrs, groupCount }, options, context);
  return {
    groups: [toChange(first), ...others.map(toChange)],
    warnings: [...warnings, ...new Set([first, ...others].flatMap((target) => target.warnings))],
    holder: options.holder,
    cidrs,
  };
}

function answerRemove(
  { holder, cidrs }: RemoveCallPlan,
  reports: readonly GroupReport<RemovePlan, RemoveResult>[],
  { request, access, context }: ToolCall & { readonly request: RemoveRequest },
) {
  const isRuleUnknown = reports.some(({ made }) => made?.isRuleUnknown);
  const affected = reports.flatMap(listAffectedRules).length;
  return {
    status: toRemoveStatus(toChangeStatus(STATES, reports), reports),
    ...toChangeAnswer({
      states: STATES,
      reports: reports.map((report) => ({ ...report, unchanged: [] })),
      profile: access.profile,
      holder,
      isMany: reports.length > 1 || cidrs.length > 1 || affected > 1,
    }),
    warnings: [
      ...reports.flatMap(describeRemainingHolders),
      ...reports.flatMap(({ changed }) => describeForeignRemoved(changed, [resolveCaller(context)])),
      ...describeRemoval(reports, isRuleUnknown),
      ...describeMissing(reports, request.selector, cidrs),
      ...describeStillOpen(reports, request.selector, cidrs),
    ],
  };
}

const severalGroupsForId = () =>
  new WhitelistError('invalid_input', 'rule_id names a rule of one group; several targets are given.', {
    guidance: ['Give the one group that the rule is in.'],
  });
