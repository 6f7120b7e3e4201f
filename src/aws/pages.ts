import { strange } from './strange.ts';

interface Page {
  readonly NextToken?: string | undefined;
}

/** Reads every page of a Describe call, one after the other. */
export async function allPages<T extends Page>(
  fetch: (token: { NextToken?: string }) => Promise<T>,
): Promise<T[]> {
  const pages: T[] = [];
  let next: string | undefined;
  do {
    const page = await fetch(next === undefined ? {} : { NextToken: next });
    pages.push(page);
    const before = next;
    next = page.NextToken || undefined;
    // It would go on for ever, with the same rules again and again.
    if (next !== undefined && next === before) throw strange('with the same page again');
  } while (next !== undefined);
  return pages;
}
