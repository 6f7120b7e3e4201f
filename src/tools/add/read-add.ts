import { fillDescriptionTemplate, parseDescription } from '#core/rules/description.ts';
import type { TargetName } from '#core/targets/target.ts';
import { readRestore, type Restore } from '#tools/change/restore.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import {
  type AddressArguments,
  addressMissing,
  type AddressRequest,
  readAddresses,
} from '#tools/input/read-addresses.ts';
import {
  formatRuleDescription,
  type GrantArguments,
  type GrantInput,
  readGrant,
  rejectNote,
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
  readonly restore?: Restore | undefined;
}

/** What an addition asks for, before anybody is asked. */
export interface AddRequest {
  readonly targets: readonly TargetName[];
  readonly addresses: AddressRequest;
  readonly traffic: TrafficRequest;
  /** The person's own; null: none. */
  readonly words: string | null;
  readonly grant: GrantInput;
  /** Null: the call undoes nothing. */
  readonly restore: Restore | null;
}

/** @throws WhitelistError `invalid_input` */
export async function readAdd(input: AddArguments, context: ToolContext): Promise<AddRequest> {
  const { settings, now } = context;
  const targets = readTargets(input);
  const addresses = readAddresses(input);
  if (addresses === null) throw addressMissing();
  const traffic = await readTrafficRequest(input, targets, settings);
  if (traffic !== null) buildBoundedRules(addresses.cidrs, traffic, null, targets.length);
  const { description, reason, expires_in, expires_at } = input;
  const restore = readRestore(input.restore, { description, reason, expires_in, expires_at });
  const words = restore ? null : readDescription(description, context);
  const grant = readGrant(input, context);
  // Words that do not fit are refused before anybody is asked; every end takes the same room.
  formatRuleDescription(words, { ...grant, until: grant.end && grant.end.kind !== 'never' ? now : null });
  return { targets, addresses, traffic, words, grant, restore };
}

/** The caller's words, else the person's template; an empty text is none. */
function readDescription(given: string | undefined, context: ToolContext): string | null {
  const template = context.settings.descriptionTemplate;
  const text = given ?? (template === undefined ? '' : fillDescriptionTemplate(template, context));
  if (text === '') return null;
  const words = parseDescription(text);
  rejectNote(words);
  return words;
}
