import { fillTemplate, parseDescription } from '#core/rules/description.ts';
import type { TargetName } from '#core/targets/target.ts';
import type { ToolContext } from '#tools/definition/context.ts';
import { describedBy, readGrant, refuseNote, type Grant, type GrantGiven } from '#tools/input/read-grant.ts';
import { readRestore, type Restore } from '#tools/change/restore.ts';
import type { WhatGiven } from '#tools/input/read-what.ts';
import { readWhere, type WhereGiven } from '#tools/input/read-where.ts';
import { readWho, whoIsMissing, type Who, type WhoGiven } from '#tools/input/read-who.ts';
import { boundedRules, whatAt, type What } from '#tools/lookup/wanted-rules.ts';

export interface AddGiven extends WhoGiven, WhereGiven, WhatGiven, GrantGiven {
  readonly description?: string | undefined;
  readonly restore?: Restore | undefined;
}

/** What an addition asks for, before anybody is asked. */
export interface AddAsked {
  readonly where: readonly TargetName[];
  readonly who: Who;
  readonly what: What;
  /** The person's own; null: none. */
  readonly words: string | null;
  readonly grant: Grant;
  /** Null: the call undoes nothing. */
  readonly restore: Restore | null;
}

/** @throws WhitelistError `invalid_input` */
export async function readAdd(input: AddGiven, context: ToolContext): Promise<AddAsked> {
  const { settings, now } = context;
  const where = readWhere(input);
  const who = readWho(input);
  if (who === null) throw whoIsMissing();
  const what = await whatAt(input, where, settings);
  if (what !== null) boundedRules(who.cidrs, what, null, where.length);
  const { description, reason, expires_in, expires_at } = input;
  const restore = readRestore(input.restore, { description, reason, expires_in, expires_at });
  const words = restore ? null : readDescription(description, context);
  const grant = readGrant(input, context);
  // Words that do not fit are refused before anybody is asked; every end takes the same room.
  describedBy(words, { ...grant, until: grant.end && grant.end.kind !== 'never' ? now : null });
  return { where, who, what, words, grant, restore };
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
