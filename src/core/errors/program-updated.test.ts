import { describe, expect, it } from 'vitest';
import { toWhitelistError } from './errors.ts';
import { isProgramUpdated, nullUnlessUpdated } from './program-updated.ts';

const withCode = (code: string) => Object.assign(new Error('x'), { code });

describe('[hosts.updated] a part of the program that cannot be loaded', () => {
  it.each(['AWSWHITELIST_UPDATED', 'MODULE_NOT_FOUND'])('with %s is of another version', (code) => {
    const error = withCode(code);
    expect(isProgramUpdated(error)).toBe(true);
    expect(() => nullUnlessUpdated(error)).toThrow(error);
    const report = toWhitelistError(error).report();
    expect(report).toMatchObject({ code: 'program_updated', retryable: false, outcome: 'unknown' });
    expect(report.guidance.join(' ')).toContain('restart');
  });

  it.each([withCode('ENOENT'), new Error('x'), 'MODULE_NOT_FOUND', null])(
    'is no other failure: %s',
    (error) => {
      expect(isProgramUpdated(error)).toBe(false);
      expect(nullUnlessUpdated(error)).toBeNull();
      expect(toWhitelistError(error).code).toBe('internal_error');
    },
  );
});
