import type { PointCamera } from "./point-camera.ts";

/** What the points look like: a colour of the palette each. */
export interface PointLooks {
  /** One a point: the place of its colour in the palette, plus `faint` where it steps back, or `hidden`. */
  readonly codes: Uint8Array;
  /** At most 32, as CSS writes them. */
  readonly palette: readonly string[];
}

export const hidden = 255;
export const faint = 32;

export interface PointPainter {
  /** x and y by turns, in the map's units; NaN for points without a place. */
  setPositions(positions: Float32Array): void;
  setLooks(looks: PointLooks): void;
  /** Draws at most so many of the points: of any number a fair part, whatever their order. */
  draw(camera: PointCamera, ratio: number, most: number): void;
  stop(): void;
}

/** By WebGL2, or by the two-dimensional canvas where that is missing; null where there is neither. */
export function pointPainter(canvas: HTMLCanvasElement): PointPainter | null {
  const gl = canvas.getContext("webgl2", { antialias: false, depth: false, premultipliedAlpha: true });
  if (gl) return new GlPainter(canvas, gl);
  const context = canvas.getContext("2d");
  return context && new PlainPainter(canvas, context);
}

/** Their size and how much shows through, so that many points together do not become one blot. */
function inkOf(points: number): { size: number; alpha: number } {
  if (points <= 60_000) return { size: 3, alpha: 0.6 };
  return points <= 300_000 ? { size: 2, alpha: 0.5 } : { size: 1.5, alpha: 0.4 };
}

/** Points in an order in which any beginning is a fair part of all. */
function mixed(points: number): Uint32Array {
  let stride = Math.max(1, Math.floor(points * 0.618));
  while (divisor(stride, points) > 1) stride++;
  const order = new Uint32Array(points);
  for (let at = 0, point = 0; at < points; at++, point = (point + stride) % points) order[at] = point;
  return order;
}

function divisor(one: number, other: number): number {
  return other === 0 ? one : divisor(other, one % other);
}

function rgb(colour: string, context: OffscreenCanvasRenderingContext2D): [number, number, number] {
  context.clearRect(0, 0, 1, 1);
  context.fillStyle = colour;
  context.fillRect(0, 0, 1, 1);
  const [red = 0, green = 0, blue = 0] = context.getImageData(0, 0, 1, 1).data;
  return [red / 255, green / 255, blue / 255];
}

const vertexShader = `#version 300 es
layout(location = 0) in vec2 place;
layout(location = 1) in float code;
uniform vec2 middle;
uniform vec2 scale;
uniform float size;
uniform float alpha;
uniform vec3 palette[32];
out vec4 colour;
void main() {
  int look = int(code + 0.5);
  float strength = look >= ${faint} ? alpha * 0.16 : alpha;
  gl_Position = look == ${hidden} ? vec4(2.0, 2.0, 2.0, 1.0) : vec4((place - middle) * scale, 0.0, 1.0);
  gl_PointSize = size;
  colour = vec4(palette[look & 31] * strength, strength);
}`;

const fragmentShader = `#version 300 es
precision mediump float;
in vec4 colour;
out vec4 painted;
void main() {
  painted = colour;
}`;

