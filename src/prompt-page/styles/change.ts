import { css } from '#prompt-page/html.ts';

/** A change to look at: what, where, why. */
export const change = css`
  form.change ~ form.change {
    margin-top: 2rem;
    padding-top: 1.5rem;
    border-top: 1px solid var(--line);
  }
  h3,
  h4 {
    margin: 0 0 0.5rem;
    font-size: 1.0625rem;
  }
  h4 {
    font-size: 1rem;
  }
  .group,
  .group ~ .place {
    padding-top: 1.125rem;
    border-top: 1px solid var(--line);
  }
  .group > :first-child {
    margin: 0 0 0.375rem;
  }
  /* An id is broken only where a line of its own is too short for it. */
  .group > :first-child code {
    display: inline-block;
  }
  .group > .place {
    margin: 0 0 0.875rem;
  }
  .sum {
    margin: 0 0 0.75rem;
    font-size: 1.0625rem;
    font-weight: 600;
  }
  .why {
    margin: 0 0 1.25rem;
    padding: 0.625rem 0.875rem;
    border-left: 0.25rem solid var(--bad);
    background: var(--bad-back);
  }
  .rules {
    margin: 0 0 1.25rem;
    padding: 0;
    list-style: none;
    border: 1px solid var(--line);
    border-left-width: 0.25rem;
    border-radius: 0.375rem;
  }
  .rules.added {
    border-left-color: var(--good);
  }
  .rules.removed {
    border-left-color: var(--bad);
  }
  .rules li {
    display: flex;
    gap: 0.625rem;
    padding: 0.375rem 0.75rem;
  }
  .rules li + li {
    border-top: 1px solid var(--line);
  }
  /* Piled-up accents stay inside. */
  .rules li > span,
  .place dd {
    min-width: 0;
    overflow: hidden;
  }
  .rules small {
    display: block;
    color: var(--soft);
    font-size: 0.875rem;
  }
  .sign {
    flex: none;
    white-space: nowrap;
  }
  .added .sign {
    color: var(--good);
  }
  .removed .sign {
    color: var(--bad);
  }
  .place {
    display: grid;
    grid-template-columns: fit-content(11rem) minmax(0, 1fr);
    gap: 0.25rem 1rem;
    margin: 0 0 1.25rem;
  }
  .place dt {
    color: var(--soft);
  }
  .place dd {
    margin: 0;
  }
  @media (max-width: 30rem) {
    .rules li,
    .place {
      display: block;
    }
    .place dd {
      margin: 0 0 0.5rem;
    }
  }
`;
