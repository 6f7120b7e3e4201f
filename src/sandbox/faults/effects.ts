import { ServiceError } from '#sandbox/protocol/errors.ts';
import { type ServiceName, dialectOf } from '#sandbox/protocol/services.ts';
import { type Reply, errorReply } from '#sandbox/respond.ts';
import { alterReply } from './alter-reply.ts';
import type { Delivery } from './delivery.ts';
import type { Fault, FaultTiming } from './kinds.ts';

/** What a fault does with one call. */
export interface FaultEffect {
  readonly when: FaultTiming;
  /** With `late`: how long after the client has gone, in milliseconds. */
  readonly delay?: number;
  /** What the service says where nothing is carried out. */
  readonly error: ServiceError;
  /** What the client is given in the place of the answer. */
  readonly dress: (reply: Reply) => Omit<Delivery, 'date'>;
}

const ERROR_PAGE =
  '<!doctype html><html><head><title>Error</title></head><body><h1>Internal Server Error</h1></body></html>';

const internalError = () => new ServiceError('InternalError', 'An internal error has occurred.', 500);

function throttlingError(service: ServiceName): ServiceError {
  const dialect = dialectOf(service);
  if (dialect === 'ec2') return new ServiceError('RequestLimitExceeded', 'Request limit exceeded.', 503);
  if (dialect === 'query') return new ServiceError('Throttling', 'Rate exceeded');
  return new ServiceError('TooManyRequestsException', 'Rate exceeded', dialect === 'rest' ? 429 : 400);
}

function failWith(error: ServiceError, service: ServiceName, when: FaultTiming): FaultEffect {
  return { when, error, dress: ({ requestId }) => ({ reply: errorReply(service, error, requestId) }) };
}

/** The answer, broken off in the middle. */
function truncateReply(reply: Reply): Reply {
  return { ...reply, body: reply.body.slice(0, Math.floor((reply.body.length * 2) / 3)) };
}

const REQUEST_ID_ELEMENT = /<(request_?id)>[^<]*<\/\1>/gi;

/** The answer of an endpoint that sends no request id in its headers, or none at all. */
function hideRequestId(reply: Reply, id: 'body' | 'none'): Reply {
  const body = id === 'none' ? reply.body.replaceAll(REQUEST_ID_ELEMENT, '') : reply.body;
  return { ...reply, body, isUnnamed: true };
}

/** @param fault - `null`: nothing goes wrong. */
export function resolveEffect(fault: Fault | null, service: ServiceName): FaultEffect {
  const error = internalError();
  const plain: FaultEffect = { when: 'after', error, dress: (reply) => ({ reply }) };
  switch (fault?.kind) {
    case 'throttled':
      return failWith(throttlingError(service), service, 'before');
    case 'server_error': {
      const unable = new ServiceError('ServiceUnavailable', 'Service is unable to handle request.', 503);
      return failWith(fault.status === 503 ? unable : error, service, fault.when);
    }
    case 'error':
      return failWith(new ServiceError(fault.code, fault.message, fault.status), service, fault.when);
    case 'html': {
      const { status, when } = fault;
      const dress = (reply: Reply) => ({ reply: { ...reply, status, body: ERROR_PAGE, type: 'text/html' } });
      return { when, error, dress };
    }
    case 'truncated': {
      const when = fault.status === 200 ? 'after' : 'before';
      return { when, error, dress: (reply) => ({ reply: truncateReply(reply) }) };
    }
    case 'empty':
      return {
        when: fault.when,
        error,
        dress: (reply) => ({ reply: { ...reply, status: 200, body: '' } }),
      };
    case 'reset':
      return {
        when: fault.when,
        delay: fault.ms,
        error,
        dress: (reply) => ({ reply, cut: true }),
      };
    case 'stall':
      return {
        when: fault.when,
        error,
        dress: (reply) => ({ reply, silence: fault.ms === 0 ? Infinity : fault.ms }),
      };
    case 'drip':
      return { ...plain, dress: (reply) => ({ reply, drip: fault.ms }) };
    case 'unnamed':
      return { ...plain, dress: (reply) => ({ reply: hideRequestId(reply, fault.id) }) };
    case 'altered':
      return { ...plain, dress: (reply) => ({ reply: alterReply(reply, fault) }) };
    default:
      return plain;
  }
}
