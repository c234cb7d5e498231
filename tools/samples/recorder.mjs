/** Writes down the spans of one trace while a clock (microseconds after the epoch) runs along. */
export function recorder(random, start, everySpan) {
  const traceId = random.hex(32);
  const spans = [];

  /** Opens a span below `parent` (null for the root) at the clock's time. */
  function open(clock, parent, service, name, attributes) {
    const span = {
      traceId,
      spanId: random.hex(16),
      parentId: parent ? parent.spanId : null,
      service,
      name,
      start: clock.now,
      end: null,
      attributes: { ...attributes, ...everySpan },
      events: [],
      status: "UNSET",
      message: null,
    };
    spans.push(span);
    return span;
  }

  function close(clock, span) {
    span.end = clock.now;
    return span;
  }

  /** A span without children that takes `ms` milliseconds. */
  function step(clock, parent, service, name, ms, attributes) {
    const span = open(clock, parent, service, name, attributes);
    wait(clock, ms);
    return close(clock, span);
  }

  return { traceId, spans, open, close, step, clock: { now: start } };
}

export function wait(clock, ms) {
  clock.now += Math.round(ms * 1000);
}

/** Marks a span as failed, with the exception as its event at the end. */
export function fail(span, type, message) {
  span.status = "ERROR";
  span.message = message;
  span.attributes["error.type"] = type;
  span.events.push({
    time: span.end ?? span.start,
    name: "exception",
    attributes: { "exception.type": type, "exception.message": message },
  });
}
