import { parseNote, type Grant } from '#core/grants/note.ts';

/** A group's inbound rules and their descriptions: `tcp 443 203.0.113.7/32`. */
export type Rules = ReadonlyMap<string, string>;

/** A call of a client, from its beginning on. */
export interface RunningCall {
  readonly id: number;
  readonly client: string;
  readonly tool: string;
  readonly args: Readonly<Record<string, unknown>>;
}

/** One request that was carried out. */
export interface AppliedRequest {
  readonly by: RunningCall;
  readonly action: string;
  /** AWS's time: milliseconds. */
  readonly at: number;
  /** What a read showed; null: it was none. */
  readonly shown: Rules | null;
  /** It showed how things had been before a change. */
  readonly isStale: boolean;
  readonly before: Rules;
  readonly after: Rules;
}

export function findGrant(rules: Rules, rule: string, holder: string): Grant | null {
  return parseNote(rules.get(rule) ?? null)?.holders.find((one) => one.holder === holder) ?? null;
}

/** Milliseconds; Infinity: no end. */
export const grantEndMs = (share: Pick<Grant, 'until'>): number => share.until?.getTime() ?? Infinity;

/** What the call of a request knew of the group when it was sent: the last that it was shown. */
export const lastReadBefore = (
  moves: readonly AppliedRequest[],
  { by }: AppliedRequest,
): AppliedRequest | null => moves.findLast((one) => one.by.id === by.id && one.shown !== null) ?? null;

/** `+` made, `-` gone, `~` described otherwise. */
export function describeDifferences(before: Rules, after: Rules): string[] {
  const keys = [...new Set([...before.keys(), ...after.keys()])];
  return keys.flatMap((rule) => {
    const [was, is] = [before.get(rule), after.get(rule)];
    if (was === is) return [];
    if (was === undefined) return [`+ ${rule} "${is}"`];
    return [is === undefined ? `- ${rule} "${was}"` : `~ ${rule} "${was}" -> "${is}"`];
  });
}

export const describeCall = ({ client, tool, args }: Pick<RunningCall, 'client' | 'tool' | 'args'>): string =>
  `${client} ${tool} ${JSON.stringify(args)}`;
