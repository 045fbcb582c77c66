/** Which labels find room on the screen: first come, first served, so the nearest ones do. */
const WIDE_PX = 13;
const NARROW_PX = 7.6;
const MARGIN_PX = 18;
const MOST_PX = 182;
const HEIGHT_PX = 21;
const FIRST_WIDE = 0x1100;

/** Width of a label, near enough: measuring it would make the browser lay out the page. */
export function labelWidth(text: string): number {
  let width = MARGIN_PX;
  for (const char of text) width += char.codePointAt(0)! >= FIRST_WIDE ? WIDE_PX : NARROW_PX;
  return Math.min(MOST_PX, width);
}

export class LabelSpace {
  private readonly taken: Float32Array;
  private readonly height: number;
  private count = 0;

  /** Room for `most` labels of `height` pixels. */
  constructor(most: number, height = HEIGHT_PX) {
    this.height = height;
    this.taken = new Float32Array(most * 3);
  }

  clear(): void {
    this.count = 0;
  }

  /** Takes the place of a label whose foot is at (x, y), unless another one has it. */
  take(x: number, y: number, width: number): boolean {
    for (let i = 0; i < this.count; i++) {
      const apart_x = Math.abs(this.taken[i * 3]! - x), apart_y = Math.abs(this.taken[i * 3 + 1]! - y);
      if (apart_x < (this.taken[i * 3 + 2]! + width) / 2 && apart_y < this.height) return false;
    }
    if ((this.count + 1) * 3 > this.taken.length) return false;
    this.taken.set([x, y, width], this.count++ * 3);
    return true;
  }
}
