/** The made-up company behind the sample: its warehouse, what people ask of it, and who asks. */

/** Five tenants with their share of the traffic; harbor's grows in the second week, which has nothing to do with it. */
export const tenants = [
  { name: "northfield", weight: 22, users: 10 },
  { name: "harbor", weight: 26, users: 11 },
  { name: "kestrel", weight: 17, users: 8 },
  { name: "lumen", weight: 13, users: 6 },
  { name: "orchard", weight: 10, users: 5 },
];

/**
 * `big` tables hold hundreds of millions of rows: a query over one of them keeps a warehouse busy.
 * `date` is the column that a period is cut by.
 */
export const tables = {
  "sales.order_lines": { big: true, date: "order_date", gib: [38, 160] },
  "product.events": { big: true, date: "event_date", gib: [55, 240] },
  "logistics.shipments": { big: true, date: "promised_at", gib: [24, 90] },
  "sales.orders": { big: false, date: "order_date", gib: [0.4, 2.5] },
  "sales.refunds": { big: false, date: "refunded_at", gib: [0.1, 0.9] },
  "crm.subscriptions": { big: false, date: "started_at", gib: [0.1, 0.6] },
  "support.tickets": { big: false, date: "opened_at", gib: [0.2, 1.4] },
};

/** Two sets of columns to group by; each table knows one of them. */
const goods = ["region", "product line", "channel"];
const customers = ["region", "plan"];

/** `unit`: euro, percent or count; `range`: what a group's value may be. */
export const metrics = [
  {
    name: "revenue",
    table: "sales.order_lines",
    sql: "sum(net_amount)",
    unit: "euro",
    range: [310e3, 2.4e6],
    by: goods,
  },
  {
    name: "gross margin",
    table: "sales.order_lines",
    sql: "(sum(net_amount) - sum(cost_amount)) / sum(net_amount)",
    unit: "percent",
    range: [0.21, 0.46],
    by: goods,
  },
  {
    name: "active accounts",
    table: "product.events",
    sql: "count(distinct account_id)",
    unit: "count",
    range: [420, 9800],
    by: customers,
  },
  {
    name: "on-time delivery",
    table: "logistics.shipments",
    sql: "avg(case when delivered_at <= promised_at then 1 else 0 end)",
    unit: "percent",
    range: [0.82, 0.985],
    by: ["region", "product line"],
  },
  { name: "refunds", table: "sales.refunds", sql: "sum(amount)", unit: "euro", range: [4e3, 96e3], by: goods },
  {
    name: "average order value",
    table: "sales.orders",
    sql: "avg(total_amount)",
    unit: "euro",
    range: [38, 240],
    by: goods,
  },
  {
    name: "churn",
    table: "crm.subscriptions",
    sql: "count(ended_at) / count(*)",
    unit: "percent",
    range: [0.008, 0.061],
    by: customers,
  },
  {
    name: "support tickets",
    table: "support.tickets",
    sql: "count(*)",
    unit: "count",
    range: [38, 1450],
    by: customers,
  },
];

/** What a dimension's groups are called. */
export const dimensions = {
  region: ["Nordics", "DACH", "Benelux", "Iberia", "UK and Ireland"],
  "product line": ["Kitchen", "Garden", "Lighting", "Storage", "Outdoor"],
  channel: ["web", "retail", "partner", "marketplace"],
  plan: ["starter", "team", "business", "enterprise"],
};

/** Questions of several parts go to one sub-agent per part; these are the parts, first the ones asked most. */
export const reviews = [
  { by: "region", parts: ["revenue", "churn"] },
  { by: "region", parts: ["revenue", "refunds", "on-time delivery"] },
  { by: "product line", parts: ["revenue", "gross margin"] },
  { by: "channel", parts: ["revenue", "refunds", "average order value"] },
  { by: "plan", parts: ["active accounts", "churn"] },
  { by: "plan", parts: ["active accounts", "churn", "support tickets"] },
];

const models = {
  small: { name: "gpt-4.1-mini-2025-04-14", alias: "gpt-4.1-mini", provider: "openai", prices: [0.4, 0.1, 1.6] },
  sql: { name: "claude-sonnet-4-5-20250929", alias: "claude-sonnet-4-5", provider: "anthropic", prices: [3, 0.3, 15] },
  large: { name: "gpt-4.1-2025-04-14", alias: "gpt-4.1", provider: "openai", prices: [2, 0.5, 8] },
};

/** Which model a step calls. Prices are US dollars per million tokens: input, cached input, output. */
export const modelOf = {
  plan: models.small,
  "write SQL": models.sql,
  "validate SQL": models.small,
  "synthesise answer": models.large,
  "judge faithfulness": models.small,
};

