import { WhitelistError, type AwsFault, type ErrorDetails, type Outcome } from '../core/errors.ts';
import { visible } from '../core/visible.ts';
import { checkAfterwards, type Attempt } from './attempt.ts';
import { EXPLANATIONS, type Explanation } from './explanations.ts';
import { awsFault, readFailure } from './faults.ts';
import { networkError } from './network-errors.ts';

/** Anything that an AWS request threw, in our words: what it means, what to do, and whether anything was changed. */
export function fromAws(error: unknown, attempt: Attempt): WhitelistError {
  if (error instanceof WhitelistError) return error;
  const failure = readFailure(error);
  const aws = awsFault(failure);
  const explained = EXPLANATIONS.get(failure.code)?.(attempt, failure);
  if (explained)
    return build(explained, 'not_done', { ...(aws && { aws: withoutSigned(aws, explained) }), cause: error });
  if (aws === null) return networkError(failure, attempt, error);
  const outcome: Outcome = attempt.changes && failure.httpStatus >= 500 ? 'unknown' : 'not_done';
  return build(
    [
      'aws_error',
      `AWS answered ${attempt.action} in ${attempt.region} with ${visible(failure.code, 80)}${aws.message === null ? '' : `: ${aws.message}`}`,
      outcome === 'unknown' ? [checkAfterwards(attempt)] : [],
    ],
    outcome,
    { aws, retryable: failure.httpStatus >= 500, cause: error },
  );
}

/** To a bad signature AWS answers with what was signed, a session token among it: that text goes no further. */
function withoutSigned(aws: AwsFault, [code]: Explanation): AwsFault {
  return code === 'invalid_credentials' ? { ...aws, message: null } : aws;
}

function build(
  [code, message, guidance]: Explanation,
  outcome: Outcome,
  details: ErrorDetails,
): WhitelistError {
  return new WhitelistError(code, message, { ...details, guidance, outcome });
}
