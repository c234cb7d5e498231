// The frame between the page and a script's worker. It is a document of its own, of no origin: `sandbox` takes page,
// storage and navigation from it, its policy the network, and the worker inherits both. The frame's own script never
// evaluates anything of a script's: in a document, unlike in a worker, WebRTC could carry packets out.

/** The frame's script: starts the worker whose text it is sent, hands it a line to the page, and answers pings. */
export const frameScript = `onmessage = ({ data, ports: [own, line], source }) => {
  if (source !== parent) return;
  onmessage = null;
  const worker = new Worker(URL.createObjectURL(new Blob([data], { type: "text/javascript" })));
  worker.onerror = (event) => {
    event.preventDefault();
    own.postMessage(String(event.message));
  };
  worker.postMessage(null, [line]);
  own.onmessage = () => own.postMessage(null);
};
parent.postMessage("ready", "*");`;

/** The script as a policy names it. The page's policy has to name it too, because the frame inherits that. */
export const frameScriptHash = "sha256-HSq84JICxhhbQIdN7XnACuDUuaUd02sKi0gVbzWYsCk=";

const policy = `default-src 'none'; script-src '${frameScriptHash}' blob:; worker-src blob:; connect-src 'none'`;

export const frameDocument = `<!doctype html><meta http-equiv="Content-Security-Policy" content="${policy}"><script>${frameScript}</script>`;
