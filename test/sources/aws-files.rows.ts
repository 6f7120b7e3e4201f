/** What is in ~/.aws, what the AWS CLI makes of it, and what this program does. */
export interface FilesRow {
  readonly title: string;
  /** `K1` stands for the two lines with the admin's key. */
  readonly config?: string;
  readonly credentials?: string;
  /** Written in UTF-16 with a byte order mark. */
  readonly inUtf16?: 'config' | 'credentials';
  readonly profile?: string;
  /** What `aws sts get-caller-identity` and `aws configure get region` do. */
  readonly cli: { readonly region: string | null } | { readonly refuses: RegExp };
  readonly ours: ExpectedRead | ExpectedRefusal;
}

/** The admin's identity, in this region. */
interface ExpectedRead {
  readonly region: string;
  /** Default: none. */
  readonly warns?: RegExp;
}

interface ExpectedRefusal {
  readonly code: string;
  readonly says: RegExp;
  readonly advice?: RegExp;
}

const KEYS = '[default]\nK1';
const read = (region: string) => ({ cli: { region }, ours: { region } });
const required = (says: RegExp): ExpectedRefusal => ({ code: 'credentials_required', says });
const noRegion = (says: RegExp): ExpectedRefusal => ({ code: 'region_required', says });
const flaw = (says: RegExp): ExpectedRefusal => ({ code: 'invalid_credentials', says });
const noProfile = { refuses: /could not be found/ };
const cannotParse = { refuses: /[Pp]ars/ };

const SSO = 'sso_account_id = 123456789012\nsso_role_name = Dev\nregion = us-east-1';
const PORTAL = 'sso_start_url = https://d-0000000000.awsapps.example/start\nsso_region = us-east-1';

