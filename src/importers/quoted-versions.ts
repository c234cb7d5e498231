const bareVersion = /("(?:\w*[vV]ersion|revision|release)"\s*:\s*)(-?\d+\.\d+)(?=\s*[,}\]])/g;
const longestMatch = 256;

/**
 * JSON in which versions that are written as numbers are in quotes, since 1.10 and 1.1 are one number and two versions.
 * Lines stay what they are. A quote inside a text has a backslash before it, so nothing inside of one is touched.
 */
export async function* quotedVersions(chunks: AsyncIterable<Uint8Array>): AsyncGenerator<Uint8Array> {
  const decoder = new TextDecoder();
  const encoder = new TextEncoder();
  let kept = "";
  for await (const chunk of chunks) {
    const text = kept + decoder.decode(chunk, { stream: true });
    const upTo = safeEnd(text);
    kept = text.slice(upTo);
    if (upTo > 0) yield encoder.encode(text.slice(0, upTo).replace(bareVersion, '$1"$2"'));
  }
  yield encoder.encode((kept + decoder.decode()).replace(bareVersion, '$1"$2"'));
}

/** Where a text can be cut without cutting a match: behind what comes before the last key. */
function safeEnd(text: string): number {
  const tail = Math.max(0, text.length - longestMatch);
  const cut = Math.max(text.lastIndexOf(","), text.lastIndexOf("{")) + 1;
  if (cut > tail) return cut;
  const code = text.charCodeAt(tail - 1);
  return code >= 0xd800 && code <= 0xdbff ? tail - 1 : tail;
}
