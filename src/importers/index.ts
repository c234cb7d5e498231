import { delimited } from "./delimited.ts";
import type { Importer } from "./importer.ts";
import { jaeger } from "./jaeger.ts";
import { otlpJson } from "./otlp-json.ts";
import { otlpProtobuf } from "./otlp-protobuf.ts";

/** Every format, in the order of asking: the first that knows a file's content reads it. */
export const importers: readonly Importer[] = [otlpProtobuf, otlpJson, jaeger, delimited];
