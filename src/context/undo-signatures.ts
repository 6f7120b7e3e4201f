import { createHmac, randomBytes, timingSafeEqual } from 'node:crypto';

/**
 * Signs what answers tell of how they are taken back, with a key of this process: what comes back signed is its own
 * word, whoever hands it on. It never expires before the process does: what it is worth is judged by the rules as they
 * are when it is used.
 */
export interface UndoSignatures {
  sign(text: string): string;
  isOwn(signature: string, text: string): boolean;
}

/** Of SHA-256, 128 bits: 22 characters that a model has to carry. */
const SIGNATURE_BYTES = 16;

export function createUndoSignatures(): UndoSignatures {
  const key = randomBytes(32);
  const digest = (text: string) =>
    createHmac('sha256', key).update(text).digest().subarray(0, SIGNATURE_BYTES);
  return {
    sign: (text) => digest(text).toString('base64url'),
    isOwn(signature, text) {
      const [given, wanted] = [Buffer.from(signature), Buffer.from(digest(text).toString('base64url'))];
      return given.length === wanted.length && timingSafeEqual(given, wanted);
    },
  };
}
