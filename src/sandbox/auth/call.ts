import type { MfaCodes } from './mfa.ts';
import type { Permission } from './policies.ts';
import type { Params } from '#sandbox/protocol/query.ts';
import type { KeyRecord, RegionState, State } from '#sandbox/state/state.ts';
import type { XmlNode } from '#sandbox/protocol/xml.ts';

/** One call, with the state it sees. */
export interface UnsignedCall {
  params: Params;
  state: State;
  now: Date;
}

/** One authenticated call. */
export interface Call extends UnsignedCall {
  region: RegionState;
  regionName: string;
  caller: KeyRecord;
  mfa: MfaCodes;
  /** Upper bound on the items of one page; absent: as many as the caller asks for. */
  pageSize?: number;
  /** Whether the call was signed with a temporary key. */
  temporary: boolean;
}

/** What the sandbox knows of one API action. */
export interface Action {
  /** Whether `run` edits the state. */
  writes: boolean;
  /** What the caller's policy has to allow; an empty list: anybody with a valid key may. */
  requiredPermissions: (call: Call) => Permission[];
  /** Does the work, or throws a `ServiceError` having done none of it. Answers the content of the response, XML or JSON. */
  run: (call: Call) => XmlNode;
}

/** An API action for which nobody has to sign. */
export interface UnsignedAction {
  writes: true;
  run: (call: UnsignedCall) => XmlNode;
}

/** The full name of a service's resource of the caller's account and region. */
export function resourceArn({ regionName, state }: Call, service: string, resource: string): string {
  return `arn:aws:${service}:${regionName}:${state.accountId}:${resource}`;
}

/** The full name of a resource of EC2. */
export function ec2Arn(call: Call, type: string, id: string): string {
  return resourceArn(call, 'ec2', `${type}/${id}`);
}
