import { type ReactNode, useEffect, useMemo, useRef, useState } from "react";
import { Canvas, type Size } from "./canvas.tsx";
import { boxOf, type MapPlace, PointCamera } from "./point-camera.ts";
import { PointIndex } from "./point-index.ts";
import { hidden, type PointLooks, type PointPainter, pointPainter } from "./point-painter.tsx";
import { type PointSelection, usePointTools } from "./point-tools.tsx";
import { token, useTheme } from "./theme.tsx";
import "./point-map.css";

export type { PointSelection } from "./point-tools.tsx";

/** Draws in CSS pixels above or below the points. Keep its identity while it draws the same. */
export type MapPaint = (context: CanvasRenderingContext2D, camera: PointCamera, size: Size) => void;

export type MapTool = "move" | "rectangle" | "lasso";

export interface PointMapProps {
  /** x and y by turns, in the map's own units, y upwards; NaN for points without a place. Keep its identity. */
  readonly positions: Float32Array;
  /** Keep its identity. Colours are CSS's, read anew with the theme. */
  readonly looks: () => PointLooks;
  readonly below?: MapPaint | undefined;
  readonly above?: MapPaint | undefined;
  readonly tool: MapTool;
  /** What is shown, in a sentence. */
  readonly label: string;
  readonly describe: (point: number) => ReactNode;
  /** Null when nothing is chosen any more. Points that are hidden are never chosen. */
  readonly onSelect: (selection: PointSelection | null) => void;
  readonly onOpen?: (point: number) => void;
  readonly height?: number;
}

/** While the map moves, no more points than these are drawn; all of them once it rests. */
const whileMoving = 150_000;
const restMs = 140;

/**
 * Points on a plane, moved and enlarged by pointer, wheel and keys, chosen by rectangle or loop, told when pointed at. A
 * table with the same content is the caller's.
 */
export function PointMap(props: PointMapProps) {
  const { positions, looks, tool, label, describe, height = 480, below, above } = props;
  const camera = useMemo(() => new PointCamera(), []);
  const index = useMemo(() => lazily(() => new PointIndex(positions)), [positions]);
  const codes = useMemo(() => looks().codes, [looks]);
  useEffect(() => camera.setBox(boxOf(positions)), [camera, positions]);
  const isShown = (point: number) => codes[point] !== hidden;
  const tools = usePointTools({ camera, index, isShown, tool, onSelect: props.onSelect, onOpen: props.onOpen });
  const points = usePoints(camera, positions, looks);
  const [, resize] = useState(0);
  return (
    <div
      ref={tools.area}
      className={`point-map is-${tool}`}
      style={{ height }}
      role="application"
      aria-label={label}
      // biome-ignore lint/a11y/noNoninteractiveTabindex: the map takes keys
      tabIndex={0}
      {...tools.handlers}
    >
      {below && <MapCanvas camera={camera} paint={below} label="Density" />}
      <canvas ref={points.canvas} className="point-map-points" role="img" aria-label={label} />
      <Canvas
        className="point-map-above"
        label="Outlines and names"
        subscribe={tools.subscribe}
        onSize={(size) => {
          camera.setSize(size.width, size.height);
          resize(size.width);
        }}
        paint={(context, size) => {
          above?.(context, camera, size);
          if (tools.hovered) paintRing(context, camera, positions, tools.hovered.point);
          tools.paint(context);
        }}
      />
      {points.failure && <p className="point-map-failure">{points.failure}</p>}
      {tools.hovered && (
        <div className="point-map-tip" style={tipPlace(tools.hovered.at, tools.area.current)}>
          {describe(tools.hovered.point)}
        </div>
      )}
    </div>
  );
}

/** About the point that is told of. */
function paintRing(
  context: CanvasRenderingContext2D,
  camera: PointCamera,
  positions: Float32Array,
  point: number,
): void {
  const at = camera.toScreen({ x: positions[2 * point] as number, y: positions[2 * point + 1] as number });
  context.beginPath();
  context.arc(at.x, at.y, 6, 0, 2 * Math.PI);
  context.strokeStyle = token("--text");
  context.lineWidth = 1.5;
  context.stroke();
}

