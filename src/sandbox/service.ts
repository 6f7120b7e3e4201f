import { randomUUID } from 'node:crypto';
import { authenticate } from './authenticate.ts';
import type { Action, Call } from './call.ts';
import { EC2_ACTIONS } from './ec2/actions.ts';
import { ServiceError, type ServiceName, authError, echo } from './errors.ts';
import { denial, evaluate } from './iam.ts';
import { type Params, flag, parseForm, text } from './query.ts';
import { isUsableRegion } from './regions.ts';
import { type Reply, asServiceError, failure, success } from './respond.ts';
import { emptyRegion } from './seed.ts';
import { type Authorization, type WireRequest, readAuthorization } from './sigv4.ts';
import type { KeyRecord, State } from './state.ts';
import type { Store } from './store.ts';
import { STS_ACTIONS } from './sts.ts';

/** A request that reached the sandbox in readable form, refused ones included. */
export interface SandboxRequest {
  readonly service: ServiceName;
  /** The `Action` asked for; empty where the request had none. */
  readonly action: string;
  /** Region of the signature; empty for an unsigned request. */
  readonly region: string;
  readonly accessKeyId: string | null;
  readonly params: Params;
  /** AWS's code once the request was answered with an error; `null` before, and after success. */
  readonly errorCode: string | null;
}

/** The same while it is still being answered. */
type Recorded = { -readonly [Name in keyof SandboxRequest]: SandboxRequest[Name] };

export interface ServiceOptions {
  store: Store;
  now: () => Date;
  pageSize: number | undefined;
  onRequest: ((request: SandboxRequest) => void | Promise<void>) | undefined;
  /** Takes note of each request as it arrives; its `errorCode` is filled in with the answer. */
  record: (request: SandboxRequest) => void;
}

const ACTIONS: Record<ServiceName, ReadonlyMap<string, Action>> = { ec2: EC2_ACTIONS, sts: STS_ACTIONS };

interface Parsed {
  params: Params;
  action: string;
  auth: Authorization | 'incomplete' | null;
  service: ServiceName;
}

function signerOf(auth: Parsed['auth']): Pick<SandboxRequest, 'region' | 'accessKeyId'> {
  if (auth === null || auth === 'incomplete') return { region: '', accessKeyId: null };
  return { region: auth.region, accessKeyId: auth.accessKeyId };
}

function formOf(request: WireRequest): string {
  if (request.method === 'GET') return request.query;
  const type = request.headers.get('content-type') ?? '';
  const isForm = type.startsWith('application/x-www-form-urlencoded');
  return isForm ? Buffer.from(request.body).toString('utf8') : '';
}

/** The signature's scope decides the service; only without one does the action have to tell. */
function serviceOf(auth: Parsed['auth'], action: string): ServiceName {
  if (auth !== null && auth !== 'incomplete') {
    if (auth.service === 'ec2' || auth.service === 'sts') return auth.service;
  }
  return STS_ACTIONS.has(action) ? 'sts' : 'ec2';
}

function parse(request: WireRequest): Parsed {
  const params = parseForm(formOf(request));
  const action = text(params, 'Action') ?? '';
  const auth = readAuthorization(request.headers);
  return { params, action, auth, service: serviceOf(auth, action) };
}

function checkScope({ auth, service }: Parsed): Authorization {
  if (auth === null) throw authError('unsigned', service);
  if (auth === 'incomplete') throw authError('incomplete', service);
  if (auth.service !== service) {
    const message = `The sandbox answers for ec2 and sts; this is signed for '${echo(auth.service)}'`;
    throw new ServiceError('InvalidAction', message);
  }
  if (!isUsableRegion(auth.region)) throw authError('unknown-region', service);
  return auth;
}

function findAction({ service, action }: Parsed): Action {
  if (action === '') throw new ServiceError('MissingAction', 'The request is missing an action');
  const found = ACTIONS[service].get(action);
  if (found !== undefined) return found;
  throw new ServiceError('InvalidAction', `The action ${echo(action)} is not valid for this web service.`);
}

function authorize(service: ServiceName, call: Call, action: Action): void {
  for (const need of action.needs(call)) {
    const verdict = evaluate(call.caller.policy, need);
    if (verdict === 'allowed') continue;
    const words = denial(call.caller.arn, need, verdict);
    if (service === 'sts') throw new ServiceError('AccessDenied', words, 403);
    // Where an action has a resource level, EC2 adds a text that only DecodeAuthorizationMessage can read.
    const sealed = Buffer.from(randomUUID().repeat(4)).toString('base64url');
    const more = need.resource === '*' ? '' : `. Encoded authorization failure message: ${sealed}`;
    const message = `You are not authorized to perform this operation. ${words}${more}`;
    throw new ServiceError('UnauthorizedOperation', message, 403);
  }
}

/** Answers AWS requests out of a store: who is it, may they, then the action. */
export class Service {
  readonly #options: ServiceOptions;

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  /** Never throws: whatever goes wrong is an answer in the service's own form. */
  async handle(request: WireRequest): Promise<Reply> {
    const requestId = randomUUID();
    let parsed: Parsed;
    try {
      parsed = parse(request);
    } catch (error) {
      return failure('ec2', asServiceError(error), requestId);
    }
    const { service, action, auth, params } = parsed;
    const record: Recorded = { service, action, params, errorCode: null, ...signerOf(auth) };
    this.#options.record(record);
    try {
      await this.#options.onRequest?.(record);
      return success(service, action, await this.#answer(request, parsed), requestId);
    } catch (error) {
      const answered = asServiceError(error);
      record.errorCode = answered.code;
      return failure(service, answered, requestId);
    }
  }

  async #answer(request: WireRequest, parsed: Parsed) {
    const auth = checkScope(parsed);
    const now = this.#options.now();
    const state = await this.#options.store.read();
    const caller = authenticate(request, auth, parsed.service, state, now);
    const action = findAction(parsed);
    const callOn = (seen: State) => this.#call(seen, parsed.params, auth.region, caller, now);
    const call = callOn(state);
    authorize(parsed.service, call, action);
    if (parsed.service === 'ec2' && flag(parsed.params, 'DryRun')) {
      throw new ServiceError('DryRunOperation', 'Request would have succeeded, but DryRun flag is set.', 412);
    }
    if (!action.writes) return action.run(call);
    return this.#options.store.change((draft) => {
      // A region is written down only when something in it changes.
      draft.regions[auth.region] ??= emptyRegion(auth.region);
      return action.run(callOn(draft));
    });
  }

  #call(state: State, params: Params, regionName: string, caller: KeyRecord, now: Date): Call {
    const region = state.regions[regionName] ?? emptyRegion(regionName);
    const temporary = caller.sessionToken !== undefined && caller.tokenOptional !== true;
    const { pageSize } = this.#options;
    const call = { params, state, region, regionName, caller, now, temporary };
    return pageSize === undefined ? call : { ...call, pageSize };
  }
}
