import {
  CLIENT_CAPABILITIES_META_KEY,
  inputRequired,
  type InputRequiredResult,
  inputResponse,
  type McpServer,
  type ServerContext,
} from '@modelcontextprotocol/server';
import type { CallOptions, CallPrompter, Elicitation, Elicitor } from '#context.ts';
import { declinedError, type ErrorReport } from '#core/errors/errors.ts';
import type { CallIdentity } from '#context/call-identity.ts';
import { type AskedTimes, isTooSoon } from './asked-times.ts';
import { type ApprovalForm, createApprovalForm, parseFormReply } from './approval-form.ts';
import type { ToolOutcome } from './run-tool.ts';

/** Runs the call. */
type RunCall = (options: CallOptions) => Promise<ToolOutcome>;

/** How long a call waits for a person. Hosts commonly give up on a call after 60 s. */
export const PERSON_WAIT_MS = 45_000;

/** The revisions that know forms, and addresses to open, as requests of the server. */
const SUPPORTED_SINCE = { form: '2025-06-18', url: '2025-11-25' } as const;

const PAGE_REQUEST = 'page';
const APPROVAL_REQUEST = 'approve';

export interface ElicitationContext {
  readonly server: McpServer;
  /** The call itself, and when its client was asked something for it. */
  readonly call: CallIdentity;
  readonly askedTimes: AskedTimes;
  /** The options of the call, without how a person is asked while it waits. */
  readonly options: CallOptions & { readonly prompter: CallPrompter };
  /** How long a call waits for a person: milliseconds. */
  readonly waitMs: number;
}

/**
 * A call that may need a person: where the client has declared that it asks them, or opens addresses for them, it is
 * asked to within the call. Otherwise, or where that fails, the answer has the page's address in words. What was given
 * on the page, the page alone tells; a form is for a yes to a change, never for a secret. What a client answers at once,
 * or without what was asked for, it answered by itself: then the person has the page.
 */
export function withElicitation(
  run: RunCall,
  { mcpReq }: ServerContext,
  context: ElicitationContext,
): Promise<ToolOutcome | InputRequiredResult> {
  if (mcpReq.envelope) return runWithInputRequired(run, mcpReq, context);
  const { server, options, waitMs } = context;
  const canAsk = canElicit(server, 'form') || canElicit(server, 'url');
  return run({ ...options, elicitor: canAsk ? createElicitor(server, waitMs) : null });
}

/** 2026-07-28: the answer asks, and the client repeats the request once it has asked the person. */
async function runWithInputRequired(
  run: RunCall,
  mcpReq: ServerContext['mcpReq'],
  { call, askedTimes, options, waitMs }: ElicitationContext,
): Promise<ToolOutcome | InputRequiredResult> {
  const { envelope, inputResponses, signal } = mcpReq;
  const { prompter } = options;
  const page = inputResponse(inputResponses, PAGE_REQUEST);
  const form = inputResponse(inputResponses, APPROVAL_REQUEST);
  const isByItself = askedTimes.isTooSoon(call);
  const reply = form.kind !== 'elicit' ? null : isByItself ? 'no answer' : parseFormReply(form);
  const said = page.kind === 'elicit' ? page.action : null;
  const action = said === 'decline' && isByItself ? 'cancel' : said;
  const answer = action === 'accept' ? await prompter.waitForAnswer(waitMs, signal) : null;
  if (action === 'decline' || answer === 'declined' || reply === 'declined') {
    prompter.forget();
    return { report: declinedError().report() };
  }
  const state: unknown = reply === 'approved' ? mcpReq.requestState() : null;
  const outcome = await run(typeof state === 'string' ? { ...options, approvalToken: state } : options);
  // Asked in vain, it stays with the words; but one answer may lead to another question.
  if (reply !== null || (action !== null && answer === null)) return outcome;
  if (!('report' in outcome)) return outcome;
  const capabilities: unknown = envelope && Reflect.get(envelope, CLIENT_CAPABILITIES_META_KEY);
  const dialog = outcome.approval && createApprovalForm(outcome.approval);
  if (outcome.approval && dialog && declaresElicitation('form', capabilities)) {
    const inputRequests = { [APPROVAL_REQUEST]: inputRequired.elicit({ mode: 'form', ...dialog }) };
    askedTimes.note(call);
    return inputRequired({ inputRequests, requestState: outcome.approval.token });
  }
  const { link: url } = outcome.report;
  if (url === undefined || !declaresElicitation('url', capabilities)) return outcome;
  const urlRequest = inputRequired.elicitUrl({ message: formatUrlMessage(outcome.report), url });
  askedTimes.note(call);
  return inputRequired({ inputRequests: { [PAGE_REQUEST]: urlRequest } });
}

