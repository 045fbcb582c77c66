/** Keyboard, stick and the 3D scene on the stage. The scene is fetched after the first paint. */
import { batch, effect, untracked } from '@preact/signals-core';
import { shownName } from '../i18n';
import { createKeyboard, createStick, type MoveHandlers } from '../input';
import type { Scene, SceneDeps } from '../scene';
import type { CityState } from '../state/city';
import { type Commands, isCalm, type ScreenState, type Ui } from '../ui/context';
import { EMOTES } from '../ui/Emotes';
import type { Loop } from './loop';

const TURN_RAD_S = 1.8;
const NEVER = new Promise<never>(() => undefined);
type Stage = Parameters<Ui['attachStage']>[0];

export interface StageDeps {
  city: CityState;
  screen: ScreenState;
  commands: Commands;
  loop: Loop;
}

export class StageControl {
  scene: Scene | undefined;
  private readonly deps: StageDeps;
  private stage: Stage | undefined;
  private starting = false;
  private gone = false;

  constructor(deps: StageDeps) {
    this.deps = deps;
  }

  attach(stage: Stage): () => void {
    this.stage = stage;
    this.gone = false;
    void this.prefetch();
    const stops = [this.keys(stage.root), this.stick(stage.stick), this.watch(), this.bubbles()];
    return () => {
      this.gone = true;
      for (const stop of stops) stop();
      this.endScene();
      this.stage = undefined;
    };
  }

  // ---- walking --------------------------------------------------------------------------------------

  private handlers(): MoveHandlers {
    const { city, screen } = this.deps;
    return {
      move: (dx, dy, run) => {
        const yaw = this.scene && screen.view.peek() === '3d' ? this.scene.cameraYaw() : 0;
        const [cos, sin] = [Math.cos(yaw), Math.sin(yaw)];
        city.own.running = run || screen.running.peek();
        city.own.steer(dx * cos - dy * sin, dx * sin + dy * cos, Math.hypot(dx, dy));
      },
      stop: () => {
        city.own.steer(0, 0);
        city.own.running = screen.running.peek();
      },
      turn: (direction) => this.scene?.turn(direction * TURN_RAD_S),
    };
  }

  private keys(root: HTMLElement): () => void {
    // Keys released elsewhere are never seen here: leaving the stage lets go of all of them.
    let stopKeys = createKeyboard(root, this.handlers());
    const leave = (): void => {
      stopKeys();
      stopKeys = createKeyboard(root, this.handlers());
    };
    const press = (event: KeyboardEvent): void => {
      if (event.target !== root || event.ctrlKey || event.metaKey || event.altKey) return;
      const emote = EMOTES[Number(event.key) - 1];
      if (emote) this.deps.commands.act(emote.state);
      if (event.key === 'Enter') {
        this.deps.screen.panel.value = 'chat';
        requestAnimationFrame(() => document.getElementById('say')?.focus());
      }
    };
    root.addEventListener('focusout', leave);
    root.addEventListener('keydown', press);
    return () => {
      stopKeys();
      root.removeEventListener('focusout', leave);
      root.removeEventListener('keydown', press);
    };
  }

  private stick(element: HTMLElement): () => void {
    return createStick(element, this.handlers());
  }

  // ---- the 3D scene ---------------------------------------------------------------------------------

  /** Starts, feeds and ends the scene as settings and world ask. */
  private watch(): () => void {
    const { city, screen } = this.deps;
    const stops = [
      effect(() => {
        const wants = city.settings.view.value === '3d';
        const loaded = city.loaded.value !== undefined && city.here.value !== undefined;
        if (wants && loaded && screen.scene.value === 'off') void this.startScene();
        if (!wants) this.endScene();
      }),
      effect(() => {
        const loaded = city.loaded.value;
        const level = city.level.value;
        if (loaded && level) this.show(loaded, level.id);
      }),
      effect(() => {
        // Read first: without a scene the wish must still be followed.
        const calm = isCalm(city);
        this.scene?.setReducedMotion(calm);
      }),
      effect(() => {
        const { value } = city.settings.quality;
        if (value !== 'auto') this.scene?.setQuality(value);
      }),
    ];
    return () => { for (const stop of stops) stop(); };
  }

  private shown: { world: unknown; texts: unknown; level: string } | undefined;

  private show(loaded: NonNullable<CityState['loaded']['value']>, level: string): void {
    if (!this.scene || !this.shown) return;
    const { world, texts, rasters } = loaded;
    const before = this.shown;
    this.shown = { world, texts, level };
    if (before.world !== world) void this.reveal(this.scene.setWorld(world, texts, rasters, level));
    else if (before.texts !== texts) void this.scene.setWorld(world, texts, rasters, level);
    else if (before.level !== level) this.scene.setLevel(level);
  }

  /** Until the scene has drawn what is new, the map is shown: never a black stage. */
  private async reveal(drawn: unknown): Promise<void> {
    const { screen } = this.deps;
    batch(() => {
      screen.scene.value = 'loading';
      screen.view.value = '2d';
    });
    await drawn;
    await nextFrame();
    if (!this.scene || screen.scene.peek() !== 'loading') return;
    batch(() => {
      screen.scene.value = 'ready';
      screen.view.value = '3d';
    });
  }

