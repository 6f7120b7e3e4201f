import { readFileSync } from 'node:fs';
import { createRequire } from 'node:module';
import { join } from 'node:path';
import ts from 'typescript';
import type { TestProject } from 'vitest/node';

/** A JSON schema as MCP publishes one per revision. */
export type ProtocolSchema = Readonly<Record<string, unknown>>;

declare module 'vitest' {
  export interface ProvidedContext {
    /** By revision, 2025-03-26 to 2026-07-28. */
    protocolSchemas: Readonly<Record<string, ProtocolSchema>>;
  }
}

const require = createRequire(import.meta.url);
const SUITE = join(require.resolve('@modelcontextprotocol/conformance/package.json'), '../dist/index.js');
const REVISIONS = ['2025-03-26', '2025-06-18', '2025-11-25', '2026-07-28'];

/**
 * The official conformance suite holds every message it sees to MCP's own schemas, and carries them in its bundle as
 * object literals. No package ships them as files, so they are read out of there; nothing of the bundle is run.
 */
export default function protocolSchemas(project: TestProject): void {
  project.provide('protocolSchemas', readSchemas(readFileSync(SUITE, 'utf8')));
}

function readSchemas(bundle: string): Record<string, ProtocolSchema> {
  const source = ts.createSourceFile('bundle.js', bundle, ts.ScriptTarget.Latest, false, ts.ScriptKind.JS);
  const variables = new Map<string, ts.Expression>();
  let table: ts.ObjectLiteralExpression | undefined;
  for (const statement of source.statements) {
    if (!ts.isVariableStatement(statement)) continue;
    for (const { name, initializer } of statement.declarationList.declarations) {
      if (!ts.isIdentifier(name) || !initializer) continue;
      variables.set(name.text, initializer);
      if (ts.isObjectLiteralExpression(initializer) && isTable(initializer)) table = initializer;
    }
  }
  if (!table) throw new Error('the conformance suite no longer holds its schemas as it did');
  const entries = table.properties.filter(ts.isPropertyAssignment).map(({ name, initializer }) => {
    // The newest revision's name is a constant.
    const revision = ts.isComputedPropertyName(name) ? valueOf(name.expression, variables) : nameOf(name);
    return [String(revision), valueOf(initializer, variables) as ProtocolSchema] as const;
  });
  const schemas = Object.fromEntries(entries);
  const missing = REVISIONS.filter((revision) => !('$schema' in (schemas[revision] ?? {})));
  if (missing.length > 0) throw new Error(`the conformance suite has no schema of ${missing.join(', ')}`);
  return schemas;
}

const isTable = ({ properties }: ts.ObjectLiteralExpression) =>
  properties.filter((p) => p.name && REVISIONS.includes(nameOf(p.name))).length >= 3 &&
  properties.every((p) => ts.isPropertyAssignment(p) && ts.isIdentifier(p.initializer));

const nameOf = (name: ts.PropertyName) =>
  ts.isIdentifier(name) || ts.isStringLiteralLike(name) || ts.isNumericLiteral(name) ? name.text : '';

/** What a literal stands for, as far as JSON goes. */
function valueOf(node: ts.Expression, variables: ReadonlyMap<string, ts.Expression>): unknown {
  if (ts.isStringLiteralLike(node)) return node.text;
  if (ts.isNumericLiteral(node)) return Number(node.text);
  if (ts.isArrayLiteralExpression(node)) return node.elements.map((element) => valueOf(element, variables));
  if (ts.isObjectLiteralExpression(node)) {
    const members = node.properties.filter(ts.isPropertyAssignment);
    return Object.fromEntries(
      members.map(({ name, initializer }) => [nameOf(name), valueOf(initializer, variables)]),
    );
  }
  if (ts.isPrefixUnaryExpression(node)) {
    const operand = valueOf(node.operand, variables);
    // Minified, true is !0.
    return node.operator === ts.SyntaxKind.ExclamationToken ? !operand : -Number(operand);
  }
  const named = ts.isIdentifier(node) ? variables.get(node.text) : undefined;
  if (named) return valueOf(named, variables);
  throw new Error(`a schema holds something that is no literal (${ts.SyntaxKind[node.kind]})`);
}