/** Until 2025-11-25: the server asks while the call waits. */
function createElicitor(server: McpServer, limit: number): Elicitor {
  return {
    limit,
    send(report, request) {
      const form =
        request.kind === 'approval' && canElicit(server, 'form') ? createApprovalForm(request) : null;
      if (form) return sendForm(server, form, limit);
      return canElicit(server, 'url') ? sendUrl(server, report, limit) : null;
    },
  };
}

function sendForm({ server }: McpServer, form: ApprovalForm, limit: number): Elicitation {
  const [refused, approved, over] = [new AbortController(), new AbortController(), new AbortController()];
  const askedAt = performance.now();
  void server
    .elicitInput({ mode: 'form', ...form }, { timeout: limit, signal: over.signal })
    .then(
      (reply) => (isTooSoon(askedAt) ? 'no answer' : parseFormReply(reply)),
      () => 'not delivered' as const,
    )
    .then((reply) => (reply === 'approved' ? approved.abort() : refused.abort(reply)));
  return {
    refused: refused.signal,
    approved: approved.signal,
    end: () => over.abort('The call waits no longer.'),
  };
}

function sendUrl({ server }: McpServer, report: ErrorReport, limit: number): Elicitation {
  const [refused, over] = [new AbortController(), new AbortController()];
  const elicitationId = crypto.randomUUID();
  const askedAt = performance.now();
  const params = {
    mode: 'url',
    message: formatUrlMessage(report),
    url: report.link ?? '',
    elicitationId,
  } as const;
  void server.elicitInput(params, { timeout: limit, signal: over.signal }).then(
    ({ action }) => {
      // An accept only says that the page is open.
      if (action !== 'accept')
        refused.abort(action === 'decline' && !isTooSoon(askedAt) ? 'declined' : 'no answer');
    },
    () => refused.abort('not delivered'),
  );
  return {
    refused: refused.signal,
    // Only the page knows.
    approved: new AbortController().signal,
    end(why) {
      // A client that cannot be told is none the worse.
      if (why === 'answered')
        void server
          .createElicitationCompletionNotifier(elicitationId)()
          .catch(() => undefined);
      // What the client still shows would lead nowhere.
      over.abort(why === 'answered' ? 'The page was answered.' : 'The call waits no longer.');
    },
  };
}

function canElicit({ server }: McpServer, mode: 'form' | 'url'): boolean {
  const revision = server.getNegotiatedProtocolVersion() ?? '';
  return revision >= SUPPORTED_SINCE[mode] && declaresElicitation(mode, server.getClientCapabilities());
}

const formatUrlMessage = ({ message }: ErrorReport) =>
  `${message} The page of awswhitelist on this machine says what for; nothing that is given there passes through the chat.`;

/** Whether a client has declared that it asks people in this way; a bare `elicitation: {}` means forms, as it did before there were two modes. */
function declaresElicitation(mode: 'form' | 'url', capabilities: unknown): boolean {
  if (!(capabilities instanceof Object) || !('elicitation' in capabilities)) return false;
  const { elicitation } = capabilities;
  if (!(elicitation instanceof Object)) return false;
  const isBare = Object.keys(elicitation).length === 0;
  const modeCapability: unknown = Reflect.get(elicitation, mode);
  return modeCapability instanceof Object || (mode === 'form' && isBare);
}
