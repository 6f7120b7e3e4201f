import { fillDescriptionTemplate, parseDescription } from '#core/rules/description.ts';
import type { TargetName } from '#core/targets/target.ts';
import { invalidInput } from '#core/errors/invalid-input.ts';
import { type ChangeOptions, readChangeOptions } from '#tools/change-tool/run-change.ts';
import { type CallChanges, inEachTarget } from '#tools/definition/call-changes.ts';
import type { ReadContext } from '#tools/definition/definition.ts';
import {
  type AddressArguments,
  addressMissing,
  type AddressRequest,
  readAddresses,
  requireReachable,
} from '#tools/input/read-addresses.ts';
import {
  formatRuleDescription,
  type GrantArguments,
  type GrantInput,
  readGrant,
  rejectNote,
  toHours,
} from '#tools/input/read-grant.ts';
import { readTargets, type TargetArguments } from '#tools/input/read-targets.ts';
import {
  buildBoundedRules,
  readTrafficRequest,
  type TrafficArguments,
  type TrafficRequest,
} from '#tools/lookup/requested-rules.ts';

export interface AddArguments extends AddressArguments, TargetArguments, TrafficArguments, GrantArguments {
  readonly description?: string | undefined;
  readonly allow_gap?: boolean | undefined;
  readonly shorten?: boolean | undefined;
  readonly dry_run?: boolean | undefined;
  readonly plan_token?: string | undefined;
}

/** What an addition asks for, before anybody is asked. */
export interface AddRequest extends ChangeOptions {
  readonly targets: readonly TargetName[];
  readonly addresses: AddressRequest;
  readonly traffic: TrafficRequest;
  /** The person's own; null: none. */
  readonly words: string | null;
  readonly grant: GrantInput;
  /** The holder's own access ends earlier, where it lasts longer than the call says. */
  readonly shortens: boolean;
  readonly allowGap: boolean;
  /** The port and protocol as they were given: what a target's own port is read with. */
  readonly trafficArguments: TrafficArguments;
}

/** @throws WhitelistError `invalid_input` */
export async function readAdd(input: AddArguments, context: ReadContext): Promise<AddRequest> {
  const { settings, now } = context;
  const targets = readTargets(input);
  const addresses = readAddresses(input);
  if (addresses === null) throw addressMissing();
  const traffic = await readTrafficRequest(input, targets, settings);
  if (traffic !== null) buildBoundedRules(addresses.cidrs, traffic, null, targets.length);
  requireReachable(addresses);
  const words = readDescription(input.description, context);
  const grant = readGrant(input, context);
  // Words that do not fit are refused before anybody is asked; every end takes the same room.
  formatRuleDescription(words, { ...grant, until: grant.end && grant.end.kind !== 'never' ? now : null });
  return {
    targets,
    addresses,
    traffic,
    words,
    grant,
    shortens: readShorten(input),
    allowGap: input.allow_gap === true,
    trafficArguments: { port: input.port, protocol: input.protocol },
    ...readChangeOptions(input),
  };
}

/** @throws WhitelistError `invalid_input` where no end is given */
function readShorten({ shorten = false, expires_in, expires_at }: AddArguments): boolean {
  if (shorten && (expires_in ?? expires_at) === undefined)
    throw invalidInput({
      field: 'shorten',
      value: shorten,
      expected: 'expires_in or expires_at beside it: the new end',
      example: 'shorten true with expires_in "1h"',
    });
  return shorten;
}

/** @throws WhitelistError `invalid_input` where the port is left to the target */
export function describeAddChanges(request: AddRequest, { now }: ReadContext): CallChanges {
  const { targets, addresses, traffic, grant } = request;
  if (traffic === null) throw portUnknown();
  const rules = buildBoundedRules(addresses.cidrs, traffic, null, targets.length);
  return {
    changes: inEachTarget(targets, { authorize: rules, revoke: [], longest: toHours(grant, now) }),
    takesMany: false,
  };
}

const portUnknown = () =>
  invalidInput({
    field: 'port',
    value: undefined,
    expected: 'a port here, where nobody asks AWS at which one the target answers',
    example: '5432',
  });

/** The caller's words, else the person's template; an empty text is none. */
function readDescription(given: string | undefined, context: ReadContext): string | null {
  const template = context.settings.descriptionTemplate;
  const text = given ?? (template === undefined ? '' : fillDescriptionTemplate(template, context));
  if (text === '') return null;
  const words = parseDescription(text);
  rejectNote(words);
  return words;
}
