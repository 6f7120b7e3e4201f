/** Characters: shorter pieces of a secret come about by chance. */
const PIECE = 12;

/** As long as a one-time code; what is shorter stands in words of all kinds. */
const SHORTEST = 6;

/** A text without these secrets, and without pieces of them that are long enough to be no accident. */
export function withoutParts(text: string, secrets: readonly string[]): string {
  const given = secrets.filter(({ length }) => length >= SHORTEST);
  const all = given.flatMap((secret) => [secret, escaped(secret)]);
  const short = all.filter(({ length }) => length < PIECE);
  const left = short.reduce((rest, secret) => rest.replaceAll(secret, MASK), text);
  const pieces = new Set(all.flatMap(piecesOf));
  let [shown, end] = ['', 0];
  for (let at = 0; at + PIECE <= left.length; at += 1) {
    if (!pieces.has(left.slice(at, at + PIECE))) continue;
    if (at > end || end === 0) shown += `${left.slice(end, at)}${MASK}`;
    end = at + PIECE;
  }
  return shown + left.slice(end);
}

const MASK = '[masked]';

/** As in an address; half of a character would not do there. */
const escaped = (secret: string): string => encodeURIComponent(secret.replace(/\p{Cs}/gu, ''));

const piecesOf = (secret: string): string[] =>
  Array.from({ length: Math.max(0, secret.length - PIECE + 1) }, (_, at) => secret.slice(at, at + PIECE));
