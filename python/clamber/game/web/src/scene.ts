/** A picture of the world in an element of the page: renderer, sky, sun with soft shadows, camera, the frame loop. */

import {
  BackSide,
  BasicShadowMap,
  Color,
  DirectionalLight,
  Fog,
  type Group,
  HemisphereLight,
  Matrix4,
  Mesh,
  type Object3D,
  PCFShadowMap,
  PerspectiveCamera,
  Raycaster,
  Scene,
  ShaderMaterial,
  SphereGeometry,
  Vector2,
  Vector3,
  WebGLRenderer,
} from "three";
import { WORLD } from "./colours";
import { FrameRate } from "./frame_rate";
import { newWorld, type Point, toPage, toWorld } from "./frames";

/** Called for every frame: seconds since the one before (at most 0.1), and the page's clock in seconds. */
export type FrameCallback = (seconds: number, now: number) => void;

export interface StageOptions {
  /** Said to those who cannot see the picture. */
  label: string;
}

/** Steps down which an overburdened machine goes: dots per CSS pixel, and edge of the shadow map. */
const QUALITIES = [
  { dots: 2, shadow: 2048 },
  { dots: 1.5, shadow: 2048 },
  { dots: 1, shadow: 1024 },
  { dots: 0.75, shadow: 1024 },
  { dots: 0.5, shadow: 512 },
] as const;
/** On a machine that draws on its processor, frames are at least this far apart: the simulation needs it too. Seconds. */
const SOFTWARE_PACE = 1 / 30;
/** The same where as little as can be was asked for. */
const LOW_PACE = 1 / 12;
/** So long after the last thing moved, the picture is drawn once more as well as can be. Seconds. */
const STILL_AFTER = 0.4;
/** A second of frames slower than this asks for the next step down. Seconds per frame. */
const SLOW_FRAME = 1 / 24;
/** Where the fog hides everything, metres. */
const SIGHT = 190;
const SUN_FROM = new Vector3(-0.45, 1, 0.55).normalize();

/** Whether this browser draws on the processor, which then has better things to do than to smooth edges. */
function drawsInSoftware(): boolean {
  const probe = document.createElement("canvas").getContext("webgl2");
  const details = probe?.getExtension("WEBGL_debug_renderer_info");
  const name = details ? String(probe!.getParameter(details.UNMASKED_RENDERER_WEBGL)) : "";
  probe?.getExtension("WEBGL_lose_context")?.loseContext();
  return /swiftshader|llvmpipe|software/i.test(name);
}

/** Whether a camera stands where it stood, but for less than anyone sees. */
function isNear(a: Matrix4, b: Matrix4): boolean {
  return a.elements.every((element, i) => Math.abs(element - b.elements[i]!) < 2e-4);
}

function newSky(): Mesh {
  const material = new ShaderMaterial({
    side: BackSide,
    depthWrite: false,
    fog: false,
    uniforms: {
      top: { value: new Color(WORLD.skyTop) },
      middle: { value: new Color(WORLD.skyMiddle) },
      horizon: { value: new Color(WORLD.horizon) },
      glow: { value: new Color(WORLD.sun) },
      sun: { value: SUN_FROM },
    },
    vertexShader: `varying vec3 direction;
      void main() {
        direction = position;
        gl_Position = projectionMatrix * modelViewMatrix * vec4(position, 1.0);
      }`,
    fragmentShader: `varying vec3 direction;
      uniform vec3 top, middle, horizon, glow, sun;
      void main() {
        vec3 d = normalize(direction);
        float h = max(d.y, 0.0);
        vec3 colour = mix(horizon, middle, smoothstep(0.0, 0.22, h));
        colour = mix(colour, top, smoothstep(0.15, 0.8, h));
        float near = max(dot(d, sun), 0.0);
        colour += glow * (0.18 * pow(near, 12.0) + smoothstep(0.9988, 0.9993, near));
        gl_FragColor = vec4(colour, 1.0);
        #include <colorspace_fragment>
      }`,
  });
  const sky = new Mesh(new SphereGeometry(1, 24, 16), material);
  sky.name = "sky";
  sky.frustumCulled = false;
  sky.renderOrder = -1;
  return sky;
}

export class Stage {
  /** Holds everything that stands in the world, in the project's frame: z up, metres. */
  readonly world: Group;
  readonly scene = new Scene();
  readonly camera = new PerspectiveCamera(50, 1, 0.05, 600);
  readonly canvas: HTMLCanvasElement;
  readonly #renderer: WebGLRenderer;
  readonly #sun = new DirectionalLight(WORLD.sun, 2.5);
  readonly #sky = newSky();
  readonly #callbacks = new Set<FrameCallback>();
  readonly #raycaster = new Raycaster();
  readonly #parent: HTMLElement;
  #quality = 0;
  #margins = { left: 0, bottom: 0 };
  #fixed = false;
  #still = 0;
  #stillSince = 0;
  #sharp = false;
  #shadowRadius = 6;
  #running = false;
  #last = 0;
  readonly #rate = new FrameRate();
  readonly #software = drawsInSoftware();
  #pace = 0;
  readonly #seen = new Matrix4();
  #changed = true;
  /** False while nothing moves: then only a moved camera, a new size and `touch` draw anew. */
  moving = true;

