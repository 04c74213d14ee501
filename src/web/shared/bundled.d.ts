// What does the bundler put in? Names of files by their content, and styles as text.

/** The map chunk beside this script, as `./map-<hash>.js`. */
declare const MAP_CHUNK: string;
/** What leads to another place, beside this script, as `./elsewhere-<hash>.js`. */
declare const ELSEWHERE_CHUNK: string;
/** Why nothing fits, beside this script, as `./why-<hash>.js`. */
declare const WHY_CHUNK: string;
/** The map's worker beside the map chunk, as `./worker-<hash>.mjs`. */
declare const MAP_WORKER: string;

declare module "*.css" {
  const text: string;
  export default text;
}