function lazily<T>(make: () => T): () => T {
  let made: { readonly value: T } | null = null;
  return () => {
    made ??= { value: make() };
    return made.value;
  };
}

function MapCanvas({ camera, paint, label }: { camera: PointCamera; paint: MapPaint; label: string }) {
  return (
    <Canvas
      className="point-map-below"
      label={label}
      subscribe={camera.subscribe}
      paint={(context, size) => paint(context, camera, size)}
    />
  );
}

function tipPlace(at: MapPlace, area: HTMLElement | null) {
  const [width, height] = [area?.clientWidth ?? 0, area?.clientHeight ?? 0];
  return {
    ...(at.x > width / 2 ? { right: width - at.x + 12 } : { left: at.x + 12 }),
    ...(at.y > height / 2 ? { bottom: height - at.y + 12 } : { top: at.y + 12 }),
  };
}

/** Draws the points once a frame at most, few of them while the map moves. */
function usePoints(camera: PointCamera, positions: Float32Array, looks: () => PointLooks) {
  const canvas = useRef<HTMLCanvasElement>(null);
  const theme = useTheme();
  const [failure, setFailure] = useState("");
  const board = useRef<Board | null>(null);
  useEffect(() => {
    const painter = canvas.current && pointPainter(canvas.current);
    if (!canvas.current || !painter)
      return setFailure("The points cannot be drawn here: the browser gives no canvas. The table below has them.");
    const made = new Board(canvas.current, painter, camera);
    board.current = made;
    return () => {
      board.current = null;
      made.stop();
    };
  }, [camera]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the theme changes what the colours are
  useEffect(() => board.current?.show(positions, looks()), [positions, looks, theme]);
  return { canvas, failure };
}

class Board {
  #frame = 0;
  #rest: ReturnType<typeof setTimeout> | undefined;
  #positions: Float32Array | null = null;
  readonly #unsubscribe: () => void;
  readonly #observer: ResizeObserver;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly painter: PointPainter,
    private readonly camera: PointCamera,
  ) {
    this.#unsubscribe = camera.subscribe(() => this.#ask(whileMoving));
    this.#observer = new ResizeObserver(() => this.#ask(whileMoving));
    this.#observer.observe(canvas);
    // The painter has listened first, and has its points again.
    canvas.addEventListener("webglcontextrestored", this.#again);
  }

  readonly #again = () => this.#ask(Number.POSITIVE_INFINITY);

  show(positions: Float32Array, looks: PointLooks): void {
    if (positions !== this.#positions) this.painter.setPositions(positions);
    this.#positions = positions;
    this.painter.setLooks(looks);
    this.#ask(Number.POSITIVE_INFINITY);
  }

  #ask(most: number): void {
    clearTimeout(this.#rest);
    if (most < (this.#positions?.length ?? 0) / 2)
      this.#rest = setTimeout(() => this.#ask(Number.POSITIVE_INFINITY), restMs);
    cancelAnimationFrame(this.#frame);
    this.#frame = requestAnimationFrame(() => this.#draw(most));
  }

  #draw(most: number): void {
    const ratio = devicePixelRatio || 1;
    const [width, height] = [this.canvas.clientWidth, this.canvas.clientHeight].map((size) => Math.round(size * ratio));
    if (!width || !height) return;
    if (this.canvas.width !== width) this.canvas.width = width;
    if (this.canvas.height !== height) this.canvas.height = height;
    this.painter.draw(this.camera, ratio, most);
  }

  stop(): void {
    this.#unsubscribe();
    this.#observer.disconnect();
    this.canvas.removeEventListener("webglcontextrestored", this.#again);
    clearTimeout(this.#rest);
    cancelAnimationFrame(this.#frame);
    this.painter.stop();
  }
}