const SECTION_NAMES: readonly FilesRow[] = [
  {
    title: 'a session is no profile',
    config: `[profile acme-dev]\nsso_session = acme\n${SSO}\n[sso-session acme]\n${PORTAL}`,
    profile: 'sso-session.acme',
    cli: noProfile,
    ours: required(/there is no AWS profile sso-session\.acme \(the call\)\.$/),
  },
  {
    title: 'old and new sign-in keys together',
    config: `[profile acme]\nsso_start_url = https://d-0000000000.awsapps.example/start/#\nsso_session = acme\n${SSO}\n[sso-session acme]\nsso_start_url = https://d-0000000000.awsapps.example/start/#\nsso_region = us-east-1`,
    profile: 'acme',
    cli: { refuses: /[Tt]oken/ },
    ours: {
      ...flaw(/the sign-in of AWS profile acme \(the call\) has expired/),
      advice: /`aws sso login --profile acme`/,
    },
  },
  {
    title: 'a session that is not there',
    config: `[profile other]\nsso_session = gone\n${SSO}`,
    profile: 'other',
    cli: { refuses: /gone/ },
    ours: flaw(
      /sso_session of the AWS profile other \(~\/\.aws\/config, line 2\) names gone, and there is no \[sso-session gone\]/,
    ),
  },
  {
    title: 'a quoted name',
    config: '[profile "My Laptop"]\nregion = us-east-1\nK1',
    profile: 'My Laptop',
    ...read('us-east-1'),
  },
  {
    title: 'a name in single quotes',
    config: "[profile 'My Laptop']\nregion = us-east-1\nK1",
    profile: 'My Laptop',
    ...read('us-east-1'),
  },
  {
    title: 'a name with an escaped blank',
    config: '[profile My\\ Laptop]\nregion = us-east-1\nK1',
    profile: 'My Laptop',
    ...read('us-east-1'),
  },
  {
    title: 'two blanks, or a tab, after profile',
    config: '[profile \t dev ]\nregion = us-east-1\nK1',
    profile: 'dev',
    ...read('us-east-1'),
  },
  {
    title: 'a quoted name, keys in the other file',
    config: '[profile "My Laptop"]\nregion = us-east-1',
    credentials: '[My Laptop]\nK1',
    profile: 'My Laptop',
    ...read('us-east-1'),
  },
  {
    title: 'two words without quotes',
    config: '[profile My Laptop]\nregion = us-east-1\nK1',
    profile: 'My Laptop',
    cli: noProfile,
    ours: required(
      /no AWS profile "My Laptop" .*The section \[profile My Laptop\] in ~\/\.aws\/config \(line 1\) has to be \[profile "My Laptop"\]/,
    ),
  },
  {
    title: 'parentheses after a blank',
    config: '[profile acme (dev)]\nregion = us-east-1\nK1',
    profile: 'acme (dev)',
    cli: noProfile,
    ours: required(/has to be \[profile "acme \(dev\)"\]/),
  },
  {
    title: 'a remark after the header',
    config: '[profile dev] # mine\nregion = us-east-1\nK1',
    profile: 'dev',
    ...read('us-east-1'),
  },
  {
    title: 'slash, dot, at',
    config: '[profile team/readOnly.x@y]\nregion = us-east-1\nK1',
    profile: 'team/readOnly.x@y',
    ...read('us-east-1'),
  },
  {
    title: 'characters that the SDK does not take',
    config: '[profile team&co!(1)]\nregion = us-east-1\nK1',
    profile: 'team&co!(1)',
    ...read('us-east-1'),
  },
  {
    title: 'what the console offers to paste',
    config: '[default]\nregion = us-east-1',
    credentials: '[123456789012_AdministratorAccess]\nregion = us-east-1\nK1',
    profile: '123456789012_AdministratorAccess',
    ...read('us-east-1'),
  },
  {
    title: 'no profile in the config file',
    config: '[dev]\nregion = us-east-1\nK1',
    profile: 'dev',
    cli: noProfile,
    ours: required(
      /no AWS profile dev \(the call\)\. The section \[dev\] in ~\/\.aws\/config \(line 1\) has to be \[profile dev\]/,
    ),
  },
  {
    title: 'no profile, with sign-in keys',
    config: `[dev]\n${PORTAL}\n${SSO}`,
    profile: 'dev',
    cli: noProfile,
    ours: required(/has to be \[profile dev\]/),
  },
  {
    title: 'no profile, keys in the other file',
    config: '[billing]\nregion = us-east-1',
    credentials: '[billing]\nK1',
    profile: 'billing',
    cli: { region: null },
    ours: noRegion(/The section \[billing\] in ~\/\.aws\/config \(line 1\) has to be \[profile billing\]/),
  },
  {
    title: 'Profile',
    config: '[Profile dev]\nregion = us-east-1\nK1',
    profile: 'dev',
    cli: noProfile,
    ours: required(/\[Profile dev\] in ~\/\.aws\/config \(line 1\) has to be \[profile dev\]/),
  },
  {
    title: 'profile in the credentials file',
    config: '[default]\nregion = us-east-1',
    credentials: '[profile dev]\nK1',
    profile: 'dev',
    cli: noProfile,
    ours: required(/\[profile dev\] in ~\/\.aws\/credentials \(line 1\) has to be \[dev\]/),
  },
  {
    title: 'blanks within the brackets',
    credentials: '[ dev ]\nK1',
    profile: 'dev',
    cli: noProfile,
    ours: required(/\[ dev \] in ~\/\.aws\/credentials \(line 1\) has to be \[dev\]/),
  },
  {
    title: '[profile default]',
    config: '[profile default]\nregion = us-east-1',
    credentials: KEYS,
    ...read('us-east-1'),
  },
  {
    title: 'both defaults',
    config: '[default]\nregion = us-east-1\n[profile default]\nregion = eu-west-1',
    credentials: KEYS,
    ...read('eu-west-1'),
  },
  {
    title: '[DEFAULT], whose values hold everywhere',
    config: '[DEFAULT]\nregion = eu-west-1\n[profile dev]\nK1',
    profile: 'dev',
    ...read('eu-west-1'),
  },
  {
    title: 'a name that is nearly right',
    config: '[profile acme-dev]\nregion = us-east-1\nK1',
    profile: 'acme-dve',
    cli: noProfile,
    ours: required(/no AWS profile acme-dve \(the call\); the nearest is acme-dev/),
  },
  {
    title: 'services, plugins',
    config:
      '[default]\nregion = us-east-1\nservices = local\n[services local]\nlambda =\n  endpoint_url = http://127.0.0.1:9\n[preview]\ncloudfront = true',
    credentials: KEYS,
    ...read('us-east-1'),
  },
];

