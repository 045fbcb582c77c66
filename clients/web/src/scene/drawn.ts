/** Tells when a picture has really been drawn.
 *
 * The first frame of a world compiles shaders and uploads geometry; the calls return at once, the
 * picture may come seconds later on a weak card. A fence behind the frame knows.
 */
export class Drawn {
  private readonly gl: WebGL2RenderingContext;
  private waiting: (() => void)[] = [];
  private fence: WebGLSync | null = null;

  constructor(gl: WebGL2RenderingContext) {
    this.gl = gl;
  }

  /** Resolves when the next frame has been drawn, or will never be. */
  next(): Promise<void> {
    this.drop();
    return new Promise((resolve) => this.waiting.push(resolve));
  }

  /** To be called after each frame's draw calls. */
  afterFrame(): void {
    if (this.waiting.length === 0) return;
    const { gl } = this;
    if (!this.fence) {
      this.fence = gl.fenceSync(gl.SYNC_GPU_COMMANDS_COMPLETE, 0);
      gl.flush();
    } else if (gl.getSyncParameter(this.fence, gl.SYNC_STATUS) === gl.SIGNALED) {
      this.settle();
    }
  }

  /** Nothing will be drawn any more: nobody waits for ever. */
  settle(): void {
    this.drop();
    const { waiting } = this;
    this.waiting = [];
    for (const resolve of waiting) resolve();
  }

  private drop(): void {
    if (this.fence) this.gl.deleteSync(this.fence);
    this.fence = null;
  }
}
