/** What a keyboard or a stick asks for, relative to the view: dx to the right, dy ahead, length at most 1. */
export interface MoveHandlers {
  move(dx: number, dy: number, run: boolean): void;
  stop(): void;
  /** Turn the view: 1 to the left, -1 to the right, 0 no more. */
  turn?(direction: -1 | 0 | 1): void;
}
