/** The gates at start and finish, the lanes' coloured starting pads, and boards that tell how far it is. */

import {
  BoxGeometry,
  CanvasTexture,
  Color,
  CylinderGeometry,
  DoubleSide,
  Group,
  Mesh,
  MeshBasicMaterial,
  MeshLambertMaterial,
  PlaneGeometry,
  SRGBColorSpace,
} from "three";

export interface GateLook {
  unit: number;
  right: number;
  left: number;
}

/** A picture of a banner: two rows of chequers with a word between them. */
function bannerTexture(word: string, colour: string, squares: number): CanvasTexture {
  const size = 32;
  const picture = document.createElement("canvas");
  picture.width = squares * size;
  picture.height = size * 4;
  const pen = picture.getContext("2d")!;
  pen.fillStyle = colour;
  pen.fillRect(0, 0, picture.width, picture.height);
  for (let i = 0; i < squares; i++) {
    for (const [row, y] of [[0, 0], [1, size * 3]] as const) {
      pen.fillStyle = (i + row) % 2 === 0 ? "#fffaf0" : "#2b2438";
      pen.fillRect(i * size, y, size, size);
    }
  }
  pen.fillStyle = "#fffaf0";
  pen.font = `800 ${size * 1.6}px ui-rounded, "Nunito", "Segoe UI", system-ui, sans-serif`;
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  const times = Math.max(1, Math.floor(squares / 22));
  for (let i = 0; i < times; i++) pen.fillText(word, ((i + 0.5) / times) * picture.width, size * 2.05);
  const texture = new CanvasTexture(picture);
  texture.colorSpace = SRGBColorSpace;
  texture.anisotropy = 4;
  return texture;
}

/** A plane set upright across the lanes, to be read by who looks along them (`side` -1) or back (1). */
function facing(plane: PlaneGeometry, side: number): PlaneGeometry {
  return plane.rotateX(Math.PI / 2).rotateZ((side * Math.PI) / 2);
}

/** A gate across all lanes at `x`: two posts and a banner that reads from either side. */
export function buildGate(word: string, colour: string, x: number, { unit, right, left }: GateLook): Group {
  const gate = new Group();
  gate.name = `gate ${word}`;
  gate.userData["unpickable"] = true;
  const height = 5 * unit;
  const reach = 0.25 * unit;
  const wood = new MeshLambertMaterial({ color: colour });
  for (const y of [right - reach, left + reach]) {
    const post = new Mesh(new CylinderGeometry(0.09 * unit, 0.12 * unit, height + 0.85 * unit, 8).rotateX(Math.PI / 2), wood);
    post.position.set(x, y, (height - 0.85 * unit) / 2);
    const knob = new Mesh(new CylinderGeometry(0.02 * unit, 0.17 * unit, 0.26 * unit, 8).rotateX(Math.PI / 2), wood);
    knob.position.set(x, y, height + 0.1 * unit);
    gate.add(post, knob);
  }
  const width = left - right + 2 * reach;
  const tall = 0.7 * unit;
  const material = new MeshLambertMaterial({ map: bannerTexture(word, colour, Math.max(8, Math.round((width / tall) * 4))) });
  for (const side of [-1, 1]) {
    const banner = new Mesh(facing(new PlaneGeometry(width, tall), side), material);
    banner.position.set(x + side * 0.012 * unit, (left + right) / 2, height - tall / 2);
    gate.add(banner);
  }
  for (const child of gate.children) child.castShadow = true;
  return gate;
}

/** A chequered line across a lane. */
export function buildLine(x: number, y: number, width: number, unit: number): Mesh {
  const picture = document.createElement("canvas");
  const squares = Math.max(4, Math.round(width / (0.16 * unit)));
  [picture.width, picture.height] = [16, squares * 8];
  const pen = picture.getContext("2d")!;
  for (let i = 0; i < squares; i++) {
    for (let j = 0; j < 2; j++) {
      pen.fillStyle = (i + j) % 2 === 0 ? "#fffaf0" : "#2b2438";
      pen.fillRect(j * 8, i * 8, 8, 8);
    }
  }
  const map = new CanvasTexture(picture);
  map.colorSpace = SRGBColorSpace;
  const line = new Mesh(new PlaneGeometry(0.32 * unit, width), new MeshLambertMaterial({ map, polygonOffset: true, polygonOffsetFactor: -2 }));
  line.position.set(x, y, 0.004 * unit);
  line.receiveShadow = true;
  return line;
}

/** The pad a creature starts from, in its team's colour. */
export function buildPad(colour: string, y: number, width: number, unit: number): Mesh {
  const pad = new Mesh(
    new BoxGeometry(0.9 * unit, width * 0.9, 0.01 * unit),
    new MeshLambertMaterial({ color: new Color(colour).lerp(new Color("#ecdcb4"), 0.25) }),
  );
  pad.position.set(-0.62 * unit, y, 0.001 * unit);
  pad.receiveShadow = true;
  return pad;
}

/** A board beside the lanes with a distance on it. */
export function buildBoard(text: string, x: number, y: number, unit: number): Group {
  const picture = document.createElement("canvas");
  [picture.width, picture.height] = [128, 64];
  const pen = picture.getContext("2d")!;
  pen.fillStyle = "#fffaf0";
  pen.fillRect(0, 0, 128, 64);
  pen.fillStyle = "#2b2438";
  pen.font = "800 40px ui-rounded, system-ui, sans-serif";
  pen.textAlign = "center";
  pen.textBaseline = "middle";
  pen.fillText(text, 64, 34);
  const map = new CanvasTexture(picture);
  map.colorSpace = SRGBColorSpace;
  const board = new Group();
  const post = new Mesh(
    new CylinderGeometry(0.035 * unit, 0.035 * unit, 1.9 * unit, 6).rotateX(Math.PI / 2),
    new MeshLambertMaterial({ color: "#9a7350" }),
  );
  post.position.set(x, y, -0.05 * unit);
  const face = new Mesh(facing(new PlaneGeometry(0.8 * unit, 0.4 * unit), -1), new MeshBasicMaterial({ map, side: DoubleSide }));
  face.position.set(x - 0.05 * unit, y, 0.75 * unit);
  board.add(post, face);
  return board;
}
