import type { Config } from '#config/config.ts';
import type { FoundProfile } from '#core/approval/questions.ts';
import { redactSecretLike } from '#core/text/redact.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { VERSION } from '#version.ts';

/** What on a machine decides how the program comes by credentials and reaches AWS; nothing secret. */
export interface EnvironmentReport {
  readonly program: string;
  readonly node: string;
  readonly platform: string;
  /** Null: none is in force. */
  readonly config_file: string | null;
  /** Why it is that one, or why there is none. */
  readonly config_file_origin: string;
  readonly config_warnings: readonly string[];
  readonly profiles_of_config: readonly string[];
  readonly aws_profiles: readonly FoundProfile[];
  /** What is wrong with ~/.aws/config and ~/.aws/credentials, in sentences. */
  readonly aws_file_warnings: readonly string[];
  /** Variables that matter and are set; with values only where those cannot hold a secret. */
  readonly environment: Readonly<Record<string, string>>;
}

type Env = Readonly<Record<string, string | undefined>>;

/** Shown as they are: names, places and switches. */
const PLAIN_VARIABLES = [
  'AWS_PROFILE',
  'AWS_REGION',
  'AWS_DEFAULT_REGION',
  'AWS_CONFIG_FILE',
  'AWS_SHARED_CREDENTIALS_FILE',
  'AWS_ROLE_ARN',
  'AWS_WEB_IDENTITY_TOKEN_FILE',
  'AWS_EC2_METADATA_DISABLED',
  'AWS_CA_BUNDLE',
  'AWS_USE_FIPS_ENDPOINT',
  'AWS_USE_DUALSTACK_ENDPOINT',
  'AWS_IGNORE_CONFIGURED_ENDPOINT_URLS',
  'NODE_EXTRA_CA_CERTS',
  'NO_PROXY',
  'no_proxy',
];

/** Shown without a name and password. */
const ADDRESS_VARIABLES = [
  'HTTPS_PROXY',
  'https_proxy',
  'HTTP_PROXY',
  'http_proxy',
  'ALL_PROXY',
  'all_proxy',
  'AWS_CONTAINER_CREDENTIALS_FULL_URI',
];

/** That they are set is all that is said. */
const SECRET_VARIABLES = [
  'AWS_ACCESS_KEY_ID',
  'AWS_SECRET_ACCESS_KEY',
  'AWS_SESSION_TOKEN',
  'AWS_CONTAINER_AUTHORIZATION_TOKEN',
];

export function createEnvironmentReport(
  { file, fileOrigin, warnings, profiles }: Config,
  env: Env,
  aws: { readonly profiles: readonly FoundProfile[]; readonly problems: readonly string[] },
): EnvironmentReport {
  return {
    program: VERSION,
    node: process.version,
    platform: `${process.platform} ${process.arch}`,
    config_file: file,
    config_file_origin: fileOrigin,
    config_warnings: warnings,
    profiles_of_config: profiles.map(({ name }) => toShowable(name)),
    aws_profiles: aws.profiles.map(({ name, kind }) => ({ name: toShowable(name), kind })),
    aws_file_warnings: aws.problems,
    environment: Object.fromEntries([
      ...PLAIN_VARIABLES.flatMap((name) => readVariable(env, name, toShowable)),
      ...[...ADDRESS_VARIABLES, ...endpointVariables(env)].flatMap((name) =>
        readVariable(env, name, toShowableUrl),
      ),
      ...SECRET_VARIABLES.flatMap((name) => readVariable(env, name, () => '(set)')),
    ]),
  };
}

/** One for all services, and one for each. */
const endpointVariables = (env: Env): string[] =>
  Object.keys(env).filter((name) => /^AWS_ENDPOINT_URL(?:_[A-Z\d_]{1,40})?$/.test(name));

function readVariable(env: Env, name: string, show: (value: string) => string): [string, string][] {
  const value = env[name];
  return value === undefined || value === '' ? [] : [[name, show(value)]];
}

const toShowable = (text: string) => escapeUnprintable(redactSecretLike(text), 200);

function toShowableUrl(value: string): string {
  if (!URL.canParse(value)) return '(set, not an address)';
  const { protocol, host, pathname } = new URL(value);
  return redactSecretLike(host + pathname) === host + pathname ? `${protocol}//${host}` : '(set)';
}

/** For people: one line for each fact. */
export function formatEnvironmentReport(facts: EnvironmentReport): string {
  const { config_file: file, config_warnings: warnings, environment } = facts;
  const list = (texts: readonly string[]) => (texts.length === 0 ? 'none' : texts.join(', '));
  return [
    `awswhitelist ${facts.program}, Node ${facts.node}, ${facts.platform}`,
    `Config file: ${file ?? 'none in force'} (${facts.config_file_origin})`,
    ...warnings.map((warning) => `  Warning: ${warning}`),
    `  its credential_profiles: ${list(facts.profiles_of_config)}`,
    `AWS profiles on this machine: ${list(facts.aws_profiles.map(({ name, kind }) => `${name} (${kind})`))}`,
    ...facts.aws_file_warnings.map((warning) => `  Warning: ${warning}`),
    `Environment: ${Object.keys(environment).length === 0 ? 'nothing that plays a part' : ''}`.trimEnd(),
    ...Object.entries(environment).map(([name, value]) => `  ${name}=${value}`),
    '',
  ].join('\n');
}
