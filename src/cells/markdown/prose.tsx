import { type ComponentProps, memo, type ReactNode } from "react";
import Markdown, { type Components, type ExtraProps } from "react-markdown";
import remarkGfm from "remark-gfm";
import { linkTarget, pictureHost } from "./addresses.ts";
import { headingIds } from "./heading-ids.ts";

/**
 * Markdown from anywhere as formatted text: HTML in it is shown as text, pictures are named and never loaded, links
 * lead only to web pages, mail addresses and places in the text.
 */
export const Prose = memo(function Prose({ source }: { readonly source: string }) {
  return (
    <div className="prose">
      <Markdown
        remarkPlugins={[remarkGfm]}
        rehypePlugins={[headingIds]}
        urlTransform={asWritten}
        components={components}
      >
        {source}
      </Markdown>
    </div>
  );
});

// Addresses are judged where they are drawn, so that what is refused can be said.
const asWritten = (url: string) => url;

const components: Components = {
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
  const outside = target.startsWith("#") ? {} : { target: "_blank", rel: "noopener noreferrer" };
  return (
    <a id={id} href={target} title={target} {...outside}>
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
