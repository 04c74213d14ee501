// How does a browser test get a service? The program itself, with its own data or with some that the test writes.

import { spawn } from "node:child_process";
import { existsSync, mkdtempSync, rmSync, writeFileSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { fileURLToPath } from "node:url";

const root = fileURLToPath(new URL("../..", import.meta.url));
const program = process.env.WAYSTATION_PROGRAM ?? join(root, "target/debug/waystation");

/** Starts the program on a free port; stations make a data set of their own, without them it is the bundled one. */
export async function serve(stations, ...options) {
  if (!existsSync(program)) throw new Error(`${program} is not built: cargo build`);
  const args = ["serve"];
  let folder;
  if (stations) {
    folder = mkdtempSync(join(tmpdir(), "waystation-"));
    writeFileSync(join(folder, "stations.geojson"), JSON.stringify({ type: "FeatureCollection", features: stations }));
    const manifest = 'timezone = "Asia/Shanghai"\n[[stations]]\npath = "stations.geojson"\n';
    writeFileSync(join(folder, "dataset.toml"), manifest);
    args.push(folder);
  }
  const child = spawn(program, [...args, "--listen", "127.0.0.1:0", ...options], { stdio: ["ignore", "pipe", "pipe"] });
  let said = "";
  const origin = await new Promise((resolve, reject) => {
    child.stderr.on("data", (text) => (said += text));
    child.stdout.on("data", (text) => {
      said += text;
      const address = /listening on (http:\/\/[\d.:]+)\//.exec(said);
      if (address) resolve(address[1]);
    });
    child.on("exit", (code) => reject(new Error(`the program ended with ${code}: ${said}`)));
  });
  const stop = () =>
    new Promise((resolve) => {
      child.removeAllListeners("exit");
      child.once("exit", () => {
        if (folder) rmSync(folder, { recursive: true });
        resolve();
      });
      // A second signal does not wait for connections that the browser keeps.
      child.kill("SIGTERM");
      child.kill("SIGINT");
    });
  return { origin, stop };
}

/** A station as GeoJSON. */
export function station(id, lon, lat, properties) {
  return { type: "Feature", id, geometry: { type: "Point", coordinates: [lon, lat] }, properties };
}
