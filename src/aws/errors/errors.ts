import { WhitelistError, type AwsFault, type Outcome } from '#core/errors/errors.ts';
import { visible } from '#core/text/visible.ts';
import { checkAfterwards, type Attempt } from './attempt.ts';
import { EXPLANATIONS, type Explanation } from './explanations.ts';
import { awsFault, readFailure } from './faults.ts';
import { networkError } from './network-errors.ts';

/**
 * Anything that an AWS request threw, in our words: what it means, what to do, and whether anything was changed.
 *
 * @param lost - An attempt before this one may have been carried out, whatever the last one was answered.
 */
export function fromAws(error: unknown, attempt: Attempt, lost = false): WhitelistError {
  if (error instanceof WhitelistError) return error;
  const failure = readFailure(error);
  const aws = awsFault(failure);
  const explained = EXPLANATIONS.get(failure.code)?.(attempt, failure);
  const failed = !explained && failure.httpStatus >= 500;
  const doubtful = attempt.changes && (lost || failed);
  const outcome: Outcome = doubtful ? 'unknown' : 'not_done';
  const guidance = doubtful ? [checkAfterwards(attempt)] : [];
  if (explained) {
    const [code, message, advice] = explained;
    const told = aws && { aws: withoutSigned(aws, explained) };
    return new WhitelistError(code, message, {
      ...told,
      outcome,
      guidance: [...guidance, ...advice],
      cause: error,
    });
  }
  if (aws === null) return networkError(failure, { ...attempt, doubtful }, error);
  const words = aws.message === null ? '' : `: ${aws.message}`;
  const message = `AWS answered ${attempt.action} in ${attempt.region} with ${visible(failure.code, 80)}${words}`;
  return new WhitelistError('aws_error', message, {
    aws,
    outcome,
    guidance,
    retryable: failure.httpStatus >= 500,
    cause: error,
  });
}

/** To a bad signature AWS answers with what was signed, a session token among it: that text goes no further. */
function withoutSigned(aws: AwsFault, [code]: Explanation): AwsFault {
  return code === 'invalid_credentials' ? { ...aws, message: null } : aws;
}
