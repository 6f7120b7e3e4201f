import { randomUUID } from 'node:crypto';
import { authenticate } from '#sandbox/auth/authenticate.ts';
import { authError } from '#sandbox/auth/auth-errors.ts';
import { authorize } from '#sandbox/auth/authorize.ts';
import type { Action, Call } from '#sandbox/auth/call.ts';
import { EC2_ACTIONS } from '#sandbox/ec2/actions.ts';
import type { RequestBuckets } from '#sandbox/ec2/request-buckets.ts';
import { ELASTICACHE_ACTIONS } from '#sandbox/elasticache/actions.ts';
import { ELB_ACTIONS } from '#sandbox/elbv2/actions.ts';
import { ServiceError, truncateEcho } from '#sandbox/protocol/errors.ts';
import { IAM_ACTIONS } from '#sandbox/iam/actions.ts';
import { LAMBDA_ACTIONS } from '#sandbox/lambda/actions.ts';
import type { MfaCodes } from '#sandbox/auth/mfa.ts';
import { isTemporary } from '#sandbox/auth/policies.ts';
import { type Params, flag } from '#sandbox/protocol/query.ts';
import { type ParsedRequest, identifyRequest, parseRequest, getSigner } from './parse-request.ts';
import { QUOTA_ACTIONS } from '#sandbox/quotas/actions.ts';
import { RDS_ACTIONS } from '#sandbox/rds/actions.ts';
import { REGIONS, SEED_REGION, isUsableRegion } from './regions.ts';
import { type Reply, toServiceError, errorReply, successReply } from './respond.ts';
import { emptyRegion } from '#sandbox/seed/seed.ts';
import { SERVICE_NAMES, type ServiceName, dialectOf } from '#sandbox/protocol/services.ts';
import type { Authorization, WireRequest } from '#sandbox/auth/sigv4.ts';
import type { KeyRecord, RegionState, State } from '#sandbox/state/state.ts';
import type { Store } from '#sandbox/state/store.ts';
import { STS_ACTIONS, STS_UNSIGNED_ACTIONS } from '#sandbox/sts/actions.ts';

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
type MutableRequest = { -readonly [Name in keyof SandboxRequest]: SandboxRequest[Name] };

export interface ServiceOptions {
  store: Store;
  now: () => Date;
  /** Whether a signature may be of any time. Default: of AWS's 15 minutes before or after. */
  anySignatureAge?: boolean | undefined;
  mfa: MfaCodes;
  pageSize: number | undefined;
  onRequest: ((request: SandboxRequest) => void | Promise<void>) | undefined;
  /** How fast EC2 may be asked; null: as fast as one likes. */
  buckets?: RequestBuckets | null;
  /** Takes note of each request as it arrives; its `errorCode` is filled in with the answer. */
  record: (request: SandboxRequest) => void;
}

/** How one request fares otherwise than it would by itself. */
export interface RequestOverrides {
  /** The clock of the service. Default: its own. */
  readonly now?: () => Date;
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
  rds: RDS_ACTIONS,
  elasticache: ELASTICACHE_ACTIONS,
  elasticloadbalancing: ELB_ACTIONS,
  lambda: LAMBDA_ACTIONS,
  servicequotas: QUOTA_ACTIONS,
};

/** IAM is one service for all regions, and wants to be signed for as if it were in the first of them. */
function isRightRegion(service: ServiceName, region: string): boolean {
  return service === 'iam' ? region === SEED_REGION : isUsableRegion(region);
}

function checkScope({ auth, service }: ParsedRequest): Authorization {
  if (auth === null) throw authError('unsigned', service);
  if (auth === 'incomplete') throw authError('incomplete', service);
  if (auth.service !== service) {
    const message = `The sandbox answers for ${SERVICE_NAMES.join(', ')}; this is signed for '${truncateEcho(auth.service)}'`;
    throw new ServiceError('InvalidAction', message);
  }
  // A region that the account has not opted into knows none of its keys, and does not say why.
  if (REGIONS.get(auth.region) === 'not-opted-in') throw authError('unknown-key', service);
  if (!isRightRegion(service, auth.region)) throw authError('unknown-region', service);
  return auth;
}

function findAction({ service, action }: ParsedRequest): Action {
  const dialect = dialectOf(service);
  if (dialect === 'json' || dialect === 'rest') {
    const known = ACTIONS[service].get(action);
    if (known !== undefined) return known;
    const status = dialect === 'rest' ? 404 : 400;
    throw new ServiceError('UnknownOperationException', 'The operation is not known.', status);
  }
  if (action === '') throw new ServiceError('MissingAction', 'The request is missing an action');
  const found = ACTIONS[service].get(action);
  if (found !== undefined) return found;
  throw new ServiceError(
    'InvalidAction',
    `The action ${truncateEcho(action)} is not valid for this web service.`,
  );
}

/** Answers AWS requests out of a store: who is it, may they, then the action. */
export class Service {
  readonly #options: ServiceOptions;

  constructor(options: ServiceOptions) {
    this.#options = options;
  }

  /** Never throws: whatever goes wrong is an answer in the service's own form. */
  async handle(request: WireRequest, circumstances: RequestOverrides = {}): Promise<Reply> {
    const requestId = randomUUID();
    let parsed: ParsedRequest;
    try {
      parsed = parseRequest(request);
    } catch (error) {
      return errorReply(identifyRequest(request).service, toServiceError(error), requestId);
    }
    const { service, action, auth, params } = parsed;
    const record: MutableRequest = { service, action, params, errorCode: null, ...getSigner(auth) };
    this.#options.record(record);
    try {
      await this.#options.onRequest?.(record);
      const { instead, until } = circumstances;
      if (instead) throw instead;
      await until;
      return successReply(service, action, await this.#answer(request, parsed, circumstances), requestId);
    } catch (error) {
      const answered = toServiceError(error);
      record.errorCode = answered.code;
      return errorReply(service, answered, requestId);
    }
  }

  async #answer(request: WireRequest, parsed: ParsedRequest, circumstances: RequestOverrides) {
    const now = (circumstances.now ?? this.#options.now)();
    const open = parsed.service === 'sts' ? STS_UNSIGNED_ACTIONS.get(parsed.action) : undefined;
    if (open !== undefined) {
      const { params } = parsed;
      if (circumstances.expired) throw new ServiceError('ExpiredTokenException', 'Token expired.');
      return this.#options.store.change((state) => open.run({ params, state, now }));
    }
    const auth = checkScope(parsed);
    const stored = await this.#options.store.read();
    const state = circumstances.regions ? { ...stored, regions: circumstances.regions } : stored;
    const { anySignatureAge } = this.#options;
    const caller = authenticate(request, auth, { service: parsed.service, state, now, anySignatureAge });
    if (circumstances.expired) throw authError('expired-token', parsed.service);
    const action = findAction(parsed);
    this.#options.buckets?.take(parsed.action, auth.region, parsed.params, now);
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