class GlPainter implements PointPainter {
  #order: Uint32Array = new Uint32Array(0);
  #positions: Float32Array | null = null;
  #looks: PointLooks | null = null;
  #places: WebGLBuffer | null = null;
  #codes: WebGLBuffer | null = null;
  #program: WebGLProgram | null = null;

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly gl: WebGL2RenderingContext,
  ) {
    this.#prepare();
    canvas.addEventListener("webglcontextlost", this.#keep);
    canvas.addEventListener("webglcontextrestored", this.#restore);
  }

  /** Without this a context that was lost, as by a reset of the graphics card, never comes back. */
  readonly #keep = (event: Event) => event.preventDefault();

  readonly #restore = () => {
    this.#prepare();
    if (this.#positions) this.setPositions(this.#positions);
    if (this.#looks) this.setLooks(this.#looks);
  };

  #prepare(): void {
    const { gl } = this;
    const program = gl.createProgram();
    gl.attachShader(program, shader(gl, gl.VERTEX_SHADER, vertexShader));
    gl.attachShader(program, shader(gl, gl.FRAGMENT_SHADER, fragmentShader));
    gl.linkProgram(program);
    // biome-ignore lint/correctness/useHookAtTopLevel: WebGL's, not React's
    gl.useProgram(program);
    this.#program = program;
    this.#places = gl.createBuffer();
    this.#codes = gl.createBuffer();
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#places);
    gl.enableVertexAttribArray(0);
    gl.vertexAttribPointer(0, 2, gl.FLOAT, false, 0, 0);
    gl.bindBuffer(gl.ARRAY_BUFFER, this.#codes);
    gl.enableVertexAttribArray(1);
    gl.vertexAttribPointer(1, 1, gl.UNSIGNED_BYTE, false, 0, 0);
    gl.enable(gl.BLEND);
    gl.blendFunc(gl.ONE, gl.ONE_MINUS_SRC_ALPHA);
  }

  #at(name: string): WebGLUniformLocation | null {
    return this.#program && this.gl.getUniformLocation(this.#program, name);
  }

  setPositions(positions: Float32Array): void {
    this.#positions = positions;
    const points = positions.length / 2;
    if (points !== this.#order.length) this.#order = mixed(points);
    const places = new Float32Array(positions.length);
    this.#order.forEach((point, at) => {
      places[2 * at] = positions[2 * point] as number;
      places[2 * at + 1] = positions[2 * point + 1] as number;
    });
    this.#fill(this.#places, places);
  }

  setLooks(looks: PointLooks): void {
    this.#looks = looks;
    const { codes, palette } = looks;
    this.#fill(
      this.#codes,
      Uint8Array.from(this.#order, (point) => codes[point] as number),
    );
    const context = new OffscreenCanvas(1, 1).getContext("2d", { willReadFrequently: true });
    if (!context) return;
    const colours = new Float32Array(96);
    palette.slice(0, 32).forEach((colour, at) => {
      colours.set(rgb(colour, context), 3 * at);
    });
    this.gl.uniform3fv(this.#at("palette"), colours);
  }

  #fill(buffer: WebGLBuffer | null, data: Float32Array | Uint8Array): void {
    this.gl.bindBuffer(this.gl.ARRAY_BUFFER, buffer);
    this.gl.bufferData(this.gl.ARRAY_BUFFER, data, this.gl.DYNAMIC_DRAW);
  }

  draw(camera: PointCamera, ratio: number, most: number): void {
    const { gl, canvas } = this;
    const points = this.#order.length;
    const { size, alpha } = inkOf(points);
    gl.viewport(0, 0, canvas.width, canvas.height);
    gl.clearColor(0, 0, 0, 0);
    gl.clear(gl.COLOR_BUFFER_BIT);
    gl.uniform2f(this.#at("middle"), camera.x, camera.y);
    const scale = 2 * camera.scale * ratio;
    gl.uniform2f(this.#at("scale"), scale / canvas.width, scale / canvas.height);
    gl.uniform1f(this.#at("size"), size * ratio);
    gl.uniform1f(this.#at("alpha"), alpha);
    gl.drawArrays(gl.POINTS, 0, Math.min(points, most));
  }

  stop(): void {
    this.canvas.removeEventListener("webglcontextlost", this.#keep);
    this.canvas.removeEventListener("webglcontextrestored", this.#restore);
    this.gl.deleteBuffer(this.#places);
    this.gl.deleteBuffer(this.#codes);
  }
}

function shader(gl: WebGL2RenderingContext, type: number, source: string): WebGLShader {
  const made = gl.createShader(type);
  if (!made) throw new Error("point painter: the graphics card gives no shader");
  gl.shaderSource(made, source);
  gl.compileShader(made);
  return made;
}

class PlainPainter implements PointPainter {
  #positions: Float32Array = new Float32Array(0);
  #order: Uint32Array = new Uint32Array(0);
  #looks: PointLooks = { codes: new Uint8Array(0), palette: [] };

  constructor(
    private readonly canvas: HTMLCanvasElement,
    private readonly context: CanvasRenderingContext2D,
  ) {}

  setPositions(positions: Float32Array): void {
    this.#positions = positions;
    this.#order = mixed(positions.length / 2);
  }

  setLooks(looks: PointLooks): void {
    this.#looks = looks;
  }

  /** A tenth of what WebGL draws, because each point costs more here. */
  draw(camera: PointCamera, ratio: number, most: number): void {
    const { context, canvas } = this;
    const { codes, palette } = this.#looks;
    const { size, alpha } = inkOf(this.#order.length);
    context.setTransform(ratio, 0, 0, ratio, 0, 0);
    context.clearRect(0, 0, canvas.width, canvas.height);
    for (const point of this.#order.subarray(0, Math.min(most, 50_000))) {
      const code = codes[point] as number;
      const x = this.#positions[2 * point] as number;
      if (code === hidden || Number.isNaN(x)) continue;
      const at = camera.toScreen({ x, y: this.#positions[2 * point + 1] as number });
      context.globalAlpha = code >= faint ? alpha * 0.16 : alpha;
      context.fillStyle = palette[code & 31] ?? "";
      context.fillRect(at.x - size / 2, at.y - size / 2, size, size);
    }
    context.globalAlpha = 1;
  }

  stop(): void {
    this.#positions = new Float32Array(0);
  }
}
