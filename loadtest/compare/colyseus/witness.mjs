// One real client of Colyseus' own SDK, standing in the middle: does state arrive, and how often?
//
// Arguments: port, near and middle ring in metres. Prints "ready" when it is in the room. Counts
// from the line "begin" on its input to the line "end", then prints what it saw as JSON. Ends with
// its input, and in any case after LIFE_S seconds.
import { Client } from "@colyseus/sdk";
import { createInterface } from "node:readline";

const [port, near_m, middle_m] = process.argv.slice(2).map(Number);
const LIFE_S = Number(process.env.LIFE_S ?? 600);
const RINGS = ["near", "middle", "far"];
const ring = ({ x, y }) => {
  const away_m = Math.hypot(x, y);
  return away_m <= near_m ? 0 : away_m <= middle_m ? 1 : 2;
};

const room = await new Client(`http://127.0.0.1:${port}`).joinOrCreate("plaza");
room.onLeave((code) => {
  process.stderr.write(`the room closed with code ${code}\n`);
  process.exit(1);
});

let last = new Map(); // id -> [x, y] as the newest patch has it
let patches = 0;
let updates = [0, 0, 0];
let looks = 0;
let people = [0, 0, 0];

room.onStateChange((state) => {
  patches += 1;
  const now = new Map();
  state.players.forEach((player, id) => {
    const before = last.get(id);
    const moved = before && (before[0] !== player.x || before[1] !== player.y);
    if (moved) updates[ring(player)] += 1;
    now.set(id, before && !moved ? before : [player.x, player.y]);
  });
  last = now;
});
setInterval(() => room.send("move", { x: 0, y: 0, heading: 0 }), 100);
setInterval(() => {
  looks += 1;
  room.state.players.forEach((player, id) => {
    if (id !== room.sessionId) people[ring(player)] += 1;
  });
}, 250);

let began = 0;
function begin() {
  [patches, looks, began] = [0, 0, performance.now()];
  [updates, people] = [[0, 0, 0], [0, 0, 0]];
}
function end() {
  const seconds = (performance.now() - began) / 1000;
  const rates = {};
  RINGS.forEach((name, i) => {
    if (people[i] && people[i] >= looks) rates[name] = updates[i] / ((people[i] / looks) * seconds);
  });
  const saw = { players: room.state.players.size, patches_per_s: patches / seconds };
  process.stdout.write(`${JSON.stringify({ ...saw, updates_per_s: rates })}\n`);
}

const commands = createInterface({ input: process.stdin });
commands.on("line", (line) => ({ begin, end })[line]?.());
commands.on("close", () => process.exit(0));
setTimeout(() => process.exit(0), LIFE_S * 1000);
process.stdout.write("ready\n");
