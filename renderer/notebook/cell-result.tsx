import { Component, type ReactNode, useMemo } from "react";
import type { AnyCellKind, Live } from "../../src/cells/cell-kind.tsx";

interface CellResultProps {
  readonly kind: AnyCellKind;
  readonly name: string;
  readonly last: { readonly spec: unknown; readonly result: unknown };
  readonly live: Live;
}

/** A result as its kind draws it. A view that fails takes only itself down, and says so. */
export function CellResult({ kind, name, last, live }: CellResultProps) {
  const { View } = kind;
  const { spec, result } = last;
  // A cell's state changes several times in a run; its result is drawn again only when it is another.
  const view = useMemo(
    () => <View name={name} spec={spec} result={result} live={live} />,
    [View, name, spec, result, live],
  );
  return (
    <Boundary key={kind.kind} result={result}>
      {view}
    </Boundary>
  );
}

class Boundary extends Component<{ result: unknown; children: ReactNode }, { error: Error | null; result: unknown }> {
  override state: { error: Error | null; result: unknown } = { error: null, result: this.props.result };

  static getDerivedStateFromError(error: Error) {
    return { error };
  }

  // A new result gets a new chance.
  static getDerivedStateFromProps(props: { result: unknown }, state: { error: Error | null; result: unknown }) {
    return props.result === state.result ? null : { error: null, result: props.result };
  }

  override render(): ReactNode {
    if (!this.state.error) return this.props.children;
    return (
      <div className="cell-failure" role="alert">
        This result could not be drawn: {this.state.error.message}
      </div>
    );
  }
}
