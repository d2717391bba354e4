/** A WebSocket of the server: JSON both ways, binary states from it. */

export interface SocketHandlers {
  /** A JSON message, already parsed; `type` says which. */
  message(message: { type: string } & Record<string, unknown>): void;
  /** A binary message. */
  binary?(bytes: ArrayBuffer): void;
  /** The connection ended, or never came to be. */
  closed?(reason: string): void;
}

export class Socket {
  readonly #socket: WebSocket;
  readonly #waiting: string[] = [];

  /** Connects to a path of this page's server, such as `/race`. */
  constructor(path: string, handlers: SocketHandlers) {
    const address = new URL(path, location.href);
    address.protocol = address.protocol === "https:" ? "wss:" : "ws:";
    this.#socket = new WebSocket(address);
    this.#socket.binaryType = "arraybuffer";
    this.#socket.onopen = () => {
      for (const text of this.#waiting.splice(0)) this.#socket.send(text);
    };
    this.#socket.onmessage = ({ data }: MessageEvent<string | ArrayBuffer>) => {
      if (typeof data === "string") handlers.message(JSON.parse(data));
      else handlers.binary?.(data);
    };
    this.#socket.onclose = ({ reason }) => handlers.closed?.(reason || "The server has gone.");
  }

  /** Sends a message, as soon as the connection stands. */
  send(message: { type: string } & Record<string, unknown>): void {
    const text = JSON.stringify(message);
    if (this.#socket.readyState === WebSocket.CONNECTING) this.#waiting.push(text);
    else if (this.#socket.readyState === WebSocket.OPEN) this.#socket.send(text);
  }

  /** Leaves; `closed` is not called. */
  close(): void {
    this.#socket.onclose = null;
    this.#socket.onmessage = null;
    this.#socket.close();
  }
}
