/** Which part of a level the map shows. Pixels are CSS pixels, y of the world points up. */

export const ZOOM_MIN = 1;
export const ZOOM_MAX = 40;

export class MapCamera {
  /** Middle of the view in metres. */
  x = 0;
  y = 0;
  /** Pixels a metre. */
  scale = 6;
  width = 1;
  height = 1;
  /** Whether it stays with oneself. */
  follow = true;

  toScreenX(x: number): number {
    return (x - this.x) * this.scale + this.width / 2;
  }

  toScreenY(y: number): number {
    return (this.y - y) * this.scale + this.height / 2;
  }

  toWorld(sx: number, sy: number): [number, number] {
    return [this.x + (sx - this.width / 2) / this.scale, this.y - (sy - this.height / 2) / this.scale];
  }

  /** Shows all of a rectangle. */
  fit([x0, y0, x1, y1]: readonly [number, number, number, number]): void {
    this.x = (x0 + x1) / 2;
    this.y = (y0 + y1) / 2;
    const scale = Math.min(this.width / (x1 - x0), this.height / (y1 - y0)) * 0.95;
    this.scale = Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, scale));
  }

  /** Zooms so that the spot under (sx, sy) stays there. */
  zoom(factor: number, sx = this.width / 2, sy = this.height / 2): void {
    const [x, y] = this.toWorld(sx, sy);
    this.scale = Math.min(ZOOM_MAX, Math.max(ZOOM_MIN, this.scale * factor));
    if (this.follow) return;
    const [nx, ny] = this.toWorld(sx, sy);
    this.x += x - nx;
    this.y += y - ny;
  }

  pan(dx: number, dy: number): void {
    this.follow = false;
    this.x -= dx / this.scale;
    this.y += dy / this.scale;
  }
}
