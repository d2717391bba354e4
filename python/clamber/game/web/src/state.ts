/** Binary state messages, laid out as `clamber/game/messages.py` says, and what lies between two of them. */

export const RUNNING = 0;
export const FALLEN = 1;
export const FINISHED = 2;

/** `flags` of a state. */
export const COUNTING_DOWN = 1;

/** Metres per unit of a link's place relative to the root. */
const PLACE_UNIT = 1 / 4096;
const TURN_UNIT = 1 / 32767;

/** One creature at one moment. */
export interface CreatureState {
  /** RUNNING, FALLEN or FINISHED. */
  status: number;
  /** Bit i: the i-th foot touches something. */
  contacts: number;
  /** Root's place in the lane, metres. */
  root: Float32Array;
  /** Per link x, y, z: places in the lane, metres. */
  places: Float32Array;
  /** Per link w, x, y, z. */
  turns: Float32Array;
}

export interface BoulderState {
  /** x, y, z, radius, metres; a radius of 0 for one that was not thrown yet. */
  place: Float32Array;
  /** w, x, y, z. */
  turn: Float32Array;
}

export interface State {
  /** COUNTING_DOWN, 2 for a race that is over, 4 where the last creature is a ghost, added up. */
  flags: number;
  tick: number;
  /** Simulated seconds since the start; negative while counting down. */
  time: number;
  creatures: CreatureState[];
  boulders: BoulderState[];
}

/** Reads a message. Throws `RangeError` where it is shorter than it says it is, or of another version. */
export function decodeState(buffer: ArrayBuffer): State {
  const view = new DataView(buffer);
  const version = view.getUint8(0);
  if (version !== 1) throw new RangeError(`state message of version ${version}; this page reads version 1`);
  const creatureCount = view.getUint8(2);
  const boulderCount = view.getUint8(3);
  const state: State = {
    flags: view.getUint8(1),
    tick: view.getUint32(4, true),
    time: view.getFloat32(8, true),
    creatures: [],
    boulders: [],
  };
  let at = 12;
  for (let i = 0; i < creatureCount; i++) {
    const links = view.getUint8(at + 1);
    const root = new Float32Array([view.getFloat32(at + 4, true), view.getFloat32(at + 8, true), view.getFloat32(at + 12, true)]);
    const creature: CreatureState = {
      status: view.getUint8(at),
      contacts: view.getUint16(at + 2, true),
      root,
      places: new Float32Array(links * 3),
      turns: new Float32Array(links * 4),
    };
    at += 16;
    for (let link = 0; link < links; link++, at += 14) {
      for (let k = 0; k < 3; k++) creature.places[link * 3 + k] = root[k]! + view.getInt16(at + 2 * k, true) * PLACE_UNIT;
      for (let k = 0; k < 4; k++) creature.turns[link * 4 + k] = view.getInt16(at + 6 + 2 * k, true) * TURN_UNIT;
    }
    state.creatures.push(creature);
  }
  for (let i = 0; i < boulderCount; i++, at += 24) {
    const place = new Float32Array(4);
    const turn = new Float32Array(4);
    for (let k = 0; k < 4; k++) place[k] = view.getFloat32(at + 4 * k, true);
    for (let k = 0; k < 4; k++) turn[k] = view.getInt16(at + 16 + 2 * k, true) * TURN_UNIT;
    state.boulders.push({ place, turn });
  }
  return state;
}

function mix(a: Float32Array, b: Float32Array, t: number): Float32Array {
  const out = new Float32Array(b.length);
  for (let i = 0; i < out.length; i++) out[i] = a[i]! + (b[i]! - a[i]!) * t;
  return out;
}

/** Quaternions in between: along the chord, which for a fiftieth of a second is as good as along the arc. */
function mixTurns(a: Float32Array, b: Float32Array, t: number): Float32Array {
  const out = new Float32Array(b.length);
  for (let i = 0; i < out.length; i += 4) {
    const dot = a[i]! * b[i]! + a[i + 1]! * b[i + 1]! + a[i + 2]! * b[i + 2]! + a[i + 3]! * b[i + 3]!;
    const sign = dot < 0 ? -1 : 1;
    let square = 0;
    for (let k = i; k < i + 4; k++) {
      out[k] = a[k]! * (1 - t) + sign * b[k]! * t;
      square += out[k]! * out[k]!;
    }
    const scale = square > 0 ? 1 / Math.sqrt(square) : 0;
    for (let k = i; k < i + 4; k++) out[k]! *= scale;
  }
  return out;
}

/** Faster than this between two states, a thing was put somewhere else and is not drawn on its way. Metres per second. */
const JUMP = 25;

function jumped(a: Float32Array, b: Float32Array, seconds: number): boolean {
  return Math.hypot(a[0]! - b[0]!, a[1]! - b[1]!, a[2]! - b[2]!) > JUMP * seconds;
}

/** The moment a share `t` (0 to 1) of the way from `a` to `b`. */
export function between(a: State, b: State, t: number): State {
  if (t <= 0 || a.creatures.length !== b.creatures.length) return t <= 0 ? a : b;
  if (t >= 1) return b;
  const seconds = Math.max(0.02, b.time - a.time);
  return {
    flags: b.flags,
    tick: b.tick,
    time: a.time + (b.time - a.time) * t,
    creatures: b.creatures.map((to, i) => {
      const from = a.creatures[i]!;
      if (from.places.length !== to.places.length || jumped(from.root, to.root, seconds)) return to;
      return {
        status: to.status,
        contacts: to.contacts,
        root: mix(from.root, to.root, t),
        places: mix(from.places, to.places, t),
        turns: mixTurns(from.turns, to.turns, t),
      };
    }),
    boulders: b.boulders.map((to, i) => {
      const from = a.boulders[i];
      if (!from || jumped(from.place, to.place, seconds)) return to;
      return { place: mix(from.place, to.place, t), turn: mixTurns(from.turn, to.turn, t) };
    }),
  };
}
