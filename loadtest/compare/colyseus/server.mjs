// One Colyseus room as its documentation shows it: players with float32 fields, patches at 10 Hz,
// clients that send where they are. With VIEW_M each client has a StateView of its own that holds
// those within so many metres, looked at anew once a second.
//
// Prints "ready <port>". Ends with its input, and in any case after LIFE_S seconds.
import { Room, Server } from "@colyseus/core";
import { Encoder, MapSchema, StateView, schema, t } from "@colyseus/schema";
import { WebSocketTransport } from "@colyseus/ws-transport";
import { createServer } from "node:http";

const VIEW_M = Number(process.env.VIEW_M ?? 0);
const LIFE_S = Number(process.env.LIFE_S ?? 600);
const PATCH_MS = 100;
const LOOK_MS = 1000;

// The default of 8 kB would have to grow in the middle of a patch with 1,000 players.
Encoder.BUFFER_SIZE = 512 * 1024;

const Player = schema({ x: t.float32(), y: t.float32(), heading: t.uint8() }, "Player");
const players = VIEW_M ? t.map(Player).view() : t.map(Player);
const State = schema({ players }, "State");

class Plaza extends Room {
  patchRate = PATCH_MS;
  state = new State();

  onCreate() {
    this.onMessage("move", (client, move) => {
      const player = this.state.players.get(client.sessionId);
      player.x = move.x;
      player.y = move.y;
      player.heading = move.heading;
    });
    if (VIEW_M) this.clock.setInterval(() => this.look(), LOOK_MS);
  }

  onJoin(client) {
    const player = new Player({ x: 0, y: 0, heading: 0 });
    this.state.players.set(client.sessionId, player);
    if (!VIEW_M) return;
    client.view = new StateView();
    client.view.add(player);
    client.seen = new Set([player]);
  }

  onLeave(client) {
    const player = this.state.players.get(client.sessionId);
    if (VIEW_M) for (const other of this.clients) other.seen.delete(player);
    this.state.players.delete(client.sessionId);
  }

  look() {
    const all = [...this.state.players.values()];
    for (const client of this.clients) {
      const me = this.state.players.get(client.sessionId);
      for (const other of all) {
        const near = (other.x - me.x) ** 2 + (other.y - me.y) ** 2 <= VIEW_M * VIEW_M;
        if (near && !client.seen.has(other)) {
          client.view.add(other);
          client.seen.add(other);
        } else if (!near && client.seen.has(other)) {
          client.view.remove(other);
          client.seen.delete(other);
        }
      }
    }
  }
}

const http = createServer();
const server = new Server({ greet: false, transport: new WebSocketTransport({ server: http }) });
server.define("plaza", Plaza);
await server.listen(0, "127.0.0.1");
process.stdout.write(`ready ${http.address().port}\n`);

process.stdin.resume().on("end", () => process.exit(0));
setTimeout(() => process.exit(0), LIFE_S * 1000);
