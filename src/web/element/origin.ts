// Where does this script come from? From there come the map, and the answers unless a page says otherwise.

/** The root of the service, whether the script was loaded as a module or not. */
export const ORIGIN = (() => {
  const script = document.currentScript as HTMLScriptElement | null;
  // A module has no element of its own, and a script has no `import.meta`.
  const address = script?.src ?? /https?:\/\/[^\s()]+\/widget\/v1\/station-finder\.js/.exec(new Error().stack ?? "")?.[0];
  return new URL(address ? "../.." : "/", address ?? location.href).href;
})();

/** A part of the script that comes when it is asked for. One of another origin has no address to refer to. */
export const part = <T>(chunk: string) => import(new URL(chunk, `${ORIGIN}widget/v1/`).href) as Promise<T>;
