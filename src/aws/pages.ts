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
    next = page.NextToken || undefined;
  } while (next !== undefined);
  return pages;
}
