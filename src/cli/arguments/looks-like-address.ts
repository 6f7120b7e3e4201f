/** As somebody writes an IPv4 address, or a span or pattern of them that is none: `300.1.1.1`, `10.0.0.*`. */
const V4_LIKE = /^[\d./*-]+$/;
/** Also with an IPv4 address or a port at its end, or with a zone. */
const V6_LIKE = /^[\da-f.:/]+(?:%[\w./-]*)?$/i;

/** The person's own address. */
export const isCurrent = (word: string): boolean => word.toLowerCase() === 'current';

/**
 * Whether a word was meant for an address, right or wrong: whoever mistyped one is told about addresses, not that nothing
 * has this name.
 */
export const looksLikeAddress = (word: string): boolean =>
  isCurrent(word) ||
  (/\d/.test(word) && word.includes('.') && V4_LIKE.test(word)) ||
  (word.includes(':') && V6_LIKE.test(word));
