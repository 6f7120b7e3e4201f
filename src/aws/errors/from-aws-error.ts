import { WhitelistError, type AwsFault, type Outcome } from '#core/errors/errors.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { checkOutcomeHint, type Attempt } from './attempt.ts';
import { EXPLANATIONS, type Explanation } from './explanations.ts';
import { toAwsFault, readFailure } from './sdk-failure.ts';
import { toNetworkError } from './network-errors.ts';

/**
 * Anything that an AWS request threw, in our words: what it means, what to do, and whether anything was changed.
 *
 * @param responseLost - An attempt before this one may have been carried out, whatever the last one was answered.
 */
export function fromAwsError(error: unknown, attempt: Attempt, responseLost = false): WhitelistError {
  if (error instanceof WhitelistError) return error;
  const failure = readFailure(error);
  const aws = toAwsFault(failure);
  const explanation = EXPLANATIONS.get(failure.code)?.(attempt, failure);
  const isServerFailure = !explanation && failure.httpStatus >= 500;
  const isUnknown = attempt.changes && (responseLost || isServerFailure);
  const outcome: Outcome = isUnknown ? 'unknown' : 'not_done';
  const guidance = isUnknown ? [checkOutcomeHint(attempt)] : [];
  if (explanation) {
    const [code, message, advice] = explanation;
    const awsDetails = aws && { aws: withoutSignedText(aws, explanation) };
    return new WhitelistError(code, message, {
      ...awsDetails,
      outcome,
      guidance: [...guidance, ...advice],
      cause: error,
    });
  }
  if (aws === null) return toNetworkError(failure, { ...attempt, doubtful: isUnknown }, error);
  const detail = aws.message === null ? '' : `: ${aws.message}`;
  const message = `AWS answered ${attempt.action} in ${attempt.region} with ${escapeUnprintable(failure.code, 80)}${detail}`;
  return new WhitelistError('aws_error', message, {
    aws,
    outcome,
    guidance,
    retryable: failure.httpStatus >= 500,
    cause: error,
  });
}

/** To a bad signature AWS answers with what was signed, a session token among it: that text goes no further. */
function withoutSignedText(aws: AwsFault, [code]: Explanation): AwsFault {
  return code === 'invalid_credentials' ? { ...aws, message: null } : aws;
}
