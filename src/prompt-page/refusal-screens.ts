import { type Screen, createMessageScreen } from './screen.ts';

/** Why a request gets nothing but a status and a sentence. */
export type RefusalStatus = 400 | 403 | 404 | 405 | 413 | 415 | 500;

const NEW_LINK_HINT = 'Repeat the request in your chat: it gives a new link.';

/** The same for everybody and every path: whoever guesses learns nothing. */
const REFUSAL_SCREENS: Readonly<Record<RefusalStatus, Screen>> = {
  400: createMessageScreen('This form is not understood', 'Open the link from your chat again.'),
  403: createMessageScreen(
    'Not from this page',
    'The request did not come from the page itself, so nothing was done.',
  ),
  404: createMessageScreen(
    'This link is no longer good',
    'It was answered already, or its time is over.',
    NEW_LINK_HINT,
  ),
  405: createMessageScreen(
    'Not possible here',
    'This page can be opened and its forms can be sent; nothing else.',
  ),
  413: createMessageScreen(
    'Too much text',
    'What was sent is longer than any form of this page. Nothing was done.',
  ),
  415: createMessageScreen(
    'This form is not understood',
    'Only the forms of this page are taken. Nothing was done.',
  ),
  500: createMessageScreen(
    'Something went wrong',
    'This is a defect of awswhitelist. Nothing was given.',
    NEW_LINK_HINT,
  ),
};

export const getRefusalScreen = (status: RefusalStatus): Screen => REFUSAL_SCREENS[status];
