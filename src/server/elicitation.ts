import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  inputResponse,
  type InputRequiredResult,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import { declined } from '../core/declined.ts';
import type { ErrorReport } from '../core/errors.ts';
import { declares } from './declared.ts';
import { approvalForm, replyOf, type ApprovalForm } from './approval-form.ts';
import type { ToolOutcome } from './run-tool.ts';

/** Runs the call. */
export type Run = (options: {
  /** How long it may wait for the page to be answered: milliseconds. */
  readonly waitForPerson?: number;
  /** What a person who was asked by the client said yes to. */
  readonly approvalToken?: string;
  readonly signal: AbortSignal;
}) => Promise<ToolOutcome>;

/** How long a call waits for a person: milliseconds. Hosts commonly give up on a call after 60 s. */
const PATIENCE = 45_000;

/** The revisions that know forms, and addresses to open, as requests of the server. */
const FORM_SINCE = '2025-06-18';
const URL_SINCE = '2025-11-25';

const PAGE = 'page';
const APPROVE = 'approve';

/**
 * A call that may need a person: where the client has declared that it asks people, or opens addresses for them, it
 * is asked to within the call. Otherwise, or where that fails, the answer has the page's address in words.
 */
export async function withElicitation(
  run: Run,
  { mcpReq }: ServerContext,
  server: McpServer,
): Promise<ToolOutcome | InputRequiredResult> {
  if (mcpReq.envelope) return viaInputRequired(run, mcpReq);
  const { signal } = mcpReq;
  const first = await run({ signal });
  if (!('report' in first)) return first;
  const revision = server.server.getNegotiatedProtocolVersion() ?? '';
  const declared = server.server.getClientCapabilities();
  const form = first.approval && approvalForm(first.approval);
  if (first.approval && form && revision >= FORM_SINCE && declares('form', declared))
    return viaForm(run, first, first.approval.token, form, signal, server);
  const { link } = first.report;
  if (link === undefined || revision < URL_SINCE || !declares('url', declared)) return first;
  return viaRequest(run, first, { ...first.report, link }, signal, server);
}

/** 2026-07-28: the answer asks, and the client repeats the request. */
async function viaInputRequired(
  run: Run,
  { envelope, inputResponses, requestState, signal }: ServerContext['mcpReq'],
): Promise<ToolOutcome | InputRequiredResult> {
  const page = inputResponse(inputResponses, PAGE);
  const form = inputResponse(inputResponses, APPROVE);
  if (form.kind === 'elicit') {
    const reply = replyOf({ action: form.action, content: scalars(form.content) });
    if (reply === 'declined') return { report: declined().report() };
    const state: unknown = requestState();
    const isApproved = reply === 'approved' && typeof state === 'string';
    return run({ signal, ...(isApproved && { approvalToken: state }) });
  }
  if (page.kind === 'elicit' && page.action === 'decline') return { report: declined().report() };
  if (page.kind === 'elicit') return run({ signal, waitForPerson: page.action === 'accept' ? PATIENCE : 0 });
  const outcome = await run({ signal });
  if (!('report' in outcome)) return outcome;
  const declared: unknown = envelope && Reflect.get(envelope, CLIENT_CAPABILITIES_META_KEY);
  const shown = outcome.approval && approvalForm(outcome.approval);
  if (outcome.approval && shown && declares('form', declared)) {
    const asked = inputRequired.elicit({ mode: 'form', ...shown });
    return inputRequired({ inputRequests: { [APPROVE]: asked }, requestState: outcome.approval.token });
  }
  const { message, link: url } = outcome.report;
  if (url === undefined || !declares('url', declared)) return outcome;
  const asked = inputRequired.elicitUrl({ message: invitation(message), url });
  return inputRequired({ inputRequests: { [PAGE]: asked } });
}

/** Since 2025-06-18: the server asks for the yes while the call waits. */
async function viaForm(
  run: Run,
  words: ToolOutcome,
  approvalToken: string,
  form: ApprovalForm,
  signal: AbortSignal,
  { server }: McpServer,
): Promise<ToolOutcome> {
  const asked = server.elicitInput({ mode: 'form', ...form }, { timeout: PATIENCE, signal });
  const reply = await asked.then(replyOf, () => 'no answer' as const);
  if (reply === 'declined') return { report: declined().report() };
  return reply === 'approved' ? run({ signal, approvalToken }) : words;
}

/** 2025-11-25: the server asks while the call waits; the page's answer counts, however the client's own comes. */
async function viaRequest(
  run: Run,
  words: ToolOutcome,
  { message, link: url }: ErrorReport & { readonly link: string },
  signal: AbortSignal,
  { server }: McpServer,
): Promise<ToolOutcome> {
  const stop = new AbortController();
  const onAbort = () => stop.abort();
  signal.addEventListener('abort', onAbort, { once: true });
  const elicitationId = crypto.randomUUID();
  let action: string | null = null;
  void server
    .elicitInput(
      { mode: 'url', message: invitation(message), url, elicitationId },
      { timeout: PATIENCE, signal: stop.signal },
    )
    .then(
      (result) => (action = result.action),
      () => (action = 'failed'),
    )
    .then(() => action === 'accept' || stop.abort());
  const outcome = await run({ waitForPerson: PATIENCE, signal: stop.signal });
  signal.removeEventListener('abort', onAbort);
  const isAnswered = !('report' in outcome) || outcome.report.link === undefined;
  if (!isAnswered && action === 'decline') return { report: declined().report() };
  if (!isAnswered) return words;
  // The client may still show the address; a client that cannot be told is none the worse.
  await server
    .createElicitationCompletionNotifier(elicitationId)()
    .catch(() => {});
  return outcome;
}

function scalars(content: Record<string, unknown> | undefined): { approve: boolean } {
  return { approve: content?.['approve'] === true };
}

const invitation = (message: string) =>
  `${message} It is asked for on a page of awswhitelist on this machine.`;
