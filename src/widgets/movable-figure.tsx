import { createContext, useContext } from "react";
import { type FigureLayout, type FigureSeries, paintedLayout, paintedSeries } from "./figure-spec.tsx";

/** Whether figures without a page carry what a script on the reader's page needs to make them move. */
export const MovableFigures = createContext(false);

interface FigureDataProps {
  readonly data: readonly FigureSeries[];
  readonly layout: FigureLayout;
  readonly height: number;
}

const look = { font: "sans-serif", size: 10.5, colour: (token: string) => `var(${token})` };

/** A figure as Plotly takes it, as JSON that nothing runs; colours stay tokens, which the script looks up. */
export function FigureData({ data, layout, height }: FigureDataProps) {
  if (!useContext(MovableFigures)) return null;
  const figure = {
    data: paintedSeries(data, look.colour),
    layout: paintedLayout(layout, data, height, look),
  };
  const json = JSON.stringify(figure, (_, value) => (ArrayBuffer.isView(value) ? plainList(value) : value));
  // "<" inside the element could end it.
  const html = { __html: json.replaceAll("<", "\\u003c") };
  return (
    <>
      {/* biome-ignore lint/security/noDangerouslySetInnerHtml: JSON in a data block, which escaping as text would break */}
      <script type="application/json" className="figure-data" dangerouslySetInnerHTML={html} />
      <div className="figure-plot" hidden />
    </>
  );
}

function plainList(view: ArrayBufferView): readonly unknown[] {
  return view instanceof DataView
    ? []
    : Array.from(view as unknown as ArrayLike<unknown>, (one) => (typeof one === "bigint" ? Number(one) : one));
}
