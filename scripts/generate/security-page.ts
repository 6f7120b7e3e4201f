import { SENSITIVE_PORTS, SENSITIVE_PREFIX } from '#core/policy/ports.ts';
import { SETTINGS } from '#core/policy/settings.ts';
import type { Generator } from './generator.ts';

const cell = (text: string) => text.replaceAll('|', '\\|');

const settings = SETTINGS.map(
  ({ key, values, unless, means }) => `| \`${key}\` | ${cell(means)} | ${cell(values)} | ${cell(unless)} |`,
);

const ports = SENSITIVE_PORTS.map(({ name, every, from }) => `${name}${every ? '' : ` (${from})`}`).join(
  ', ',
);

const text = `# Guardrails

Generated from the table of settings (\`src/core/policy/settings.ts\`) by \`npm run generate\`: that table is the whole policy, and what stands here is what is enforced.

An assistant that may open firewalls can be wrong, and can be talked into things by what it reads. The guardrails are what you, the person, wrote into the config file's \`security_settings\`, or the defaults where you wrote nothing. They judge every change in the same way, whether it comes from a tool, a raw method or the terminal. Nothing in a call widens them: there is no argument for that, and one that is not known is refused.

## What they stop

- **Too much at once.** All addresses of a family, public ranges wider than an organisation's, remote control and databases for more than an office's network. What counts is what is let in, not how it is spelt: \`0.0.0.0/0\`, its two halves in one call, and \`::ffff:0.0.0.0/96\` are the same. So are all ports, all but one, and all in two rules.
- **The wrong place,** where \`allowed_security_groups\`, \`allowed_ip_ranges\` or \`allowed_ports\` say what the right one is.
- **The wrong hand:** with \`require_mfa\`, \`allow_root\`, \`required_iam_roles\`, \`rate_limit_per_minute\`.
- **What nobody has looked at:** changes that a person has to approve first.

Limits on sources and ports are for additions. Taking a rule away, or putting a part of it in its place, is never refused for being wide.

## What they do not stop

- **Other ways to AWS.** They bind this program. Whoever has the credentials can do with them what IAM allows: the limit there is the policy that \`awswhitelist policy\` prints, with \`--group\` and \`--region\`.
- **Many small steps.** The addresses of one call are judged together; earlier calls are not counted, but for what a person was asked about: that, and every part of it, wants their yes for fifteen minutes, in this process. \`rate_limit_per_minute\` slows them down, \`allowed_ip_ranges\` bounds them, \`"confirm": "always"\` shows you each.
- **Names and tags that others may write.** A group by name pattern or tag is as trustworthy as those who may name groups and set tags; an id is certain.
- **Notes that others may write.** Whose a rule is and when it ends stands in its description ([grants](grants.md)). A holder is a label and authorises nothing; whoever may edit descriptions can write any name and any end, also one beyond \`max_rule_duration_hours\`. **A sweep deletes by what a note says**: who may do no more than \`ec2:UpdateSecurityGroupRuleDescriptionsIngress\` can put a note with a past end on a permanent rule, and the next sweep (\`awswhitelist sweep\`, the one after a change, the one at the end of a grant) takes that rule away, unasked. Only rules that are wider than your settings let this program open are left and reported: open to the world, too wide for their port, outside \`allowed_ip_ranges\` or \`allowed_ports\`, or from a group or a prefix list. What helps: give that permission to nobody who may not remove rules, narrow the settings, sweep with \`--dry-run\` first, or switch sweeps off (\`grants.sweep_after_change: false\`, and no schedule).
- **Connections that are open.** The end of a rule, or its removal, lets nobody new in and cuts nobody off.
- **Whoever may write the config file.** It is yours; keep it where an assistant cannot write. It is read once, at start; where there is none, there are the defaults, and whoever may start the program chooses the file with \`-c\`, \`AWS_WHITELIST_CONFIG\` or \`--no-config\`. A file in the working directory never takes the place of yours, and a server uses none from there by its bare name.
- **Whoever presses the button in your place:** an assistant that drives your browser or your terminal, a host that accepts its dialogues by itself. The page's address may pass through the chat, and whoever on this machine has it can press the button: an assistant that has a shell, or may send HTTP requests to 127.0.0.1, can approve its own changes. Where the host asks in a dialogue of its own (a form), the chat has the address only if nobody answers that. Such an assistant is bound by its credentials alone: give it some that may no more than it may.
- **Node's own debugging.** With \`NODE_DEBUG\` of what sends or starts programs, \`SSLKEYLOGFILE\`, \`--trace-tls\`, \`--tls-keylog\` or snapshots of the heap, Node would print session tokens and passwords: the program then does not start, and says why. Node's diagnostic reports, which hold the environment, are switched off. A debugger (\`--inspect\`) and a core dump see all that the process does.
- **A group let in as a whole.** Rules whose source is another group are not made by this program, only taken away.
- **What lies behind an address.** A private range can be routed to you by others; a single address can be a proxy for thousands.

## How consent works

Where a change needs approval, a person says yes, in one of three places: in the host's own dialogue (elicitation), at the terminal, or on a page on 127.0.0.1 whose address is given. They are shown the account, the identity, every group with its region, and every rule, and what they approve is that change, all of it or none: what is let in, whose it is, the words on it and why they are asked. After their yes every group is read again: if a rule is not as it was shown (somebody joined, an end or a word is another, an id stands for another rule), or the identity is another, they are asked anew. What may not be read, such as a rule named by an id that the credentials cannot look up, is risky by that alone. Where the look at the groups finds that all is as it is to be, nobody is asked and nothing is sent. Repeating the call is no consent. Nor is \`plan_token\`: it holds a change to the plan that was shown, and anybody who was shown the plan has it. \`--yes\` counts only where \`allow_yes\` is \`true\`.

## The settings

Keys of \`security_settings\`. A refusal names the setting, the file, and the value that would let the change pass; \`awswhitelist policy check CALL.json\` tells the same without AWS.

| key | means | values | unless said |
| --- | --- | --- | --- |
${settings.join('\n')}

A database or cache that a call names is held to the limits of its kind at whatever port it answers.

Sensitive by default, with public sources no wider than /${SENSITIVE_PREFIX.ipv4} (IPv6 /${SENSITIVE_PREFIX.ipv6}): ${ports}.

A wrong value makes every call answer with all that is wrong, with line and column; nothing of such a file is in force by halves. A key that is not known (a misspelt limit or section, one in the wrong place, one of a later version), whatever its value, stops every change, and so does a key that stands twice; reading goes on and warns. \`awswhitelist config check\` tells it beforehand.

\`\`\`json
{
  "security_settings": {
    "allowed_security_groups": ["sg-0123abcd", "tag:env=staging"],
    "allowed_ports": [443, "postgres", "8000-8010/tcp"],
    "min_prefix_length": { "ipv4": 24, "ipv6": 56 },
    "sensitive_ports": [{ "port": "postgres", "min_prefix_length": { "ipv4": 32, "ipv6": 64 }, "confirm": true }],
    "confirm": "risky",
    "rate_limit_per_minute": 10
  }
}
\`\`\`
`;

/** docs/security.md: the policy for a security reviewer, from the table that enforces it. */
export const securityPage: Generator = {
  name: 'security page',
  owns: /^docs\/security\.md$/,
  make: () => Promise.resolve(new Map([['docs/security.md', text]])),
};