  /** The scene's code is fetched beside the handshake, once the map has been painted. */
  private async prefetch(): Promise<void> {
    await nextFrame();
    if (this.deps.city.settings.view.peek() === '3d') await import('../scene').catch(() => undefined);
  }

  private async startScene(): Promise<void> {
    if (this.starting || this.scene) return;
    this.starting = true;
    const { screen, city } = this.deps;
    screen.scene.value = 'loading';
    try {
      const { createScene } = await import('../scene');
      const { value: loaded } = city.loaded;
      const { value: level } = city.level;
      if (this.gone || !loaded || !level || city.settings.view.peek() !== '3d') {
        screen.scene.value = 'off';
        return;
      }
      const scene = await createScene(this.sceneDeps(loaded, level.id));
      if (this.gone || screen.scene.peek() !== 'loading') {
        // Meanwhile the visitor has chosen the map.
        scene.dispose();
        return;
      }
      this.scene = scene;
      this.shown = { world: loaded.world, texts: loaded.texts, level: level.id };
      await this.reveal(undefined);
      if (city.loaded.peek() && city.level.peek()) this.show(city.loaded.peek()!, city.level.peek()!.id);
    } catch (error) {
      const unavailable = error instanceof Error && error.name === 'SceneUnavailable';
      if (!unavailable) console.error(error);
      this.giveUp(unavailable ? 'unavailable' : 'failed');
    } finally {
      this.starting = false;
      // Switched off and on again while it was being made.
      if (screen.scene.peek() === 'off' && city.settings.view.peek() === '3d' && !this.gone) void this.startScene();
    }
  }

  private sceneDeps(loaded: NonNullable<CityState['loaded']['value']>, level: string): SceneDeps {
    const { city, screen, commands, loop } = this.deps;
    const canvas = document.createElement('canvas');
    this.stage!.canvas.replaceChildren(canvas);
    const quality = city.settings.quality.peek();
    return {
      canvas, overlay: this.stage!.labels, world: loaded.world, texts: loaded.texts, rasters: loaded.rasters, level,
      avatars: city.avatars, sample: (nowMs) => loop.step(nowMs), nameOf: (id) => {
        const name = city.avatars.nameOf(id);
        return name === undefined ? undefined : shownName(name);
      },
      quality,
      reducedMotion: untracked(() => isCalm(city)),
      onGround: (x, y) => { this.stage?.root.focus({ preventScroll: true }); commands.walkTo(x, y); },
      onAvatar: (id) => {
        if (id !== city.here.peek()?.avatar) screen.dialog.value = { kind: 'person', avatar: id, name: city.avatars.nameOf(id) ?? '' };
      },
      onExhibit: (id) => { screen.dialog.value = { kind: 'exhibit', id }; },
      onDesk: (id) => { screen.dialog.value = { kind: 'desk', id }; },
      onPlace: (id) => { screen.dialog.value = { kind: 'place', id }; },
      onTooSlow: () => this.giveUp('slow'),
      // A canvas that lost its context is blank: the map stands in for it.
      onAway: (away) => void this.reveal(away ? NEVER : undefined),
      onLost: () => this.giveUp('failed'),
    };
  }

  private giveUp(why: 'unavailable' | 'slow' | 'failed'): void {
    batch(() => {
      this.endScene();
      this.deps.screen.scene.value = why;
    });
  }

  private endScene(): void {
    const { screen } = this.deps;
    this.scene?.dispose();
    this.scene = undefined;
    this.shown = undefined;
    this.stage?.canvas.replaceChildren();
    this.stage?.labels.replaceChildren();
    screen.view.value = '2d';
    screen.scene.value = 'off';
  }

  // ---- speech ---------------------------------------------------------------------------------------

  /** What is said shows over the head of who said it. */
  private bubbles(): () => void {
    const { city, screen } = this.deps;
    let read = 0;
    return effect(() => {
      const fresh = city.chat.lines.value.filter((line) => line.key > read && line.kind === 'said' && line.text !== '');
      if (fresh.length === 0) return;
      read = fresh.at(-1)!.key;
      const nowMs = performance.now();
      const recent = fresh.filter((line) => Date.now() - line.time_ms < 5000);
      for (const { avatar, text } of recent) this.scene?.say(avatar, text);
      const said = new Set(recent.map((line) => line.avatar));
      const old = screen.bubbles.peek().filter((b) => b.until_ms > nowMs && !said.has(b.avatar));
      screen.bubbles.value = [...old, ...recent.map(({ avatar, text }) => ({ avatar, text, until_ms: nowMs + 5000 }))].slice(-12);
    });
  }
}

/** After the next picture of the page. */
function nextFrame(): Promise<void> {
  return new Promise((done) => {
    requestAnimationFrame(() => setTimeout(done, 0));
  });
}
