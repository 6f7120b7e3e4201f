import { css } from '#prompt-page/html.ts';

/** What is said: calls, facts, problems. */
export const content = css`
  .soft,
  .hint {
    color: var(--soft);
  }
  .hint {
    margin: 0 0 0.375rem;
    font-size: 0.9375rem;
  }
  code,
  .quote dt,
  .quote dd,
  input.code {
    font-family: ui-monospace, SFMono-Regular, Menlo, Consolas, 'DejaVu Sans Mono', monospace;
  }
  code {
    font-size: 0.9375em;
  }
  .quote {
    margin: 0 0 0.75rem;
    padding: 0.75rem 1rem 0.875rem;
    border: 1px solid var(--line);
    border-radius: 0.5rem;
    background: var(--quote);
    font-size: 0.9375rem;
  }
  .quote p {
    margin: 0;
    font-weight: 600;
  }
  .quote .hint {
    margin: 0 0 0.25rem;
    font-size: 0.875rem;
    font-weight: 400;
  }
  .quote dl {
    display: grid;
    grid-template-columns: fit-content(11rem) minmax(0, 1fr);
    gap: 0.125rem 1rem;
    margin: 0.375rem 0 0;
  }
  .quote dt {
    color: var(--soft);
  }
  /* Piled-up accents stay inside. */
  .quote dt,
  .quote dd {
    margin: 0;
    min-width: 0;
    font-size: 0.875rem;
    line-height: 1.6;
    overflow: hidden;
  }
  .problems {
    margin: 1rem 0 1.25rem;
    padding: 1rem 1.25rem;
    border: 2px solid var(--bad);
    border-radius: 0.5rem;
    background: var(--bad-back);
  }
  .problems h2 {
    color: var(--bad);
  }
  .problems ul {
    margin: 0;
    padding: 0 0 0 1.125rem;
  }
  .problems a {
    color: var(--bad);
    font-weight: 600;
  }
  .facts {
    margin: 1.25rem 0;
  }
  .facts dt {
    color: var(--soft);
    font-size: 0.9375rem;
  }
  .facts dd {
    margin: 0 0 0.75rem;
    font-weight: 600;
  }
  @media (max-width: 30rem) {
    .quote dl {
      display: block;
    }
    .quote dd {
      margin: 0 0 0.375rem;
    }
  }
`;
