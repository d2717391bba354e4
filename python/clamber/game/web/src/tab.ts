/** What every tab's module gives: `mount` is called once, when the tab is first shown. */

export interface Tab {
  /** Starts what moves (drawing, sockets). Called after `mount` and whenever the tab comes to the front. */
  show(): void;
  /** Stops what costs; the tab's panel is not displayed until the next `show`. */
  hide(): void;
}

export type Mount = (root: HTMLElement) => Tab;