const KEYS_AND_VALUES: readonly FilesRow[] = [
  { title: 'Region', config: '[default]\nRegion = us-east-1', credentials: KEYS, ...read('us-east-1') },
  {
    title: 'key names in capitals',
    config: '[default]\nregion = us-east-1',
    credentials:
      '[default]\nAWS_ACCESS_KEY_ID = AKIASANDBOXADMIN2222\nAWS_SECRET_ACCESS_KEY = sandbox/not+a+real+secret/admin/00000000',
    ...read('us-east-1'),
  },
  {
    title: 'no blanks around =',
    config: '[default]\nregion=us-east-1',
    credentials: KEYS,
    ...read('us-east-1'),
  },
  { title: 'a colon', config: '[default]\nregion: us-east-1', credentials: KEYS, ...read('us-east-1') },
  {
    title: 'an empty value, all lines indented alike',
    config: '[default]\n  cli_pager =\n  region = eu-west-1',
    credentials: KEYS,
    ...read('eu-west-1'),
  },
  {
    title: 'an empty value, not indented',
    config: '[default]\ncli_pager=\nregion = eu-west-1',
    credentials: KEYS,
    ...read('eu-west-1'),
  },
  {
    title: 'an empty value, the next line deeper',
    config: '[default]\ncli_pager =\n  region = eu-west-1',
    credentials: KEYS,
    cli: { region: null },
    ours: noRegion(/indented deeper than `cli_pager` \(~\/\.aws\/config, line 2\)/),
  },
  {
    title: 'a section inside',
    config: '[default]\ns3 =\n  max_concurrent_requests = 20\n  addressing_style = path\nregion = eu-west-1',
    credentials: KEYS,
    ...read('eu-west-1'),
  },
  {
    title: "another provider's region",
    config: '[default]\nregion = fr-par\ns3 =\n  endpoint_url = https://s3.fr-par.example',
    credentials: KEYS,
    cli: { refuses: /./ },
    ours: { code: 'invalid_input', says: /fr-par/ },
  },
  {
    title: 'a region in capitals',
    config: '[default]\nregion = US-EAST-1',
    credentials: KEYS,
    cli: { refuses: /./ },
    ours: { code: 'invalid_input', says: /US-EAST-1/ },
  },
  {
    title: 'a remark after the value',
    config: '[default]\nregion = us-east-1 # home',
    credentials: KEYS,
    cli: { refuses: /./ },
    ours: { region: 'us-east-1' },
  },
  {
    title: 'lines of remarks',
    config: '[default]\n; region = eu-west-1\n# region = eu-west-2\nregion = us-east-1',
    credentials: KEYS,
    ...read('us-east-1'),
  },
  {
    title: 'quotes around values',
    config: '[default]\nregion = "us-east-1"',
    credentials: KEYS,
    cli: { refuses: /./ },
    ours: { code: 'invalid_input', says: /us-east-1/ },
  },
  {
    title: 'an empty region',
    config: '[default]\nregion =',
    credentials: KEYS,
    cli: { refuses: /./ },
    ours: noRegion(/`region` of the AWS profile default is empty \(~\/\.aws\/config, line 2\)/),
  },
  {
    title: 'an empty secret',
    config: '[default]\nregion = us-east-1',
    credentials: '[default]\naws_access_key_id = AKIASANDBOXADMIN2222\naws_secret_access_key =',
    cli: { refuses: /./ },
    ours: flaw(
      /`aws_secret_access_key` of the AWS profile default is empty \(~\/\.aws\/credentials, line 3\)/,
    ),
  },
  {
    title: 'no secret',
    config: '[default]\nregion = us-east-1',
    credentials: '[default]\naws_access_key_id = AKIASANDBOXADMIN2222',
    cli: { refuses: /./ },
    ours: flaw(/`aws_secret_access_key` of the AWS profile default is missing/),
  },
  { title: 'keys in the config file', config: '[default]\nregion = us-east-1\nK1', ...read('us-east-1') },
  {
    title: 'keys in both',
    config:
      '[default]\nregion = us-east-1\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x',
    credentials: KEYS,
    ...read('us-east-1'),
  },
  {
    title: 'keys and a program in the config file: the program',
    config:
      '[default]\nregion = us-east-1\naws_access_key_id = AKIAIOSFODNN7EXAMPLE\naws_secret_access_key = x\ncredential_process = false',
    cli: { refuses: /./ },
    ours: flaw(/credential_process of the AWS profile default .*`false` ended with exit code 1/),
  },
  {
    title: 'regions in both: the credentials file counts',
    config: '[default]\nregion = us-east-1',
    credentials: '[default]\nregion = eu-west-1\nK1',
    cli: { region: 'eu-west-1' },
    ours: { region: 'eu-west-1' },
  },
  {
    title: 'keys, role and itself as source',
    config: '[default]\nregion = us-east-1',
    credentials:
      '[default]\nK1\nrole_arn = arn:aws:iam::123456789012:role/Guarded\nmfa_serial = arn:aws:iam::123456789012:mfa/admin\nsource_profile = default',
    cli: { refuses: /./ },
    ours: { code: 'mfa_required', says: /arn:aws:iam::123456789012:role\/Guarded|MFA code/ },
  },
  {
    title: 'a program that is not there',
    config:
      '[profile acme]\nregion = us-east-1\ncredential_process = aws-vault-of-nobody export --format=json acme',
    profile: 'acme',
    cli: { refuses: /aws-vault-of-nobody/ },
    ours: flaw(
      /credential_process of the AWS profile acme \(~\/\.aws\/config, line 3\): `aws-vault-of-nobody` is not in PATH/,
    ),
  },
  {
    title: 'a role without a source',
    config: '[profile acme]\nregion = us-east-1\nrole_arn = arn:aws:iam::123456789012:role/Operator',
    profile: 'acme',
    cli: { refuses: /source_profile/ },
    ours: flaw(/has a role_arn \(.*line 3\), but its source_profile is missing/),
  },
  {
    title: 'a role whose source is not there',
    config:
      '[profile acme]\nregion = us-east-1\nrole_arn = arn:aws:iam::123456789012:role/Operator\nsource_profile = bsae\n[profile base]\nK1',
    profile: 'acme',
    cli: { refuses: /does not exist/ },
    ours: flaw(
      /source_profile of the AWS profile acme \(.*line 4\): there is no AWS profile bsae; the nearest is base/,
    ),
  },
  {
    title: 'a role whose source has no keys',
    config:
      '[profile acme]\nregion = us-east-1\nrole_arn = arn:aws:iam::123456789012:role/Operator\nsource_profile = base\n[profile base]\nregion = eu-west-1',
    profile: 'acme',
    cli: { refuses: /./ },
    ours: flaw(/takes its credentials from base \(source_profile, .*\), which has neither keys/),
  },
];

