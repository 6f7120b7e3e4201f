import { ALL_PROTOCOLS, type IndexedRule } from './indexed-rule.ts';

/** Protocol numbers are 0 to 255. */
const PROTOCOL_COUNT = 256;

/** Whether the rule lets in packets of this protocol. */
export const countsForProtocol = (one: IndexedRule, protocol: number): boolean =>
  one.protocol === ALL_PROTOCOLS || one.protocol === protocol;

/** "All protocols" is every protocol that some rule names, and one more that stands for all others. */
export function listProtocols(rules: readonly IndexedRule[], asked: number): readonly number[] {
  if (asked !== ALL_PROTOCOLS) return [asked];
  const named = new Set(rules.map(({ protocol }) => protocol));
  named.delete(ALL_PROTOCOLS);
  // The others first: where they are not let in, nothing else has to be looked at.
  return [...(named.size < PROTOCOL_COUNT ? [ALL_PROTOCOLS] : []), ...named];
}
