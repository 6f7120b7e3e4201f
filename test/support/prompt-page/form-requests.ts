import { type IncomingHttpHeaders, request } from 'node:http';
import type { GroupSummary } from '#core/approval/approval.ts';
import type {
  ApprovalQuestion,
  CodeQuestion,
  CredentialsQuestion,
  VerifiedIdentity,
} from '#core/approval/questions.ts';

export interface PageResponse {
  readonly status: number;
  readonly headers: IncomingHttpHeaders;
  readonly text: string;
}

export interface RequestOptions {
  readonly method?: string;
  readonly headers?: Readonly<Record<string, string>>;
  readonly body?: string | Buffer;
}

/** One request as it is; nothing is added, nothing followed. */
export function sendRequest(
  address: string,
  { method = 'GET', headers = {}, body }: RequestOptions = {},
): Promise<PageResponse> {
  return new Promise((resolve, reject) => {
    const sent = request(address, { method, headers, agent: false }, (response) => {
      const chunks: Buffer[] = [];
      response.on('data', (chunk: Buffer) => chunks.push(chunk));
      response.on('error', reject);
      response.on('end', () =>
        resolve({
          status: response.statusCode ?? 0,
          headers: response.headers,
          text: Buffer.concat(chunks).toString(),
        }),
      );
    });
    sent.on('error', reject);
    sent.end(body);
  });
}

export type FormFields = readonly (readonly [name: string, value: string])[];

/** A form as a browser sends it from the page itself. */
export function postForm(
  address: string,
  fields: FormFields,
  headers: Readonly<Record<string, string>> = {},
): Promise<PageResponse> {
  const { origin } = new URL(address);
  const type = { 'content-type': 'application/x-www-form-urlencoded' };
  const form = new URLSearchParams();
  for (const [name, value] of fields) form.append(name, value);
  const body = form.toString();
  return sendRequest(address, { method: 'POST', headers: { origin, ...type, ...headers }, body });
}

/** What a form carries unseen. */
export function hiddenFields(text: string, form = 0): FormFields {
  const shown = [...text.matchAll(/<form[\s\S]*?<\/form>/g)].map(String)[form] ?? '';
  return [...shown.matchAll(/<input type="hidden" name="(\w+)" value="([^"]*)"/g)].map(
    ([, name = '', value = '']) => [name, value] as const,
  );
}

/** Fills the form of a page that was got and sends it; follows where that leads. */
export async function submitForm(
  address: string,
  page: PageResponse,
  fields: FormFields,
  form = 0,
): Promise<PageResponse> {
  const answer = await postForm(address, [...hiddenFields(page.text, form), ...fields]);
  if (answer.status !== 303) return answer;
  return sendRequest(new URL(answer.headers.location ?? '', address).href);
}

export const PROOF: VerifiedIdentity = { account: '123456789012', arn: 'arn:aws:iam::123456789012:user/jo' };

export const KEY_FIELDS: FormFields = [
  ['use', 'keys'],
  ['access_key_id', 'AKIAIOSFODNN7EXAMPLE'],
  ['secret_access_key', 'wJalrXUtnFEMI/K7MDENG/bPxRfiCYEXAMPLEKEY'],
];

export const createCall = (address = '203.0.113.7'): CredentialsQuestion['call'] => ({
  tool: 'whitelist_add',
  arguments: [
    ['ip_address', address],
    ['security_group_id', 'sg-0123abcd'],
  ],
});

export const createCredentialsQuestion = (more: Partial<CredentialsQuestion> = {}): CredentialsQuestion => ({
  kind: 'credentials',
  call: createCall(),
  profiles: [
    { name: 'staging', kind: 'IAM Identity Center' },
    { name: 'production', kind: 'role' },
  ],
  regionNeeded: false,
  verify: async () => PROOF,
  ...more,
});

export const createCodeQuestion = (more: Partial<CodeQuestion> = {}): CodeQuestion => ({
  kind: 'code',
  call: createCall(),
  serial: 'arn:aws:iam::123456789012:mfa/jo',
  opens: 'a session of AWS profile dev',
  open: async () => PROOF,
  ...more,
});

export const createShownGroup = (more: Partial<GroupSummary> = {}): GroupSummary => ({
  region: 'eu-west-1',
  groupId: 'sg-0123abcd',
  groupName: 'web',
  described: [],
  added: [{ rule: 'tcp 5432 from 203.0.113.7/32', description: 'Jo on the train' }],
  removed: [
    { rule: 'tcp 22 from 203.0.113.7/32', description: null },
    { rule: 'udp 53 from 2001:db8::7/128', description: 'dns' },
  ],
  ...more,
});

export const createApprovalQuestion = (more: Partial<ApprovalQuestion> = {}): ApprovalQuestion => ({
  kind: 'approval',
  call: createCall(),
  reasons: ['It removes 2 rules at once.'],
  plan: 'plan-1',
  ...PROOF,
  groups: [createShownGroup()],
  ...more,
});

/** What can be read, in one line. */
export const wordsOf = ({ text }: PageResponse): string =>
  text
    .replace(/<style>[\s\S]*?<\/style>|<[^>]*>/g, ' ')
    .replace(/\s+/g, ' ')
    .trim();
