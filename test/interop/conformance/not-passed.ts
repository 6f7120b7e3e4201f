/** Why checks of a scenario are not passed, and which; every other check has to pass. */
export interface Excuse {
  readonly why: string;
  /** Ids of the suite. Warnings and skipped checks are no passes either, so they stand here too. */
  readonly checks: readonly string[];
}

const FIXTURE = (name: string) => `needs the suite’s own ${name}`;
const DECLARED = (what: string) => `tests ${what}, which the server does not declare`;
const TASKS = 'tests tasks, an extension that the server does not declare, on tools of the suite’s own';
const PROMPTS = DECLARED('prompts');
const RESOURCES = DECLARED('resources');

/** By scenario; where a scenario belongs to both sets of requirements, the same is true in both. */
export const NOT_PASSED: Readonly<Record<string, Excuse>> = {
  'logging-set-level': { why: DECLARED('logging'), checks: ['logging-set-level'] },
  'completion-complete': { why: DECLARED('completions'), checks: ['completion-complete'] },
  'tools-call-simple-text': { why: FIXTURE('tool test_simple_text'), checks: ['tools-call-simple-text'] },
  'tools-call-image': { why: FIXTURE('tool test_image_content'), checks: ['tools-call-image'] },
  'tools-call-audio': { why: FIXTURE('tool test_audio_content'), checks: ['tools-call-audio'] },
  'tools-call-embedded-resource': {
    why: FIXTURE('tool test_embedded_resource'),
    checks: ['tools-call-embedded-resource'],
  },
  'tools-call-mixed-content': {
    why: FIXTURE('tool test_multiple_content_types'),
    checks: ['tools-call-mixed-content'],
  },
  'tools-call-with-logging': { why: DECLARED('logging'), checks: ['tools-call-with-logging'] },
  'tools-call-error': { why: FIXTURE('tool test_error_handling'), checks: ['tools-call-error'] },
  'tools-call-with-progress': {
    why: FIXTURE('tool test_tool_with_progress'),
    checks: ['tools-call-with-progress'],
  },
  'tools-call-sampling': { why: FIXTURE('tool test_sampling'), checks: ['tools-call-sampling'] },
  'tools-call-elicitation': { why: FIXTURE('tool test_elicitation'), checks: ['tools-call-elicitation'] },
  'elicitation-sep1034-defaults': {
    why: FIXTURE('tool test_elicitation_sep1034_defaults'),
    checks: ['elicitation-sep1034-general'],
  },
  'elicitation-sep1330-enums': {
    why: FIXTURE('tool test_elicitation_sep1330_enums'),
    checks: ['elicitation-sep1330-general'],
  },
  'json-schema-2020-12': {
    why: FIXTURE('tool json_schema_2020_12_tool'),
    checks: ['json-schema-2020-12-tool-found'],
  },
  'server-sse-polling': {
    why: FIXTURE('tool test_reconnection, and a transport that keeps events for later'),
    checks: ['server-sse-priming-event', 'server-sse-retry-field'],
  },
  'resources-list': { why: RESOURCES, checks: ['resources-list'] },
  'resources-read-text': { why: RESOURCES, checks: ['resources-read-text'] },
  'resources-read-binary': { why: RESOURCES, checks: ['resources-read-binary'] },
  'resources-templates-read': { why: RESOURCES, checks: ['resources-templates-read'] },
  'resources-subscribe': { why: RESOURCES, checks: ['resources-subscribe'] },
  'resources-unsubscribe': { why: RESOURCES, checks: ['resources-unsubscribe'] },
  // Two recommendations; the requirement, an error for a resource that is not there, is met.
  'sep-2164-resource-not-found': { why: RESOURCES, checks: ['sep-2164-error-code', 'sep-2164-data-uri'] },
  'prompts-list': { why: PROMPTS, checks: ['prompts-list'] },
  'prompts-get-simple': { why: PROMPTS, checks: ['prompts-get-simple'] },
  'prompts-get-with-args': { why: PROMPTS, checks: ['prompts-get-with-args'] },
  'prompts-get-embedded-resource': { why: PROMPTS, checks: ['prompts-get-embedded-resource'] },
  'prompts-get-with-image': { why: PROMPTS, checks: ['prompts-get-with-image'] },
  caching: {
    why: DECLARED('prompts and resources'),
    checks: [
      'sep-2549-prompts-list-caching-hints',
      'sep-2549-resources-list-caching-hints',
      'sep-2549-resources-templates-list-caching-hints',
      'sep-2549-resources-read-caching-hints',
    ],
  },
  'server-stateless': {
    why: FIXTURE('diagnostic tools, and tools and prompts that change while it runs'),
    checks: [
      'sep-2575-server-rejects-undeclared-capability',
      'sep-2575-missing-capability-http-400',
      'sep-2575-http-server-no-independent-requests-on-stream',
      'sep-2575-server-no-log-without-loglevel',
      'sep-2575-server-sends-prompts-list-changed-on-subscription',
      'sep-2575-server-sends-tools-list-changed-on-subscription',
    ],
  },
  'http-custom-header-server-validation': {
    why: FIXTURE('tool with x-mcp-header in its input schema'),
    checks: [
      'sep-2243-server-no-xmcp-tool',
      'sep-2243-server-decode-base64',
      'sep-2243-server-validate-param-match',
      'sep-2243-server-reject-invalid-param-chars',
      'sep-2243-server-reject-param-mismatch',
    ],
  },
  'input-required-result-basic-elicitation': {
    why: FIXTURE('tool test_input_required_result_elicitation'),
    checks: ['sep-2322-elicitation-incomplete'],
  },
  'input-required-result-basic-sampling': {
    why: FIXTURE('tool test_input_required_result_sampling'),
    checks: ['sep-2322-sampling-incomplete'],
  },
  'input-required-result-basic-list-roots': {
    why: FIXTURE('tool test_input_required_result_list_roots'),
    checks: ['sep-2322-list-roots-incomplete'],
  },
  'input-required-result-request-state': {
    why: FIXTURE('tool test_input_required_result_request_state'),
    checks: ['sep-2322-request-state-incomplete'],
  },
  'input-required-result-multiple-input-requests': {
    why: FIXTURE('tool test_input_required_result_multiple_inputs'),
    checks: ['sep-2322-multiple-inputs-incomplete'],
  },
  'input-required-result-multi-round': {
    why: FIXTURE('tool test_input_required_result_multi_round'),
    checks: ['sep-2322-multi-round-r1'],
  },
  'input-required-result-missing-input-response': {
    why: FIXTURE('tool test_input_required_result_elicitation'),
    checks: ['sep-2322-missing-response-rerequests'],
  },
  'input-required-result-non-tool-request': { why: PROMPTS, checks: ['sep-2322-non-tool-incomplete'] },
  'input-required-result-result-type': {
    why: FIXTURE('tool test_input_required_result_elicitation'),
    checks: ['sep-2322-result-type-included'],
  },
  'input-required-result-tampered-state': {
    why: FIXTURE('tool test_input_required_result_tampered_state'),
    checks: ['sep-2322-reject-tampered-state'],
  },
  'input-required-result-capability-check': {
    why: FIXTURE('tool test_input_required_result_capabilities'),
    checks: ['sep-2322-respect-client-capabilities'],
  },
  'input-required-result-ignore-extra-params': {
    why: FIXTURE('tool test_input_required_result_elicitation'),
    checks: ['sep-2322-ignore-unexpected-params'],
  },
  'tasks-lifecycle': {
    why: TASKS,
    checks: [
      'tasks-sync-tool-call',
      'sep-2663-result-type-task-on-create',
      'sep-2663-tasks-get-status-working',
      'sep-2663-tasks-get-status-completed',
      'sep-2663-tool-error-uses-completed-status',
      'sep-2663-tasks-get-status-failed',
      'sep-2663-cancel-ack-empty-result',
      'tasks-cancel-terminal-idempotent-ack',
    ],
  },
  'tasks-capability-negotiation': {
    why: TASKS,
    checks: [
      'tasks-extension-advertised',
      'sep-2663-tasks-methods-non-declaring',
      'sep-2663-server-rejects-undeclared-client',
      'tasks-per-request-meta-opt-in',
    ],
  },
  'tasks-wire-fields': {
    why: TASKS,
    checks: [
      'tasks-wire-field-renames',
      'tasks-no-early-ttl-expiry',
      'tasks-no-related-task-meta-on-inlined-result',
    ],
  },
  'tasks-request-state-removal': { why: TASKS, checks: ['tasks-request-state-removal-setup'] },
  'tasks-mrtr-input': {
    why: TASKS,
    checks: [
      'sep-2663-tasks-get-status-input-required',
      'tasks-mrtr-tasks-update-resumes',
      'tasks-mrtr-partial-fulfillment',
    ],
  },
  'tasks-request-headers': {
    why: TASKS,
    checks: [
      'tasks-headers-tolerate-mcp-method-on-tools-call',
      'sep-2663-routing-headers-accepted-on-tasks-get',
      'sep-2663-server-rejects-mismatched-mcp-name-on-tasks-get',
    ],
  },
  'tasks-dispatch-and-envelope': {
    why: TASKS,
    checks: [
      'tasks-server-directed-creation-no-hint',
      'sep-2663-legacy-task-param-ignored',
      'tasks-immediate-result-shortcut',
      'tasks-result-type-complete-on-non-task-responses',
      'sep-2663-durable-create-strong-consistency',
      'sep-2663-tasks-get-invalid-task-id-32602',
    ],
  },
  'tasks-status-notifications': { why: TASKS, checks: ['tasks-status-notifications'] },
  'tasks-required-task-error': {
    why: TASKS,
    checks: ['sep-2663-server-returns-missing-capability-when-required'],
  },
  'tasks-mrtr-composition': {
    why: TASKS,
    checks: ['sep-2663-mrtr-synchronous-before-task-creation'],
  },
};
