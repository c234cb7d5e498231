declare function importScripts(address: string): void;

// DuckDB sends its program through a TransformStream, where there is one, to count the bytes. A browser keeps compiled
// only what comes straight from the network or its cache, and compiling is half the work of a start.
Reflect.deleteProperty(globalThis, "TransformStream");

// What fails while the program is loaded nobody there takes: it is told to the page.
self.addEventListener("unhandledrejection", ({ reason }) => reportError(reason));

/** A classic script, told by the worker's name. */
importScripts(self.name);
