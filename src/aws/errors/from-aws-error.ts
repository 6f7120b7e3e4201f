import { toWhitelistError, WhitelistError, type AwsFault, type Outcome } from '#core/errors/errors.ts';
import { isProgramUpdated } from '#core/errors/program-updated.ts';
import { escapeUnprintable } from '#core/text/escape.ts';
import { checkOutcomeHint, type Attempt } from './attempt.ts';
import { EXPLANATIONS, type Explanation } from './explanations.ts';
import { readFailure, type SdkFailure, toAwsFault } from './sdk-failure.ts';
import { toNetworkError } from './network-errors.ts';

/**
 * Turns whatever an AWS request threw into an error of ours: what it means, what to do, and whether anything was changed.
 *
 * @param responseLost - An earlier attempt may have been carried out, whatever the answer to the last one was.
 */
export function fromAwsError(error: unknown, attempt: Attempt, responseLost = false): WhitelistError {
  // A part of the SDK is loaded when it is first needed, as when credentials come from a sign-in.
  if (error instanceof WhitelistError || isProgramUpdated(error)) return toWhitelistError(error);
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
      guidance: [...guidance, ...(responseLost && isUsedCode(failure) ? [LOST_CODE_HINT] : []), ...advice],
      cause: error,
    });
  }
  if (aws === null) return toNetworkError(failure, { ...attempt, outcomeUnknown: isUnknown }, error);
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

const isUsedCode = ({ message }: SdkFailure): boolean => /MultiFactorAuthentication failed/.test(message);

const LOST_CODE_HINT =
  'The answer to a first attempt was lost on the way. AWS takes a code once, so this one may have been right.';

/** AWS answers a bad signature with the text that was signed, session token included: it is dropped here. */
function withoutSignedText(aws: AwsFault, [code]: Explanation): AwsFault {
  return code === 'invalid_credentials' ? { ...aws, message: null } : aws;
}
