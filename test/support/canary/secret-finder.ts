/** A secret as it is, or written in another way. */
type SecretForm = 'as it is' | 'base64' | 'hexadecimal' | 'whole';

export interface Hit {
  /** What the secret is called; never the secret. */
  readonly secret: string;
  readonly form: SecretForm;
  /** Characters of the searched text before it. */
  readonly at: number;
}

/** Looks for secrets, and for every piece of them that is long enough to be no accident. */
export interface SecretFinder {
  /** From now on this is looked for as well; told again under another name, the first counts. */
  add(name: string, secret: string): void;
  /** Each secret once for each form, at its first place. */
  search(bytes: Buffer | string): Hit[];
}

/** Characters: so much of a secret is none the less of it, and comes about by chance nowhere. */
export const MIN_PIECE_LENGTH = 12;
/** Two digits for each byte, so that a piece is as long. */
const MIN_HEX_PIECE_LENGTH = 2 * MIN_PIECE_LENGTH;

const base64s = (bytes: Buffer) =>
  // A secret within something longer begins at any of three places of a group.
  [0, 1, 2].map((before) => {
    const text = Buffer.concat([Buffer.alloc(before), bytes]).toString('base64');
    // The first and last characters hang on what stands beside the secret.
    return text.replaceAll('=', '').slice(before === 0 ? 0 : before + 1, -1);
  });

const toUrl = (base64: string) => base64.replaceAll('+', '-').replaceAll('/', '_');

const pieces = (text: string, length: number) =>
  Array.from({ length: Math.max(0, text.length - length + 1) }, (_, i) => text.slice(i, i + length));

/** The same text with one way of escaping taken back. */
const READINGS: readonly ((text: string) => string)[] = [
  (text) => text,
  (text) => text.replace(/%([0-9a-f]{2})/gi, (_, code: string) => character(code)),
  unescaped,
  (text) =>
    text
      .replace(/&#x([0-9a-f]{1,6});/gi, (_, code: string) => character(code))
      .replace(/&#(\d{1,7});/g, (_, code: string) => character(Number(code).toString(16)))
      .replaceAll('&amp;', '&'),
  // UTF-16, characters that nobody sees, and line ends in between.
  (text) => unescaped(text).replace(/[\s\p{C}\p{Default_Ignorable_Code_Point}]+/gu, ''),
];

/** JSON's way and JavaScript's. */
function unescaped(text: string): string {
  const read = text.replace(/\\u\{?([0-9a-f]{1,6})\}?/gi, (_, code: string) => character(code));
  return read.replaceAll('\\', '');
}

function character(code: string): string {
  const point = parseInt(code, 16);
  return point <= 0x10ffff ? String.fromCodePoint(point) : '';
}

/** Alone, or in two halves as codes are shown. */
function wordOf(secret: string): RegExp {
  const half = Math.ceil(secret.length / 2);
  return new RegExp(`(?<![A-Za-z0-9])${secret.slice(0, half)}[\\s-]?${secret.slice(half)}(?![A-Za-z0-9])`);
}

/** Told apart quickly, most text holds no beginning of any piece: a sieve over so many characters. */
const SIEVED = 6;
const BASE = 31;
const TOP = BASE ** SIEVED;
const hashOf = (text: string) =>
  Array.from({ length: SIEVED }, (_, i) => text.charCodeAt(i)).reduce(
    (hash, code) => (Math.imul(hash, BASE) + code) | 0,
    0,
  );
const slotOf = (hash: number) => hash & 0x3fffff;

export function createSecretFinder(): SecretFinder {
  const sieve = new Uint8Array(0x400000);
  const known = new Set<string>();
  const long = new Map<string, Hit>();
  const short = new Map<string, string>();
  const take = (name: string, form: SecretForm, all: readonly string[]) => {
    // Upper and lower case are told apart nowhere: a name that is looked up is often made small.
    for (const piece of all.map((one) => one.toLowerCase()))
      if (!long.has(piece)) {
        long.set(piece, { secret: name, form, at: 0 });
        sieve[slotOf(hashOf(piece))] = 1;
      }
  };
  return {
    add(name, secret) {
      if (known.has(secret)) return;
      known.add(secret);
      if (secret.length < MIN_PIECE_LENGTH) return void short.set(secret, name);
      const bytes = Buffer.from(secret);
      take(name, 'as it is', pieces(secret, MIN_PIECE_LENGTH));
      for (const text of base64s(bytes)) {
        take(name, 'base64', pieces(text, MIN_PIECE_LENGTH));
        take(name, 'base64', pieces(toUrl(text), MIN_PIECE_LENGTH));
      }
      take(name, 'hexadecimal', pieces(bytes.toString('hex'), MIN_HEX_PIECE_LENGTH));
    },
    search(bytes) {
      // Byte for byte, whatever the encoding; then as text, for what is broken by characters that nobody sees.
      const texts = typeof bytes === 'string' ? [bytes] : [bytes.toString('latin1'), bytes.toString('utf8')];
      const found = new Map<string, Hit>();
      const keep = (hit: Hit) => {
        const key = `${hit.secret}/${hit.form}`;
        if (!found.has(key)) found.set(key, hit);
      };
      const readings = new Set(texts.flatMap((text) => READINGS.map((read) => read(text))));
      for (const reading of readings) {
        for (const [secret, name] of short) {
          const at = reading.search(wordOf(secret));
          if (at >= 0) keep({ secret: name, form: 'whole', at });
        }
        const small = reading.toLowerCase();
        let hash = 0;
        for (let end = 0; end < small.length; end += 1) {
          const at = end - SIEVED + 1;
          const gone = at > 0 ? Math.imul(small.charCodeAt(at - 1), TOP) : 0;
          hash = (Math.imul(hash, BASE) + small.charCodeAt(end) - gone) | 0;
          if (at < 0 || sieve[slotOf(hash)] !== 1) continue;
          const hit =
            long.get(small.slice(at, at + MIN_PIECE_LENGTH)) ??
            long.get(small.slice(at, at + MIN_HEX_PIECE_LENGTH));
          if (hit) keep({ ...hit, at });
        }
      }
      return [...found.values()];
    },
  };
}
