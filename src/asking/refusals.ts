import { type Screen, note } from './layout.ts';

/** Why a request gets nothing but a status and a sentence. */
export type Refusal = 400 | 403 | 404 | 405 | 413 | 415 | 500;

const again = 'Repeat the request in your chat: it gives a new link.';

/** The same for everybody and every path: whoever guesses learns nothing. */
const SCREENS: Readonly<Record<Refusal, Screen>> = {
  400: note('This form is not understood', 'Open the link from your chat again.'),
  403: note('Not from this page', 'The request did not come from the page itself, so nothing was done.'),
  404: note('This link is no longer good', 'It was answered already, or its time is over.', again),
  405: note('Not possible here', 'This page can be opened and its forms can be sent; nothing else.'),
  413: note('Too much text', 'What was sent is longer than any form of this page. Nothing was done.'),
  415: note('This form is not understood', 'Only the forms of this page are taken. Nothing was done.'),
  500: note('Something went wrong', 'This is a defect of awswhitelist. Nothing was given.', again),
};

export const refusal = (status: Refusal): Screen => SCREENS[status];
