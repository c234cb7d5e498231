import { isObject, type JsonObject } from "../json/json.ts";

/*
 * Zipkin's first format: what a span's side, times and tags are stands in annotations, of the client and the server of a
 * call together. Each side becomes a span of the second format.
 */

/** True for a span of the first format. */
export function isZipkinV1(span: JsonObject): boolean {
  return Array.isArray(span.binaryAnnotations) || objects(span.annotations).some(({ endpoint }) => isObject(endpoint));
}

interface Side {
  readonly kind: string;
  readonly begins: string;
  readonly ends: string;
  /** The binary annotation that holds the other side's address. */
  readonly other: string;
}

const sides: readonly Side[] = [
  { kind: "CLIENT", begins: "cs", ends: "cr", other: "sa" },
  { kind: "SERVER", begins: "sr", ends: "ss", other: "ca" },
  { kind: "PRODUCER", begins: "ms", ends: "", other: "ma" },
  { kind: "CONSUMER", begins: "mr", ends: "", other: "ma" },
];

const codes = new Set(["cs", "cr", "sr", "ss", "ms", "mr"]);
const addresses = new Set(["sa", "ca", "ma"]);

/** The spans of the second format in one of the first: one for each side that took part. */
export function fromZipkinV1(span: JsonObject): JsonObject[] {
  const annotations = objects(span.annotations);
  const found = sides.filter(({ begins, ends }) => annotations.some(({ value }) => value === begins || value === ends));
  if (found.length === 0) return [onSide(span, null, false)];
  return found.map((side) => onSide(span, side, found.length > 1));
}

function onSide(span: JsonObject, side: Side | null, isOneOfTwo: boolean): JsonObject {
  const annotations = objects(span.annotations);
  const tagged = objects(span.binaryAnnotations);
  const begin = annotations.find(({ value }) => value === side?.begins);
  const end = annotations.find(({ value }) => value === side?.ends);
  const own = [begin, end, tagged.find(({ key }) => key === "lc"), ...annotations, ...tagged].find(
    hasEndpoint,
  )?.endpoint;
  const isHere = ({ endpoint }: JsonObject) => !isOneOfTwo || service(endpoint) === service(own) || !isObject(endpoint);
  const { annotations: _, binaryAnnotations: __, timestamp, duration, ...rest } = span;
  const took = begin && end ? Number(end.timestamp) - Number(begin.timestamp) : undefined;
  return {
    ...rest,
    ...(side === null ? {} : { kind: side.kind }),
    timestamp: isOneOfTwo ? begin?.timestamp : (timestamp ?? begin?.timestamp),
    duration: isOneOfTwo ? took : (duration ?? took),
    localEndpoint: own,
    remoteEndpoint: tagged.find(({ key }) => key === side?.other)?.endpoint,
    annotations: annotations.filter((annotation) => !codes.has(String(annotation.value)) && isHere(annotation)),
    tags: Object.fromEntries(
      tagged
        .filter((annotation) => !addresses.has(String(annotation.key)) && isHere(annotation))
        .map(({ key, value }) => [String(key), value]),
    ),
    ...(isOneOfTwo && side?.kind === "SERVER" ? { shared: true } : {}),
  };
}

function hasEndpoint(annotation: JsonObject | undefined): boolean {
  return isObject(annotation?.endpoint);
}

function service(endpoint: unknown): unknown {
  return isObject(endpoint) ? endpoint.serviceName : undefined;
}

function objects(list: unknown): readonly JsonObject[] {
  return Array.isArray(list) ? list.filter(isObject) : [];
}