export const embeddingModel = { name: "text-embedding-3-small", price: 0.02 };

/** The system prompts as the spans carry them (the first lines of the real ones, which are longer). */
export const systemPrompts = {
  plan: "You plan how to answer a question about company data. List the steps; name every figure that has to be queried.",
  "write SQL":
    "You write one SQL query for the warehouse. Use only the tables in the schema notes. Return SQL, nothing else.",
  "validate SQL":
    "Check the query against the schema notes: columns, date range, grouping. Answer valid or name the mistake.",
  "synthesise answer":
    "Answer from the query results alone. State the period and the table. No figure that is not in a result.",
  "judge faithfulness":
    "Is every figure in the answer supported by the query results? Return JSON: faithful, score, reason.",
};

/** Notes about the schema that retrieval finds: one per table, and some that are often found beside them. */
export const schemaNotes = [
  note(
    "schema/sales.order_lines",
    "2026-02-17",
    "One row per order line. net_amount is after discounts and before VAT, in euro. cost_amount is the standard cost on the day of the order. About 410 million rows, partitioned by order_date.",
  ),
  note(
    "schema/sales.orders",
    "2026-02-17",
    "One row per order. total_amount is the sum of its lines with shipping. Cancelled orders keep their row with status = 'cancelled'.",
  ),
  note(
    "schema/sales.refunds",
    "2025-11-04",
    "One row per refund, dated by refunded_at. amount is positive. Partial refunds of one order are separate rows.",
  ),
  note(
    "schema/product.events",
    "2026-01-22",
    "One row per event in the product. account_id is the paying account. About 1.2 billion rows, partitioned by event_date; always cut it by date.",
  ),
  note(
    "schema/logistics.shipments",
    "2026-03-09",
    "One row per parcel. promised_at is what the customer was told at checkout, delivered_at is empty while it is under way. About 190 million rows.",
  ),
  note(
    "schema/crm.subscriptions",
    "2025-12-15",
    "One row per subscription with started_at and ended_at. A change of plan ends one row and starts another with the same account_id.",
  ),
  note(
    "schema/support.tickets",
    "2025-09-30",
    "One row per ticket, dated by opened_at. Merged tickets keep the row of the older one.",
  ),
  note(
    "glossary/revenue",
    "2026-01-08",
    "Revenue means net revenue: net_amount of order lines that are not cancelled, in the month of the order.",
  ),
  note(
    "glossary/gross margin",
    "2026-01-08",
    "Gross margin is net revenue less standard cost, as a share of net revenue. Freight is not part of it.",
  ),
  note(
    "glossary/churn",
    "2024-10-21",
    "Churn is subscriptions that ended in the period as a share of those that were active when it began. Plan changes do not count.",
  ),
  note(
    "glossary/active accounts",
    "2025-06-12",
    "An account is active in a period when it has at least one event other than a sign-in.",
  ),
  note(
    "glossary/on-time delivery",
    "2026-03-09",
    "A parcel is on time when it is delivered on or before the promised day. Parcels under way are left out.",
  ),
  note(
    "glossary/average order value",
    "2025-08-19",
    "Average order value is total_amount over orders that are not cancelled, shipping included.",
  ),
  note(
    "guide/regions",
    "2026-03-30",
    "Regions follow the sales organisation: Nordics, DACH, Benelux, Iberia, UK and Ireland. Poland moved to DACH on 1 January 2026.",
  ),
  note(
    "guide/fiscal calendar",
    "2025-12-02",
    "The fiscal year is the calendar year. Weeks start on Monday; week 1 is the one with the first Thursday.",
  ),
  note(
    "guide/row limits",
    "2025-05-27",
    "The agent's role may read at most 10,000 rows of a result. Aggregate in the query.",
  ),
];

function note(id, lastUpdated, content) {
  return { id, lastUpdated, content };
}

export const services = {
  agent: service("analytics-agent", "2.14.0", "openinference.instrumentation", "0.1.34"),
  retrieval: service("retrieval", "1.9.2", "openinference.instrumentation", "0.1.34"),
  models: service("model-gateway", "5.3.1", "gateway.telemetry", "5.3.1"),
  warehouse: service("warehouse-gateway", "3.0.7", "warehouse.telemetry", "0.8.0"),
};

function service(name, version, scope, scopeVersion) {
  const resource = { "service.name": name, "service.version": version, "deployment.environment.name": "production" };
  return { resource, scope: { name: scope, version: scopeVersion } };
}
