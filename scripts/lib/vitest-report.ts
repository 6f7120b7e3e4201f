import { z } from 'zod';
import { readJson } from './json.ts';

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(z.object({ fullName: z.string(), status: z.string() })),
    }),
  ),
});

export interface TestResult {
  readonly file: string;
  readonly name: string;
  readonly passed: boolean;
}

/** A skipped test counts as failed, and so does a file that broke before its first test. */
export function readTestReport(path: string): TestResult[] {
  return readJson(path, reportSchema).testResults.flatMap(({ name: file, status, assertionResults }) => {
    const tests = assertionResults.map((test) => ({
      file,
      name: test.fullName,
      passed: test.status === 'passed',
    }));
    const broken = status !== 'passed' && tests.every((test) => test.passed);
    return broken ? [...tests, { file, name: '(the file itself)', passed: false }] : tests;
  });
}
