/** Characters: shorter pieces of a secret come about by chance. */
const PIECE_LENGTH = 12;

/** As long as a one-time code; what is shorter stands in words of all kinds. */
const MIN_SECRET_LENGTH = 6;

/** A text without these secrets, and without pieces of them that are long enough to be no accident. */
export function redactKnown(text: string, secrets: readonly string[]): string {
  const longEnough = secrets.filter(({ length }) => length >= MIN_SECRET_LENGTH);
  const all = longEnough.flatMap((secret) => [secret, percentEncode(secret)]);
  const short = all.filter(({ length }) => length < PIECE_LENGTH);
  const left = short.reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
  const pieces = new Set(all.flatMap(splitIntoPieces));
  let [shown, end] = ['', 0];
  for (let at = 0; at + PIECE_LENGTH <= left.length; at += 1) {
    if (!pieces.has(left.slice(at, at + PIECE_LENGTH))) continue;
    if (at > end || end === 0) shown += `${left.slice(end, at)}${MASK}`;
    end = at + PIECE_LENGTH;
  }
  return shown + left.slice(end);
}

const MASK = '[masked]';

/** As in an address; half of a character would not do there. */
const percentEncode = (secret: string): string => encodeURIComponent(secret.replace(/\p{Cs}/gu, ''));

const splitIntoPieces = (secret: string): string[] =>
  Array.from({ length: Math.max(0, secret.length - PIECE_LENGTH + 1) }, (_, at) =>
    secret.slice(at, at + PIECE_LENGTH),
  );
