import type { EmbeddingRow } from "../../traces/schema.ts";

/** The columns that are recognised by the name of a field. */
export type Role = Extract<keyof EmbeddingRow, "id" | "window" | "label" | "text" | "model"> | "time";

/** What a field is by its name; the lower rank goes before where several have the same role. */
export interface FieldRole {
  readonly role: Role;
  readonly rank: number;
}

const rolesByName: Readonly<Record<Role | "container", string>> = {
  id: `id prediction_id vector_id embedding_id chunk_id point_id node_id doc_id document_id record_id object_id uuid uid
    pk primary_key key custom_id item_id sample_id example_id row_id index index_level_0`,
  time: `time_ns timestamp time event_time prediction_ts prediction_timestamp created_at created creation_time
    published_date published_at published date datetime ts inserted_at ingested_at updated_at last_updated`,
  window: "window inference_set frame split dataset cohort period",
  label: "label labels actual_label prediction_label class category topic cluster target intent",
  text: `text page_content document content chunk chunk_text prompt input query question sentence passage body raw_text
    raw_data abstract summary title`,
  model: "model model_name embedding_model model_id embedding_model_name",
  container: "payload metadata metadatas meta cmetadata properties fields source entity additional document",
};

const roles = new Map<string, FieldRole>();
const containers = new Set(rolesByName.container.split(/\s+/));
for (const role of ["id", "time", "window", "label", "text", "model"] as const)
  for (const [rank, name] of rolesByName[role].split(/\s+/).entries()) roles.set(name, { role, rank });

/** What a field is by its name, however that is spelt: `createdAt`, `Created At`; null for any other. */
export function fieldRole(name: string): FieldRole | null {
  return roles.get(plainName(name)) ?? null;
}

/** True for the fields in which vector stores put what their users add. */
export function isContainer(name: string): boolean {
  return containers.has(plainName(name));
}

/** True when a field is called as nothing but a vector is. */
export function isVectorName(name: string): boolean {
  return /(^|_)(embeddings?|emb|embed|vectors?|vec)$|^(dense|embeddings?|vectors?|emb)_/.test(plainName(name));
}

/** True when a field's name says that its numbers are something else than a vector. */
export function isOtherNumbers(name: string): boolean {
  return otherNumbers.test(plainName(name));
}

const otherNumbers =
  /prob|logit|score|weight|box|token|count|hist|quantile|percentile|loss|confidence|polygon|coord|times?(_|$)|timestamp|duration|latenc|bins?(_|$)|signal|audio|wave|samples|price|series|usage|cost|shape|offset|rank|metric/;

function plainName(name: string): string {
  return name
    .slice(0, 200)
    .replace(/([a-z0-9])([A-Z])/g, "$1_$2")
    .toLowerCase()
    .replace(/[\s.:$-]+/g, "_")
    .replace(/^_+|_+$/g, "");
}
