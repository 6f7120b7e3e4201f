import { ServiceError } from '#sandbox/errors.ts';
import { type ServiceName, dialectOf } from '#sandbox/services.ts';
import { type Reply, failure } from '#sandbox/respond.ts';
import { altered } from './altered.ts';
import type { Delivery } from './delivery.ts';
import type { Fault, When } from './kinds.ts';

/** What a fault does with one call. */
export interface Effect {
  readonly when: When;
  /** With `late`: how long after the client has gone, in milliseconds. */
  readonly delay?: number;
  /** What the service says where nothing is carried out. */
  readonly error: ServiceError;
  /** What the client is given in the place of the answer. */
  readonly dress: (reply: Reply) => Omit<Delivery, 'date'>;
}

const PAGE =
  '<!doctype html><html><head><title>Error</title></head><body><h1>Internal Server Error</h1></body></html>';

const internalError = () => new ServiceError('InternalError', 'An internal error has occurred.', 500);

function throttling(service: ServiceName): ServiceError {
  const dialect = dialectOf(service);
  if (dialect === 'ec2') return new ServiceError('RequestLimitExceeded', 'Request limit exceeded.', 503);
  if (dialect === 'query') return new ServiceError('Throttling', 'Rate exceeded');
  return new ServiceError('TooManyRequestsException', 'Rate exceeded', dialect === 'rest' ? 429 : 400);
}

function refusedWith(error: ServiceError, service: ServiceName, when: When): Effect {
  return { when, error, dress: ({ requestId }) => ({ reply: failure(service, error, requestId) }) };
}

/** The answer, broken off in the middle. */
function truncated(reply: Reply): Reply {
  return { ...reply, body: reply.body.slice(0, Math.floor((reply.body.length * 2) / 3)) };
}

/** @param fault - `null`: nothing goes wrong. */
export function effectOf(fault: Fault | null, service: ServiceName): Effect {
  const error = internalError();
  const plain: Effect = { when: 'after', error, dress: (reply) => ({ reply }) };
  switch (fault?.kind) {
    case 'throttled':
      return refusedWith(throttling(service), service, 'before');
    case 'server_error': {
      const unable = new ServiceError('ServiceUnavailable', 'Service is unable to handle request.', 503);
      return refusedWith(fault.status === 503 ? unable : error, service, fault.when);
    }
    case 'error':
      return refusedWith(new ServiceError(fault.code, fault.message, fault.status), service, fault.when);
    case 'html': {
      const { status, when } = fault;
      const dress = (reply: Reply) => ({ reply: { ...reply, status, body: PAGE, type: 'text/html' } });
      return { when, error, dress };
    }
    case 'truncated': {
      const when = fault.status === 200 ? 'after' : 'before';
      return { when, error, dress: (reply) => ({ reply: truncated(reply) }) };
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
    case 'altered':
      return { ...plain, dress: (reply) => ({ reply: altered(reply, fault) }) };
    default:
      return plain;
  }
}
