/** Where small letters, capital letters and digits take turns. */
export const CHARACTER_CLASS_CHANGE = /[a-z](?=[A-Z\d])|[A-Z](?=[a-z\d])|\d(?=[A-Za-z])/g;

/** Judges every 32 characters by themselves, so that a long plain path before a secret does not hide it. */
export function looksRandom(text: string): boolean {
  const kinds = [/[a-z]/, /[A-Z]/, /[\d+=]/];
  const whole = text.replace(/[^\w/+=-]/g, '');
  return Array.from({ length: Math.max(1, whole.length - 31) }, (_, at) => whole.slice(at, at + 32)).some(
    (piece) =>
      kinds.every((kind) => kind.test(piece)) && (piece.match(CHARACTER_CLASS_CHANGE)?.length ?? 0) >= 11,
  );
}
