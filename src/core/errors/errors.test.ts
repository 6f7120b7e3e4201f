import { describe, expect, it } from 'vitest';
import { toWhitelistError, WhitelistError } from './errors.ts';

describe('a report', () => {
  it('says nothing was done and nothing is to be repeated, unless told otherwise', () => {
    expect(new WhitelistError('access_denied', 'Access Denied.').report()).toEqual({
      code: 'access_denied',
      message: 'Access Denied.',
      guidance: [],
      retryable: false,
      outcome: 'not_done',
    });
    expect(new WhitelistError('throttled', 'Slow down.').report().retryable).toBe(true);
  });

  it('holds all that is known, and not what caused it', () => {
    const aws = { code: 'Blocked', request_id: 'r-1', message: null };
    const error = new WhitelistError('aws_error', 'AWS refused.', {
      guidance: ['Ask AWS.'],
      outcome: 'unknown',
      retryable: true,
      aws,
      missing: ['port'],
      cause: new Error('internal'),
    });
    expect(error.report()).toEqual({
      code: 'aws_error',
      message: 'AWS refused.',
      guidance: ['Ask AWS.'],
      retryable: true,
      outcome: 'unknown',
      aws,
      missing: ['port'],
    });
    expect(error).toMatchObject({ name: 'WhitelistError', cause: new Error('internal') });
  });
});

describe('what was thrown', () => {
  it('stays what it is, if it is ours', () => {
    const error = new WhitelistError('timeout', 'Too long.');
    expect(toWhitelistError(error)).toBe(error);
  });

  const named = (name: string) => Object.assign(new Error('token=abc'), { name });
  it.each([
    [new TypeError('token=abc'), 'TypeError'],
    [named('AbortError'), 'AbortError'],
    [named('token=abc'), 'object'],
    [named('a'.repeat(40)), 'object'],
    ['token=abc', 'string'],
    [undefined, 'undefined'],
    [{ message: 'token=abc' }, 'object'],
  ])('is otherwise told by its kind alone: %o', (thrown, kind) => {
    const error = toWhitelistError(thrown);
    expect(error.report()).toMatchObject({
      code: 'internal_error',
      message: `Something went wrong inside awswhitelist (${kind}).`,
      outcome: 'unknown',
      retryable: false,
    });
    expect(JSON.stringify(error.report())).not.toContain('abc');
    expect(error.cause).toBe(thrown);
  });
});
