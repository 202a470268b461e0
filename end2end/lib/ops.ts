// Operations on documents, as clients write them.

export interface Node {
  kind: string;
  place?: { parent: string; slot?: string; order: string };
  props?: Record<string, any>;
}

export interface Document {
  root: string;
  nodes: Record<string, Node>;
  [other: string]: unknown;
}

/** The ids of all nodes of a kind. */
export function nodesOf(document: Document, kind: string): string[] {
  return Object.keys(document.nodes).filter((id) => document.nodes[id]?.kind === kind);
}

/** The id of the first-level heading, or of any. */
export function headline(document: Document): string {
  const headings = nodesOf(document, 'heading');
  const first = headings.find((id) => document.nodes[id]?.props?.level === 1) ?? headings[0];
  if (!first) throw new Error('the document has no heading');
  return first;
}

export const setText = (node: string, text: string) => ({ op: 'set_prop', node, prop: 'text', value: text });

export const batch = (base_revision: number, client: string, seq: number, ops: unknown[]) => ({
  base_revision,
  client,
  seq,
  ops,
});
