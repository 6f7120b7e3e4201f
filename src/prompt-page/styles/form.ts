import { css } from '#prompt-page/html.ts';

/** What is filled in and pressed. */
export const form = css`
  fieldset {
    min-width: 0;
    margin: 1.5rem 0 1.25rem;
    padding: 0;
    border: 0;
  }
  form.code ~ form.code {
    margin-top: 2rem;
    padding-top: 1.5rem;
    border-top: 1px solid var(--line);
  }
  legend {
    margin: 0 0 0.5rem;
    padding: 0;
    font-size: 1.0625rem;
    font-weight: 600;
  }
  .unseen {
    position: absolute;
    width: 1px;
    height: 1px;
    overflow: hidden;
    clip-path: inset(50%);
  }
  .choice {
    display: flex;
    gap: 0.75rem;
    align-items: flex-start;
    margin: 0 0 0.5rem;
    padding: 0.625rem 0.875rem;
    border: 1px solid var(--line);
    border-radius: 0.5rem;
    cursor: pointer;
  }
  .choice:hover {
    border-color: var(--field);
  }
  .choice:has(input:checked) {
    border-color: var(--accent);
    box-shadow: inset 0 0 0 1px var(--accent);
  }
  .choice input {
    flex: none;
    width: 1.125rem;
    height: 1.125rem;
    margin: 0.1875rem 0 0;
    accent-color: var(--accent);
  }
  .choice span {
    min-width: 0;
  }
  .choice small {
    display: block;
    color: var(--soft);
    font-size: 0.9375rem;
  }
  .field {
    margin: 0 0 1.125rem;
  }
  .field label {
    display: block;
    margin: 0 0 0.25rem;
    font-weight: 600;
  }
  .field input {
    width: 100%;
    padding: 0.5625rem 0.75rem;
    border: 1px solid var(--field);
    border-radius: 0.375rem;
    background: var(--card);
    color: inherit;
    font: inherit;
  }
  .field input[aria-invalid] {
    border: 2px solid var(--bad);
  }
  .field input.short {
    max-width: 14rem;
  }
  .field input.code {
    max-width: 10rem;
    font-size: 1.375rem;
    letter-spacing: 0.2em;
  }
  .wrong {
    margin: 0 0 0.375rem;
    color: var(--bad);
    font-weight: 600;
  }
  @supports selector(:has(*)) {
    form:has(.choice) .keys {
      display: none;
      margin-top: 0;
      padding-left: 1.125rem;
      border-left: 2px solid var(--accent);
    }
    form:has(.choice .paste:checked) .keys {
      display: block;
    }
  }
  .buttons {
    display: flex;
    flex-wrap: wrap;
    gap: 0.75rem;
    margin: 1.5rem 0 0;
  }
  button {
    min-height: 2.75rem;
    padding: 0.5rem 1.25rem;
    border: 1px solid var(--field);
    border-radius: 0.5rem;
    background: var(--card);
    color: var(--text);
    font: inherit;
    font-weight: 600;
    cursor: pointer;
  }
  button:hover {
    border-color: var(--text);
  }
  button.first {
    border-color: var(--accent);
    background: var(--accent);
    color: var(--on-accent);
  }
  button.first:hover {
    border-color: var(--accent-over);
    background: var(--accent-over);
  }
  @media (max-width: 30rem) {
    button {
      flex: 1 1 100%;
    }
  }
`;
