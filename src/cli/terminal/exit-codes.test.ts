import { describe, expect, it } from 'vitest';
import type { ErrorCode, ErrorReport } from '#core/errors/errors.ts';
import { EXIT, exitCodeOfError, exitCodeOfResult } from './exit-codes.ts';

describe('exit codes', () => {
  const codeOf = (code: ErrorCode, outcome: ErrorReport['outcome'] = 'not_done') =>
    exitCodeOfError({ code, message: '', guidance: [], retryable: false, outcome });

  it('of results', () => {
    expect(exitCodeOfResult({ status: 'added' }, false)).toBe(0);
    expect(exitCodeOfResult({ allowed: true }, false)).toBe(0);
    expect(exitCodeOfResult({ allowed: false }, false)).toBe(EXIT.notAllowed);
    expect(exitCodeOfResult({ allowed: null }, false)).toBe(EXIT.undecided);
  });

  it('[batch.exit-code] of a part that was done: its own, or that of the interruption', () => {
    expect(exitCodeOfResult({ status: 'partial' }, false)).toBe(10);
    expect(exitCodeOfResult({ status: 'partial' }, true)).toBe(130);
    expect(exitCodeOfResult({ status: 'added' }, true)).toBe(0);
    const failures = [{ outcome: 'not_done' }, { outcome: 'unknown' }];
    expect(exitCodeOfResult({ status: 'partial', failures }, false)).toBe(7);
  });

  it.each<[ErrorCode, number]>([
    ['invalid_input', 2],
    ['config_error', 2],
    ['region_required', 2],
    ['credentials_required', 3],
    ['invalid_credentials', 3],
    ['access_denied', 4],
    ['group_not_found', 5],
    ['rule_limit_exceeded', 5],
    ['account_restricted', 5],
    ['throttled', 5],
    ['aws_error', 5],
    ['credential_validation_failed', 6],
    ['timeout', 6],
    ['program_updated', 70],
    ['internal_error', 70],
    ['cancelled', 130],
  ])('of %s: %d', (code, expected) => {
    expect(codeOf(code)).toBe(expected);
    expect(codeOf(code, 'unknown')).toBe(expected === 70 ? 70 : 7);
  });

  it('are all different', () => {
    expect(new Set(Object.values(EXIT)).size).toBe(Object.values(EXIT).length);
  });
});
