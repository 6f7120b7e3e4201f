/** Stands wherever a secret stood. */
export const MASK = '[masked]';