const WHOLE_FILES: readonly FilesRow[] = [
  {
    title: 'lines end in CR LF',
    config: '[default]\r\nregion = us-east-1\r\n',
    credentials: '[default]\r\nK1',
    ...read('us-east-1'),
  },
  {
    title: 'starts with a byte order mark',
    config: '\uFEFF[default]\nregion = us-east-1',
    credentials: `\uFEFF${KEYS}`,
    cli: cannotParse,
    ours: { region: 'us-east-1' },
  },
  {
    title: 'credentials in UTF-16',
    config: '[default]\nregion = us-east-1',
    credentials: KEYS,
    inUtf16: 'credentials',
    cli: cannotParse,
    ours: required(/The file ~\/\.aws\/credentials is in UTF-16: save it as UTF-8\./),
  },
  {
    title: 'config in UTF-16',
    config: '[default]\nregion = us-east-1',
    credentials: KEYS,
    inUtf16: 'config',
    cli: cannotParse,
    ours: noRegion(/The file ~\/\.aws\/config is in UTF-16: save it as UTF-8\./),
  },
  {
    title: 'a section twice',
    config: '[default]\nregion = eu-west-1\n[default]\nregion = us-east-1',
    credentials: KEYS,
    cli: cannotParse,
    ours: { region: 'us-east-1', warns: /config: line 3 has the section \[default\] again, after line 1/ },
  },
  {
    title: 'a key twice',
    config: '[default]\nregion = eu-west-1\nregion = us-east-1',
    credentials: KEYS,
    cli: cannotParse,
    ours: { region: 'us-east-1', warns: /config: line 3 sets region again, after line 2/ },
  },
  {
    title: 'a key indented deeper than the one before it',
    config: '[default]\noutput = json\n  region = us-east-1',
    credentials: KEYS,
    cli: { refuses: /./ },
    ours: { region: 'us-east-1', warns: /config: line 3 is indented deeper than output before it/ },
  },
  {
    title: 'a line without =',
    config: '[default]\nregion us-east-1',
    credentials: KEYS,
    cli: cannotParse,
    ours: noRegion(/~\/\.aws\/config: line 2 has no `=` and is left out/),
  },
  {
    title: 'no section',
    config: 'region = us-east-1',
    credentials: KEYS,
    cli: cannotParse,
    ours: noRegion(/~\/\.aws\/config: line 1 stands before the first section/),
  },
  {
    title: 'a value on the next line',
    config: '[default]\nregion =\n  us-east-1',
    credentials: KEYS,
    cli: cannotParse,
    ours: noRegion(/~\/\.aws\/config: line 3 is indented deeper than region, which has no value/),
  },
  {
    title: 'a header without its closing bracket',
    config: '[default]\nregion = us-east-1\n[profile dev\nregion = eu-west-1',
    credentials: KEYS,
    cli: cannotParse,
    ours: { region: 'us-east-1', warns: /config: line 3 begins a section without its closing bracket/ },
  },
];

export const FILES: readonly FilesRow[] = [...SECTION_NAMES, ...KEYS_AND_VALUES, ...WHOLE_FILES];