  /** Fills `parent` (which must be positioned) with a canvas that follows its size. */
  constructor(parent: HTMLElement, options: StageOptions) {
    this.#parent = parent;
    const asked = new URLSearchParams(location.search).get("quality");
    // "photo": as little as can be while things move, and stills as fine as can be, for pictures of the page.
    this.#fixed = asked === "high" || asked === "low" || asked === "photo";
    this.#still = asked === "photo" ? 2 : asked === "low" ? 0 : Math.min(2, devicePixelRatio);
    this.#pace = asked === "low" || asked === "photo" ? LOW_PACE : this.#software ? SOFTWARE_PACE : 0;
    const plain = this.#software ? 2 : devicePixelRatio < 1.5 ? 1 : 0;
    this.#quality = asked === "low" || asked === "photo" ? QUALITIES.length - 1 : asked === "high" ? 1 : plain;
    this.#renderer = new WebGLRenderer({ antialias: asked === "high" || (!this.#software && !this.#fixed), powerPreference: "high-performance" });
    this.#renderer.shadowMap.enabled = true;
    this.#renderer.shadowMap.type = asked === "high" || asked === "photo" || !this.#software ? PCFShadowMap : BasicShadowMap;
    this.canvas = this.#renderer.domElement;
    this.canvas.className = "stage";
    this.canvas.setAttribute("role", "img");
    this.canvas.setAttribute("aria-label", options.label);
    parent.append(this.canvas);
    // What comes back is empty, and a picture in which nothing moves would stay so.
    this.canvas.addEventListener("webglcontextrestored", () => this.touch());

    this.scene.fog = new Fog(WORLD.horizon, SIGHT * 0.12, SIGHT);
    this.world = newWorld();
    const hemisphere = new HemisphereLight("#dcefff", "#c9a77c", 1.35);
    this.#sun.castShadow = true;
    this.#sun.shadow.radius = 3;
    this.#sun.shadow.bias = -0.0004;
    this.#sun.shadow.normalBias = 0.02;
    this.scene.add(this.#sky, this.world, hemisphere, this.#sun, this.#sun.target);
    this.lookFrom([-3, -4, 2.5], [0, 0, 0.3]);
    this.focus([0, 0, 0], 6);

    new ResizeObserver(() => this.#resize()).observe(parent);
    // Behind another page of the browser no frames come, and that does not make the machine slow.
    document.addEventListener("visibilitychange", () => this.#rate.forget());
    this.#resize();
  }

  /** Calls back before every frame until the returned function is called. */
  onFrame(callback: FrameCallback): () => void {
    this.#callbacks.add(callback);
    return () => this.#callbacks.delete(callback);
  }

  /** Starts drawing, frame after frame. */
  start(): void {
    if (this.#running) return;
    this.#running = true;
    this.#last = 0;
    this.#rate.forget();
    this.#renderer.setAnimationLoop((now) => this.#frame(now / 1000));
  }

  /** Stops drawing; the last picture stays. */
  stop(): void {
    this.#running = false;
    this.#renderer.setAnimationLoop(null);
  }

  /** Says that something changed while `moving` is false. */
  touch(): void {
    this.#changed = true;
  }

  /** Draws one picture now, for a stage that was not started. */
  draw(): void {
    this.#sky.position.copy(this.camera.position);
    this.#sky.scale.setScalar(this.camera.far * 0.9);
    this.#renderer.render(this.scene, this.camera);
  }

  /** Puts the camera at `eye`, looking at `target`; both in the project's frame. */
  lookFrom(eye: Point, target: Point): void {
    toPage(...eye, this.camera.position);
    this.camera.lookAt(toPage(...target));
  }

  /** Keeps the picture's middle clear of panels: how much of the canvas they cover at the left and at the bottom, pixels. */
  setMargins(left: number, bottom: number): void {
    this.#margins = { left, bottom };
    this.#resize();
  }

  /** Says around which place, and how far, shadows are drawn. Metres. */
  focus(place: Point, radius: number): void {
    const camera = this.#sun.shadow.camera;
    if (radius !== this.#shadowRadius || camera.right !== radius) {
      this.#shadowRadius = radius;
      camera.left = camera.bottom = -radius;
      camera.right = camera.top = radius;
      camera.near = 0.5;
      camera.far = radius * 4 + 20;
      camera.updateProjectionMatrix();
    }
    // Steps of whole texels along the world keep the shadows' edges from crawling.
    const step = (2 * radius) / this.#sun.shadow.mapSize.x * 8;
    const target = toPage(Math.round(place[0] / step) * step, Math.round(place[1] / step) * step, place[2]);
    this.#sun.target.position.copy(target);
    this.#sun.position.copy(SUN_FROM).multiplyScalar(radius * 2 + 10).add(target);
    this.#sun.target.updateMatrixWorld();
  }

  /** The line of sight through a place of the window: where it starts and its direction, in the project's frame. */
  ray(clientX: number, clientY: number): { origin: [number, number, number]; direction: [number, number, number] } {
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    const place = new Vector2(((clientX - left) / width) * 2 - 1, 1 - ((clientY - top) / height) * 2);
    this.#raycaster.setFromCamera(place, this.camera);
    return { origin: toWorld(this.#raycaster.ray.origin), direction: toWorld(this.#raycaster.ray.direction) };
  }

  /**
   * What is hit first at a place of the window: where, in the project's frame, and the `userData` of the object and its
   * parents, the nearest first. Objects with `userData.unpickable` are looked through.
   */
  pick(clientX: number, clientY: number): { point: [number, number, number]; data: Record<string, unknown> } | null {
    this.ray(clientX, clientY);
    for (const hit of this.#raycaster.intersectObject(this.world, true)) {
      const data: Record<string, unknown> = {};
      for (let object: Object3D | null = hit.object; object; object = object.parent) {
        Object.assign(data, { ...object.userData, ...data });
      }
      if (!data["unpickable"]) return { point: toWorld(hit.point), data };
    }
    return null;
  }

  /** Where a place of the project's frame appears in the window; null behind the camera. */
  onScreen(place: Point): { x: number; y: number } | null {
    const point = toPage(...place).project(this.camera);
    if (point.z > 1) return null;
    const { left, top, width, height } = this.canvas.getBoundingClientRect();
    return { x: left + ((point.x + 1) / 2) * width, y: top + ((1 - point.y) / 2) * height };
  }

  #resize(): void {
    const { clientWidth: width, clientHeight: height } = this.#parent;
    if (width === 0 || height === 0) return;
    const { dots } = QUALITIES[this.#quality]!;
    this.#sharp = false;
    this.#renderer.setPixelRatio(this.#fixed ? dots : Math.min(devicePixelRatio, dots));
    this.#renderer.setSize(width, height);
    this.#sizeShadow(QUALITIES[this.#quality]!.shadow);
    this.camera.aspect = width / height;
    const { left, bottom } = this.#margins;
    if (left > 0 || bottom > 0) this.camera.setViewOffset(width, height, -left / 2, bottom / 2, width, height);
    else this.camera.clearViewOffset();
    this.camera.updateProjectionMatrix();
    this.draw();
  }

  /** One fine picture of what stands still. */
  #sharpen(): void {
    const { clientWidth: width, clientHeight: height } = this.#parent;
    this.#sharp = true;
    this.canvas.dataset["sharp"] = "yes";
    if (this.#still <= this.#renderer.getPixelRatio()) return;
    this.#renderer.setPixelRatio(this.#still);
    this.#renderer.setSize(width, height);
    this.#sizeShadow(2048);
    this.draw();
  }

  #sizeShadow(shadow: number): void {
    if (this.#sun.shadow.mapSize.x !== shadow) {
      this.#sun.shadow.mapSize.set(shadow, shadow);
      this.#sun.shadow.map?.dispose();
      this.#sun.shadow.map = null;
    }
  }

  #frame(now: number): void {
    const elapsed = this.#last === 0 ? 1 / 60 : now - this.#last;
    if (elapsed < this.#pace - 0.004 && this.#last > 0) return;
    this.#last = now;
    for (const callback of this.#callbacks) callback(Math.min(elapsed, 0.1), now);
    this.camera.updateMatrixWorld();
    const still = !this.moving && !this.#changed && isNear(this.#seen, this.camera.matrixWorld);
    if (still) {
      this.#rate.forget();
      if (this.#stillSince === 0) this.#stillSince = now;
      if (!this.#sharp && now - this.#stillSince > STILL_AFTER) this.#sharpen();
      return;
    }
    this.#stillSince = 0;
    if (this.#sharp) {
      delete this.canvas.dataset["sharp"];
      this.#resize();
    }
    this.#watchSpeed(now);
    this.#changed = false;
    this.#seen.copy(this.camera.matrixWorld);
    this.draw();
  }

  /** A machine without a graphics card draws fewer dots rather than fewer pictures. */
  #watchSpeed(now: number): void {
    if (this.#fixed) return;
    const mean = this.#rate.count(now);
    if (mean === null || mean < SLOW_FRAME || this.#quality === QUALITIES.length - 1) return;
    this.#quality = Math.min(QUALITIES.length - 1, this.#quality + (mean > 3 * SLOW_FRAME ? 2 : 1));
    this.#resize();
  }
}
