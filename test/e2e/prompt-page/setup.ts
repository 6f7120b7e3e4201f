import { mkdirSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { expect } from 'vitest';
import type { ErrorReport } from '#core/errors/errors.ts';
import type { Sandbox, SandboxOptions } from '#sandbox/index.ts';
import type { CallAnswer } from '#test/support/clients/mcp-clients.ts';
import { freshEnvironment, temporaryFolder } from '#test/support/program/program.ts';
import { startTestSandbox } from '#test/support/sandbox/running-sandbox.ts';

/** What the guide's person asks for. */
export const RULE = { security_group_id: 'sg-123456', ip_address: '192.168.1.100', port: 443 };

export interface PromptSetup {
  readonly sandbox: Sandbox;
  /** For a server on this machine: where AWS is, and nothing of credentials or regions but what the files say. */
  readonly place: { readonly env: Record<string, string>; readonly args: readonly string[] };
  /** Where the server starts. */
  readonly home: string;
}

export interface PromptSetupOptions {
  /** The person's ~/.aws/config and ~/.aws/credentials. */
  readonly awsConfig?: string;
  readonly awsCredentials?: string;
  /** The program's config file. */
  readonly config?: object;
  readonly sandbox?: SandboxOptions;
}

/** A machine without credentials until the test ends. */
export async function setUpPromptMachine(options: PromptSetupOptions = {}): Promise<PromptSetup> {
  const sandbox = await startTestSandbox(options.sandbox);
  const home = temporaryFolder();
  mkdirSync(join(home, '.aws'));
  const write = (name: string, text: string | undefined) =>
    text !== undefined && writeFileSync(join(home, name), text);
  write('.aws/config', options.awsConfig);
  write('.aws/credentials', options.awsCredentials);
  write('config.json', options.config && JSON.stringify(options.config));
  const env = freshEnvironment({ HOME: home, USERPROFILE: home, AWS_ENDPOINT_URL: sandbox.endpoint });
  const args = options.config ? ['-c', join(home, 'config.json')] : [];
  return { sandbox, place: { env, args }, home };
}

/** The page's address in an answer that says how to go on; the words have it too. */
export function expectLink(
  { text, report }: Pick<CallAnswer, 'text' | 'report'>,
  code = 'credentials_required',
): string {
  expect(report).toMatchObject({ code, outcome: 'not_done', retryable: false });
  return checkLink(report, text);
}

export function checkLink(report: ErrorReport | undefined, text: string): string {
  const link = report?.link ?? '';
  // An approval's names its change.
  expect(link).toMatch(/^http:\/\/127\.0\.0\.1:\d+\/[\w-]{43}(?:\/[\w-]{22})?$/);
  expect(text).toContain(link);
  return link;
}

/** The changes that AWS was asked for. */
export const listChanges = ({ requests }: Sandbox) =>
  requests.filter(({ action }) => /^(Authorize|Revoke)/.test(action)).map(({ action }) => action);

/** For hosts that never answer. */
export const neverAnswered = new Promise<never>(() => undefined);
