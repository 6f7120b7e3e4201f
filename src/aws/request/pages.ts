import { unexpectedResponse } from '#aws/errors/unexpected-response.ts';

interface Page {
  readonly NextToken?: string | undefined;
}

/** Reads every page of a Describe call, one after the other. */
export function readAllPages<T extends Page>(
  fetch: (token: { NextToken?: string }) => Promise<T>,
): Promise<T[]> {
  return readPagesBy(
    (token) => fetch(token === undefined ? {} : { NextToken: token }),
    ({ NextToken }) => NextToken,
  );
}

/** The same where the service calls the mark of the next page something else. */
export async function readPagesBy<T>(
  fetch: (marker: string | undefined) => Promise<T>,
  nextOf: (page: T) => string | undefined,
): Promise<T[]> {
  const pages: T[] = [];
  let next: string | undefined;
  do {
    const page = await fetch(next);
    pages.push(page);
    const previous = next;
    next = nextOf(page) || undefined;
    // It would go on for ever, with the same rules again and again.
    if (next !== undefined && next === previous) throw unexpectedResponse('with the same page again');
  } while (next !== undefined);
  return pages;
}
