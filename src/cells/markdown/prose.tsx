import type { ComponentProps, ReactNode } from "react";
import Markdown, { type Components, type ExtraProps } from "react-markdown";
import remarkGfm from "remark-gfm";
import { headingId, linkTarget, pictureHost, textContent } from "./addresses.ts";

/**
 * Markdown from anywhere as formatted text: HTML in it is shown as text, pictures are named and never loaded, links
 * lead only to web pages, mail addresses and places in the text.
 */
export function Prose({ source }: { readonly source: string }) {
  const ids = new Map<string, number>();
  const heading = (level: HeadingLevel) => (props: HeadingProps) => <Heading level={level} ids={ids} {...props} />;
  const components: Components = {
    ...fixed,
    h1: heading("h1"),
    h2: heading("h2"),
    h3: heading("h3"),
    h4: heading("h4"),
    h5: heading("h5"),
    h6: heading("h6"),
  };
  return (
    <div className="prose">
      <Markdown remarkPlugins={[remarkGfm]} urlTransform={asWritten} components={components}>
        {source}
      </Markdown>
    </div>
  );
}

// Addresses are judged where they are drawn, so that what is refused can be said.
const asWritten = (url: string) => url;

type HeadingLevel = "h1" | "h2" | "h3" | "h4" | "h5" | "h6";
type HeadingProps = ComponentProps<"h1"> & ExtraProps;

/** A heading with an id that links and outlines can point to; repeated ones are numbered. */
function Heading({
  level: Level,
  ids,
  node,
  children,
}: HeadingProps & { level: HeadingLevel; ids: Map<string, number> }) {
  const id = headingId(textContent(node));
  const before = ids.get(id) ?? 0;
  ids.set(id, before + 1);
  return <Level id={before ? `${id}-${before}` : id}>{children}</Level>;
}

const fixed: Components = {
  a: Link,
  img: ({ alt, src }) => <Picture alt={alt} src={typeof src === "string" ? src : ""} />,
  table: ({ children }) => (
    <div className="prose-table">
      <table>{children}</table>
    </div>
  ),
};

function Link({ href = "", children, id }: ComponentProps<"a"> & ExtraProps): ReactNode {
  const target = linkTarget(href);
  if (!target)
    return (
      <span className="prose-no-link" title={`not a link that is followed: ${href}`}>
        {children}
      </span>
    );
  if (target.startsWith("#"))
    return (
      <a id={id} href={target} title={target}>
        {children}
      </a>
    );
  return (
    <a href={target} title={target} target="_blank" rel="noopener noreferrer">
      {children}
    </a>
  );
}

function Picture({ alt, src }: { readonly alt: string | undefined; readonly src: string }) {
  return (
    <span className="prose-picture" title={src.slice(0, 300)}>
      {alt && `${alt} `}
      <small>image not loaded: {pictureHost(src)}</small>
    </span>
  );
}
