import { strange } from '#aws/errors/strange.ts';

interface Page {
  readonly NextToken?: string | undefined;
}

/** Reads every page of a Describe call, one after the other. */
export function allPages<T extends Page>(fetch: (token: { NextToken?: string }) => Promise<T>): Promise<T[]> {
  return pagesBy(
    (token) => fetch(token === undefined ? {} : { NextToken: token }),
    ({ NextToken }) => NextToken,
  );
}

/** The same where the service calls the mark of the next page something else. */
export async function pagesBy<T>(
  fetch: (mark: string | undefined) => Promise<T>,
  nextOf: (page: T) => string | undefined,
): Promise<T[]> {
  const pages: T[] = [];
  let next: string | undefined;
  do {
    const page = await fetch(next);
    pages.push(page);
    const before = next;
    next = nextOf(page) || undefined;
    // It would go on for ever, with the same rules again and again.
    if (next !== undefined && next === before) throw strange('with the same page again');
  } while (next !== undefined);
  return pages;
}
