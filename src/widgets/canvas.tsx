import { type RefObject, useEffect, useRef } from "react";
import { useTheme } from "./theme.tsx";

/** Size in CSS pixels. */
export interface Size {
  readonly width: number;
  readonly height: number;
}

/** Paints everything anew. The context counts in CSS pixels and is cleared. */
export type Paint = (context: CanvasRenderingContext2D, size: Size) => void;

export interface CanvasProps {
  readonly paint: Paint;
  /** Calls back whenever what is painted has changed; painting waits for the next frame. */
  readonly subscribe: (listener: () => void) => () => void;
  readonly onSize?: (size: Size) => void;
  /** What is drawn, in words. */
  readonly label: string;
  readonly className?: string;
  readonly canvas?: RefObject<HTMLCanvasElement | null>;
}

/** A canvas as large as its box, sharp on every screen, painted once per frame at most and anew with the theme. */
export function Canvas({ paint, subscribe, onSize, label, className, canvas }: CanvasProps) {
  const own = useRef<HTMLCanvasElement>(null);
  const element = canvas ?? own;
  const theme = useTheme();
  const latest = useRef({ paint, onSize });
  latest.current = { paint, onSize };
  const painter = useRef<Painter | null>(null);
  useEffect(() => {
    if (!element.current) return;
    const made = new Painter(element.current, latest);
    painter.current = made;
    const unsubscribe = subscribe(made.ask);
    return () => {
      unsubscribe();
      made.stop();
    };
  }, [element, subscribe]);
  // biome-ignore lint/correctness/useExhaustiveDependencies: the colours and the painting function are what changed
  useEffect(() => painter.current?.ask(), [theme, paint]);
  return <canvas ref={element} className={className} role="img" aria-label={label} />;
}

interface Latest {
  readonly current: { readonly paint: Paint; readonly onSize: ((size: Size) => void) | undefined };
}

class Painter {
  readonly #canvas: HTMLCanvasElement;
  readonly #latest: Latest;
  readonly #observer: ResizeObserver;
  #size: Size = { width: 0, height: 0 };
  #ratio = 1;
  #frame = 0;
  #density: MediaQueryList | null = null;

  constructor(canvas: HTMLCanvasElement, latest: Latest) {
    this.#canvas = canvas;
    this.#latest = latest;
    this.#observer = new ResizeObserver(() => this.#measure());
    this.#observer.observe(canvas);
    this.#measure();
    this.#watchDensity();
  }

  /** A window that moves to a sharper screen keeps its size in CSS pixels; each query knows one density only. */
  readonly #watchDensity = (): void => {
    this.#density?.removeEventListener("change", this.#watchDensity);
    if (this.#density) this.ask();
    this.#density = matchMedia(`(resolution: ${devicePixelRatio || 1}dppx)`);
    this.#density.addEventListener("change", this.#watchDensity);
  };

  readonly ask = (): void => {
    this.#frame ||= requestAnimationFrame(() => this.#draw());
  };

  stop(): void {
    this.#observer.disconnect();
    this.#density?.removeEventListener("change", this.#watchDensity);
    cancelAnimationFrame(this.#frame);
  }

  #measure(): void {
    const { clientWidth: width, clientHeight: height } = this.#canvas;
    this.#size = { width, height };
    this.#latest.current.onSize?.(this.#size);
    // At once, not in the next frame: a canvas that was resized shows its old picture stretched until it is painted.
    cancelAnimationFrame(this.#frame);
    this.#draw();
  }

  #draw(): void {
    this.#frame = 0;
    const { width, height } = this.#size;
    const context = width && height ? this.#canvas.getContext("2d") : null;
    if (!context) return;
    this.#fit();
    context.setTransform(this.#ratio, 0, 0, this.#ratio, 0, 0);
    context.clearRect(0, 0, width, height);
    this.#latest.current.paint(context, this.#size);
  }

  /** Setting a canvas's size clears it and costs time, so only when it changed. */
  #fit(): void {
    this.#ratio = devicePixelRatio || 1;
    const width = Math.round(this.#size.width * this.#ratio);
    const height = Math.round(this.#size.height * this.#ratio);
    if (this.#canvas.width !== width) this.#canvas.width = width;
    if (this.#canvas.height !== height) this.#canvas.height = height;
  }
}
