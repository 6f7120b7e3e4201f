import { WhitelistError, type Wanted } from '#core/errors/errors.ts';
import { wayToApprove, waysInChat, wayToGiveCode } from '#core/approval/ways.ts';

/**
 * The same error in words for a chat, with the page on which the person can give what is wanted.
 *
 * @param link - Null: no page can be opened.
 */
export function inChat(error: WhitelistError, wanted: Wanted, link: string | null): WhitelistError {
  const { code, message, details } = error;
  if (wanted.kind === 'credentials') {
    const guidance = waysInChat({ ...wanted, link });
    return new WhitelistError(code, message, { ...details, guidance, ...(link !== null && { link }) });
  }
  if (link === null) return error;
  if (wanted.kind === 'approval') {
    const guidance = [...(details.guidance ?? []), ...wayToApprove(link)];
    return new WhitelistError(code, message, { ...details, guidance, link });
  }
  // No argument takes a code, so none is missing.
  const { missing: _none, ...rest } = details;
  return new WhitelistError(code, message, { ...rest, guidance: wayToGiveCode(wanted.serial, link), link });
}
