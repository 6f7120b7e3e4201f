import { createHash, randomBytes } from 'node:crypto';

/** A fresh resource id of AWS's present length: the prefix and 17 hexadecimal digits, the first of them 0. */
export function newId(prefix: 'sg' | 'sgr' | 'vpc'): string {
  return `${prefix}-0${randomBytes(8).toString('hex')}`;
}

type FixedPrefix =
  ('sg' | 'sgr' | 'vpc' | 'pl' | 'dopt' | 'vpc-cidr-assoc') | ('i' | 'r' | 'eni' | 'eni-attach' | 'subnet');

/** The same form, but always the same for the same name, so that the seed can be quoted and compared. */
export function fixedId(prefix: FixedPrefix, name: string): string {
  return `${prefix}-0${fixedHex(`${prefix}/${name}`)}`;
}

/** Sixteen hexadecimal digits that are always the same for the same text. */
export function fixedHex(text: string): string {
  return createHash('sha256').update(text).digest('hex').slice(0, 16);
}

const BASE32 = 'ABCDEFGHIJKLMNOPQRSTUVWXYZ234567';

/** An id for a temporary access key: `ASIA` and 16 base-32 characters. */
export function newTemporaryKeyId(): string {
  const tail = Array.from(randomBytes(16), (byte) => BASE32.charAt(byte & 31)).join('');
  return `ASIA${tail}`;
}

/** 40 characters, the length of an AWS secret access key. */
export function newSecret(): string {
  return randomBytes(30).toString('base64');
}

/** A session token: long and opaque, as AWS's are. */
export function newSessionToken(): string {
  return randomBytes(180).toString('base64');
}
