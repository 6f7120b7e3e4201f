import { relative } from 'node:path';
import { stripVTControlCharacters } from 'node:util';
import { z } from 'zod';
import { readJson } from './json.ts';
import { root } from './root.ts';
import { LEFT_OUT } from './test-size.ts';

const reportSchema = z.object({
  testResults: z.array(
    z.object({
      name: z.string(),
      status: z.string(),
      message: z.string().optional(),
      assertionResults: z.array(
        z.object({
          fullName: z.string(),
          status: z.string(),
          failureMessages: z.array(z.string()).nullish(),
        }),
      ),
    }),
  ),
});

export interface TestResult {
  /** From the root of the project. */
  readonly file: string;
  readonly name: string;
  readonly passed: boolean;
  /** The beginning of what went wrong, on one line; empty if nothing did, or nothing is known of it. */
  readonly cause: string;
}

/** Characters that are kept of what went wrong in a test: an error of AWS's SDK can print 100 kB. */
const CAUSE_LIMIT = 300;

function summarize(message = ''): string {
  const plain = stripVTControlCharacters(message.slice(0, 10 * CAUSE_LIMIT));
  return plain.replace(/\s+/g, ' ').trim().slice(0, CAUSE_LIMIT);
}

export interface TestReport {
  readonly tests: readonly TestResult[];
  /** Tests that the short form left out, under the names that they have when they are run. */
  readonly leftOut: readonly Pick<TestResult, 'file' | 'name'>[];
}

/**
 * A skipped test counts as failed, unless the short form left it out, and so does a file that broke before its first
 * test.
 */
export function readTestReport(path: string): TestReport {
  const files = readJson(path, reportSchema).testResults.map((file) => ({
    ...file,
    name: relative(root, file.name),
  }));
  const isLeftOut = ({ fullName, status }: { readonly fullName: string; readonly status: string }) =>
    status === 'skipped' && fullName.includes(LEFT_OUT);
  const tests = files.flatMap(({ name: file, status, message, assertionResults }) => {
    const results = assertionResults
      .filter((test) => !isLeftOut(test))
      .map((test) => ({
        file,
        name: test.fullName,
        passed: test.status === 'passed',
        cause: summarize(test.failureMessages?.[0]),
      }));
    const broken = status !== 'passed' && results.every((test) => test.passed);
    const itself = { file, name: '(the file itself)', passed: false, cause: summarize(message) };
    return broken ? [...results, itself] : results;
  });
  const leftOut = files.flatMap(({ name: file, assertionResults }) =>
    assertionResults
      .filter(isLeftOut)
      .map(({ fullName }) => ({ file, name: fullName.replaceAll(LEFT_OUT, '') })),
  );
  return { tests, leftOut };
}
