/** The environment of this process before any test file. Files that share a process share this module as well. */
export const FIRST_ENVIRONMENT: Readonly<NodeJS.ProcessEnv> = { ...process.env };
