import { NeedsPersonError } from '#core/approval/needs-person-error.ts';
import type { ErrorDetails, WhitelistError } from '#core/errors/errors.ts';
import {
  describeApprovalPrompt,
  describeChatOptions,
  describeCodePrompt,
} from '#core/approval/credential-guidance.ts';

/**
 * The same error in words for a chat, with the page on which the person can give what is wanted.
 *
 * @param link - Null: no page can be opened.
 * @param why - Why there is no link. Default: not known.
 */
export function toChatError(
  error: NeedsPersonError,
  link: string | null,
  why: WhitelistError | null = null,
): NeedsPersonError {
  const { code, message, request, details } = error;
  const worded = (words: ErrorDetails) => new NeedsPersonError(code, message, request, words);
  if (request.kind === 'credentials') {
    const guidance = [...describeChatOptions({ ...request, link }), ...describeCrowd(why)];
    return worded({ ...details, guidance, ...(link !== null && { link }) });
  }
  if (link === null)
    return worded({ ...details, guidance: [...(details.guidance ?? []), ...describeCrowd(why)] });
  if (request.kind === 'approval') {
    return worded({
      ...details,
      guidance: [...(details.guidance ?? []), ...describeApprovalPrompt(link)],
      link,
    });
  }
  // No argument takes a code, so none is missing.
  const { missing: _none, ...rest } = details;
  return worded({ ...rest, guidance: describeCodePrompt(request.serial, link), link });
}

/** That the page is full is nothing that the caller would find out by itself. */
const describeCrowd = (why: WhitelistError | null): readonly string[] =>
  why?.code === 'rate_limited'
    ? [`There is no page for it now: ${why.message}`, ...(why.details.guidance ?? [])]
    : [];
