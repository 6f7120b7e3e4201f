import type { SandboxKey } from '#sandbox/index.ts';

/** A section of ~/.aws/credentials. */
export function formatKeySection(name: string, key: SandboxKey): string {
  const { accessKeyId, secretAccessKey, sessionToken } = key;
  const token = sessionToken === undefined ? '' : `aws_session_token = ${sessionToken}\n`;
  return `[${name}]\naws_access_key_id = ${accessKeyId}\naws_secret_access_key = ${secretAccessKey}\n${token}`;
}

/** A section of ~/.aws/config. */
export function formatSection(header: string, settings: Readonly<Record<string, string>>): string {
  const lines = Object.entries(settings).map(([name, value]) => `${name} = ${value}\n`);
  return `[${header}]\n${lines.join('')}`;
}

/** The environment's keys. */
export function toKeyVariables(key: SandboxKey): Record<string, string> {
  const { accessKeyId, secretAccessKey, sessionToken } = key;
  return {
    AWS_ACCESS_KEY_ID: accessKeyId,
    AWS_SECRET_ACCESS_KEY: secretAccessKey,
    ...(sessionToken !== undefined && { AWS_SESSION_TOKEN: sessionToken }),
  };
}

/** A program for `credential_process`, in the home folder, and the setting that runs it. */
export function createKeyProgram(key: SandboxKey, more: object = {}) {
  const { accessKeyId: AccessKeyId, secretAccessKey: SecretAccessKey, sessionToken: SessionToken } = key;
  const answer = { Version: 1, AccessKeyId, SecretAccessKey, SessionToken, ...more };
  return {
    home: { 'keys.cjs': `console.log(${JSON.stringify(JSON.stringify(answer))})` },
    credential_process: `"${process.execPath}" {home}/keys.cjs`,
  };
}
