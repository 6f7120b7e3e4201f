import type { HostService, TargetKind } from './found-target.ts';
import { parseSecurityGroupId } from '#core/identifiers/ids.ts';
import { invalidInput, withoutKeys } from '#core/errors/invalid-input.ts';
import type { Region } from '#core/identifiers/regions.ts';
import { parseTargetArn } from './target-arn.ts';
import { parseTargetHost } from './target-host.ts';

interface Said {
  /** As it was given, without blanks around it. */
  readonly text: string;
  /** Where it is, if it says so itself; null: in the call's region, or another. */
  readonly region: Region | null;
  /** Whose it is, if it says so itself: 12 digits. */
  readonly account: string | null;
}

export type TargetName = Said &
  (
    | {
        /** An id that tells by itself what it is of: `sg-…`, `i-…`, `eni-…`. */
        readonly kind: 'id';
        readonly of: 'security_group' | 'instance' | 'network_interface';
        readonly id: string;
      }
    | { readonly kind: 'tag'; readonly key: string; readonly value: string }
    /** `id`: what the service itself calls it. */
    | { readonly kind: 'arn'; readonly of: TargetKind; readonly id: string }
    /** In lower case, without port and final dot. */
    | { readonly kind: 'host'; readonly of: HostService; readonly host: string }
    | { readonly kind: 'name'; readonly name: string }
  );

/** Longer than any name, tag or ARN that AWS gives: characters. */
const LONGEST = 512;

const EXPECTED =
  'a security group, instance, network interface, database, cache, load balancer or function: its id, name, ARN or host name, or a tag';
const EXAMPLE = 'sg-0123456789abcdef0, Name=web, tag:env=staging, i-0123456789abcdef0 or staging-db';

/**
 * Reads what a person says of where an address is to be let in. What is of no form that AWS has is a plain name.
 *
 * @throws WhitelistError `invalid_input`
 */
export function parseTarget(value: unknown, field = 'target'): TargetName {
  const refused = (shown: unknown, hint?: string) =>
    invalidInput({ field, value: shown, expected: EXPECTED, example: EXAMPLE, ...(hint && { hint }) });
  if (typeof value !== 'string') throw refused(value);
  const text = value.trim();
  if (text === '') throw refused(value);
  if (text.length > LONGEST) throw refused(text, `It may have ${LONGEST} characters at most.`);
  // It would be asked of AWS by name, in every service.
  if (withoutKeys(text) !== text) throw refused(text, 'It looks like a secret, and was sent to nobody.');
  if (/\p{Cc}/u.test(text)) throw refused(text, 'It holds control characters, which no name has.');
  const said = { text, region: null, account: null };
  // AWS gives no group a name that begins so.
  if (text.startsWith('sg-'))
    return { ...said, kind: 'id', of: 'security_group', id: parseSecurityGroupId(text, field) };
  // With fewer digits it may well be somebody's name for something: i-bed, eni-cafe.
  if (/^i-[0-9a-f]{8,}$/.test(text)) return { ...said, kind: 'id', of: 'instance', id: text };
  if (/^eni-[0-9a-f]{8,}$/.test(text)) return { ...said, kind: 'id', of: 'network_interface', id: text };
  if (text.startsWith('arn:')) return { ...said, kind: 'arn', ...parseTargetArn(text, field) };
  if (/^(?:tag:|Name=)/.test(text)) {
    const [, key, tagged] = /^([^=]+)=(.+)$/.exec(text.replace(/^tag:/, '')) ?? [];
    if (key === undefined || tagged === undefined)
      throw refused(text, 'A tag is written "tag:KEY=VALUE", or "Name=VALUE".');
    return { ...said, kind: 'tag', key, value: tagged };
  }
  // What stands before the host in such an address may be a password.
  if (text.includes('://'))
    throw refused(text.replace(/^.*@/, ''), 'Give the host name alone, without what stands around it.');
  const host = parseTargetHost(text, field);
  return host === null ? { ...said, kind: 'name', name: text } : { ...said, kind: 'host', ...host };
}
