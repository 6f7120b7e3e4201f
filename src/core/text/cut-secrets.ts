import { CHARACTER_CLASS_CHANGE, looksRandom } from './looks-random.ts';

/** Longest text that is looked at: descriptions, reasons and names are shorter, and work grows with it. */
const MAX_LENGTH = 2_000;

/** Ids of AWS's own, and UUIDs: random, and no secret. */
const IDS =
  /\b[a-z]{1,12}-[0-9a-f]{8,17}\b|\b[0-9a-f]{8}-(?:[0-9a-f]{4}-){3}[0-9a-f]{12}\b|\b[a-z]+:\/\/\S*/giu;

/** Characters: a shorter piece is a word like any other. */
const MIN_PIECE_LENGTH = 3;

/** How often letters, capitals and digits take turns in a piece of chance; in words they hardly do. */
const MIN_CHANGES_PER_CHARACTER = 0.2;

/** Digits of a number that is cut, and how many a piece of it has at least. */
const MIN_HEX_LENGTH = 40;
const HEX_PIECE = /^[0-9a-f]{10,}$/i;

/** Whether a secret stands there in pieces, with blanks or stops between them. */
export function looksCutUp(text: string): boolean {
  const pieces = text
    .slice(0, MAX_LENGTH)
    .replace(IDS, ' , ')
    .split(/[\s.,;:]+/);
  return (
    joinRuns(pieces, isRandomPiece).some((run) => run.length >= 32 && looksRandom(run)) ||
    joinRuns(pieces, (piece) => HEX_PIECE.test(piece)).some(
      (run) => run.length >= MIN_HEX_LENGTH && /[a-f]/i.test(run) && /\d/.test(run),
    )
  );
}

function isRandomPiece(piece: string): boolean {
  if (piece.length < MIN_PIECE_LENGTH || !/^[\w/+=-]+$/.test(piece)) return false;
  const changes = piece.match(CHARACTER_CLASS_CHANGE)?.length ?? 0;
  return changes / (piece.length - 1) >= MIN_CHANGES_PER_CHARACTER;
}

/** Neighbours that are of the kind, joined; of one piece alone others judge. */
function joinRuns(pieces: readonly string[], isOfKind: (piece: string) => boolean): string[] {
  const runs: string[][] = [[]];
  for (const piece of pieces) {
    if (isOfKind(piece)) runs.at(-1)?.push(piece);
    else runs.push([]);
  }
  return runs.filter(({ length }) => length > 1).map((run) => run.join(''));
}
