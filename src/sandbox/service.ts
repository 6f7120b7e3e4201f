import { randomUUID } from 'node:crypto';
import { authenticate } from './authenticate.ts';
import { authorize } from './authorize.ts';
import type { Action, Call } from './call.ts';
import { EC2_ACTIONS } from './ec2/actions.ts';
import { ServiceError, type ServiceName, authError, echo } from './errors.ts';
import { IAM_ACTIONS } from './iam/actions.ts';
import type { MfaCodes } from './mfa.ts';
import { isTemporary } from './policies.ts';
import { type Params, flag, parseForm, text } from './query.ts';
import { SEED_REGION, isUsableRegion } from './regions.ts';
import { type Reply, asServiceError, failure, success } from './respond.ts';
import { emptyRegion } from './seed.ts';
import { type Authorization, type WireRequest, readAuthorization } from './sigv4.ts';
import type { KeyRecord, RegionState, State } from './state.ts';
import type { Store } from './store.ts';
import { STS_ACTIONS, STS_OPEN_ACTIONS } from './sts/actions.ts';

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
  mfa: MfaCodes;
  pageSize: number | undefined;
  onRequest: ((request: SandboxRequest) => void | Promise<void>) | undefined;
  /** Takes note of each request as it arrives; its `errorCode` is filled in with the answer. */
  record: (request: SandboxRequest) => void;
}

/** How one request fares otherwise than it would by itself. */
export interface Circumstances {
  /** The time of the service. Default: the clock's. */
  readonly now?: Date;
  /** What a read sees in the place of the groups as they are. */
  readonly regions?: Record<string, RegionState>;
  /** The key's token has expired. */
  readonly expired?: boolean;
  /** The answer; nothing is carried out. */
  readonly instead?: ServiceError;
  /** Nothing is carried out before this has ended. */
  readonly until?: Promise<unknown>;
}

const ACTIONS: Record<ServiceName, ReadonlyMap<string, Action>> = {
  ec2: EC2_ACTIONS,
  sts: STS_ACTIONS,
  iam: IAM_ACTIONS,
};

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

function isService(name: string): name is ServiceName {
  return Object.hasOwn(ACTIONS, name);
}

/** IAM is one service for all regions, and wants to be signed for as if it were in the first of them. */
function isRightRegion(service: ServiceName, region: string): boolean {
  return service === 'iam' ? region === SEED_REGION : isUsableRegion(region);
}

/** The signature's scope decides the service; only without one does the action have to tell. */
function serviceOf(auth: Parsed['auth'], action: string): ServiceName {
  if (auth !== null && auth !== 'incomplete') {
    if (isService(auth.service)) return auth.service;
  }
  if (IAM_ACTIONS.has(action)) return 'iam';
  return STS_ACTIONS.has(action) || STS_OPEN_ACTIONS.has(action) ? 'sts' : 'ec2';
}

function parse(request: WireRequest): Parsed {
  const params = parseForm(formOf(request));
  const action = text(params, 'Action') ?? '';
  const auth = readAuthorization(request.headers);
  return { params, action, auth, service: serviceOf(auth, action) };
}

/** To whom a request speaks, as far as it can be read. */
export function addresseeOf(
  request: WireRequest,
): Pick<SandboxRequest, 'service' | 'action' | 'accessKeyId'> {
  try {
    const { service, action, auth } = parse(request);
    return { service, action, accessKeyId: signerOf(auth).accessKeyId };
  } catch {
    return { service: 'ec2', action: '', accessKeyId: null };
  }
}

function checkScope({ auth, service }: Parsed): Authorization {
  if (auth === null) throw authError('unsigned', service);
  if (auth === 'incomplete') throw authError('incomplete', service);
  if (auth.service !== service) {
    const message = `The sandbox answers for ec2, sts and iam; this is signed for '${echo(auth.service)}'`;
    throw new ServiceError('InvalidAction', message);
  }
  if (!isRightRegion(service, auth.region)) throw authError('unknown-region', service);
  return auth;
}

function findAction({ service, action }: Parsed): Action {
  if (action === '') throw new ServiceError('MissingAction', 'The request is missing an action');
  const found = ACTIONS[service].get(action);
  if (found !== undefined) return found;
  throw new ServiceError('InvalidAction', `The action ${echo(action)} is not valid for this web service.`);
}

/** Answers AWS requests out of a store: who is it, may they, then the action. */
export class Service {
  readonly #options: ServiceOptions;

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  /** Never throws: whatever goes wrong is an answer in the service's own form. */
  async handle(request: WireRequest, circumstances: Circumstances = {}): Promise<Reply> {
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
      const { instead, until } = circumstances;
      if (instead) throw instead;
      await until;
      return success(service, action, await this.#answer(request, parsed, circumstances), requestId);
    } catch (error) {
      const answered = asServiceError(error);
      record.errorCode = answered.code;
      return failure(service, answered, requestId);
    }
  }

  async #answer(request: WireRequest, parsed: Parsed, circumstances: Circumstances) {
    const now = circumstances.now ?? this.#options.now();
    const open = parsed.service === 'sts' ? STS_OPEN_ACTIONS.get(parsed.action) : undefined;
    if (open !== undefined) {
      const { params } = parsed;
      if (circumstances.expired) throw new ServiceError('ExpiredTokenException', 'Token expired.');
      return this.#options.store.change((state) => open.run({ params, state, now }));
    }
    const auth = checkScope(parsed);
    const stored = await this.#options.store.read();
    const state = circumstances.regions ? { ...stored, regions: circumstances.regions } : stored;
    const caller = authenticate(request, auth, parsed.service, state, now);
    if (circumstances.expired) throw authError('expired-token', parsed.service);
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
    const temporary = isTemporary(caller);
    const { pageSize, mfa } = this.#options;
    const call = { params, state, region, regionName, caller, now, mfa, temporary };
    return pageSize === undefined ? call : { ...call, pageSize };
  }
}
